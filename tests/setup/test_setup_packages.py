"""Which torch is asked for, and what pip's real output means for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from environment import packages, steps
from environment.trouble import Trouble

from tests.source import ROOT

PINS = "filelock==1\ntorch==2.13.0\ntorchvision==9\n"
OUTPUTS = ROOT / "tests" / "data" / "pip"


@pytest.mark.parametrize(("system", "nvidia", "chosen", "wanted"), [
    ("Linux", False, "", "torch==2.13.0+cpu"),
    ("Linux", True, "", "torch==2.13.0"),
    ("Darwin", False, "", "torch==2.13.0"),
    ("Windows", True, "", "torch==2.13.0"),
    ("Linux", False, "torch", "torch"),
])  # fmt: skip
def test_the_build_that_fits(system: str, nvidia: bool, chosen: str, wanted: str) -> None:
    assert packages.torch_requirement(PINS, system, nvidia, chosen) == wanted


def test_constraints_without_torch_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="no torch"):
        packages.torch_requirement("numpy==2\n", "Linux", False)


@pytest.mark.parametrize(("file", "happened"), [
    ("offline.txt", "network seems to be off"),
    ("no_cpu_build.txt", "CPU build of PyTorch was not found"),
    ("no_build_here.txt", "has no build for this system"),
    ("disk_full.txt", "disk became full"),
])  # fmt: skip
def test_pip_failures_in_plain_words(file: str, happened: str) -> None:
    trouble = packages.explain((OUTPUTS / file).read_text(encoding="utf-8"), Path("build/setup.log"))
    assert happened in str(trouble)
    assert str(trouble).count("\n") >= 2, "what happened, what is safe, what to do next"


def test_the_missing_cpu_build_says_how_to_get_it_and_names_no_host() -> None:
    text = str(packages.explain((OUTPUTS / "no_cpu_build.txt").read_text(encoding="utf-8"), Path("log")))
    assert "PIP_EXTRA_INDEX_URL" in text
    assert "://" not in text


def test_an_unknown_failure_points_to_the_log(tmp_path: Path) -> None:
    assert str(tmp_path / "setup.log") in str(packages.explain("something else", tmp_path / "setup.log"))


def test_a_command_writes_to_the_log_and_gives_its_code(tmp_path: Path) -> None:
    log = tmp_path / "build" / "setup.log"
    assert packages.run(("sh", "-c", "echo heard; echo also >&2; exit 3"), log) == 3
    assert log.read_text(encoding="utf-8").split() == ["heard", "also"]


def test_an_environment_cut_off_half_way_is_made_again(tmp_path: Path) -> None:
    venv = tmp_path / "with space" / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text("half a file", encoding="utf-8")
    packages.make_environment(venv, tmp_path / "log")
    assert packages._works(venv)
    marker = venv / "kept"
    marker.touch()
    packages.make_environment(venv, tmp_path / "log")
    assert marker.exists(), "a whole environment is left alone"


def test_no_python_to_make_it_with_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_outer_python", lambda: "/bin/false")
    with pytest.raises(Trouble, match="could not be made"):
        packages.make_environment(tmp_path / ".venv", tmp_path / "log")


def refused(*_: object) -> None:
    raise Trouble("It could not be built.", "All is kept.", "Do something.")


def test_an_engine_that_cannot_be_built_is_said_and_only_an_optional_one_is_gone_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps.packages, "install", refused)
    monkeypatch.setattr(steps.stamp, "read", lambda *_: frozenset({"run"}))
    steps.add_engines(tmp_path, ["llama"], optional=True)
    assert "Going on without “llama”" in capsys.readouterr().err
    with pytest.raises(Trouble, match="could not be built"):
        steps.add_engines(tmp_path, ["llama"], optional=False)
    with pytest.raises(Trouble, match="There is: llama"):
        steps.add_engines(tmp_path, ["magic"], optional=True)


def test_an_engine_is_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []
    done: list[frozenset[str]] = [frozenset({"run"})]
    monkeypatch.setattr(steps.packages, "install", lambda _venv, names, *_: asked.append(names))
    monkeypatch.setattr(steps.stamp, "read", lambda *_: done[-1])
    monkeypatch.setattr(steps.stamp, "write", lambda _venv, _project, now: done.append(now))
    for _ in range(2):
        steps.add_engines(tmp_path, ["llama"], optional=False)
    assert asked == [("llama-cpp-python",)]
    assert done[-1] == {"run", "llama"}
