"""Disk, screen, card, old Python, Qt's libraries: each lack ends in a plain sentence before anything is changed."""

from __future__ import annotations

import ast
import os
import runpy
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from environment import libraries, machine, steps
from environment.trouble import Trouble

from tests.source import ROOT

ENTRY = ROOT / "packaging" / "setup_environment.py"


class Usage(NamedTuple):
    """What shutil.disk_usage gives."""

    total: int
    used: int
    free: int


def with_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(free, 0, free))


def test_a_full_disk_is_refused_with_both_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_free(monkeypatch, machine.GIB)
    with pytest.raises(Trouble, match=r"needs 3\.0 GB and 1\.0 GB are free"):
        machine.check_disk(tmp_path, machine.NEEDED_FIRST_TIME)


def test_a_full_disk_stops_the_set_up_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_free(monkeypatch, machine.GIB)
    (tmp_path / "resources").mkdir()
    shutil.copy(ROOT / "resources" / "models.toml", tmp_path / "resources")
    with pytest.raises(Trouble, match="too full"):
        steps.set_up(tmp_path, "test")
    assert [path.name for path in tmp_path.iterdir()] == ["resources"]


def test_room_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_free(monkeypatch, machine.NEEDED_FIRST_TIME)
    machine.check_disk(tmp_path, machine.NEEDED_FIRST_TIME)


def test_no_screen() -> None:
    with pytest.raises(Trouble, match="no screen"):
        machine.check_screen({"DISPLAY": ""}, "Linux")
    machine.check_screen({"WAYLAND_DISPLAY": "wayland-0"}, "Linux")
    machine.check_screen({}, "Darwin")


def test_the_failure_is_printed_and_the_code_is_not_zero(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr(machine.check_screen, "__defaults__", ("Linux",))
    assert steps.main(["--for", "run"]) == 1
    assert "There is no screen here" in capsys.readouterr().err


def test_a_card_needs_more_than_a_driver_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert not machine.has_nvidia_card(tmp_path)
    (tmp_path / "gpus").mkdir()
    assert not machine.has_nvidia_card(tmp_path)
    (tmp_path / "gpus" / "0000:01:00.0").mkdir()
    assert machine.has_nvidia_card(tmp_path)


def test_an_old_python_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 2))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert runpy.run_path(str(ENTRY))["main"]() == 1
    said = capsys.readouterr().err
    assert "this is Python 3.8.2" in said
    assert "make run PYTHON=" in said


@pytest.mark.skipif(os.name == "nt", reason="uses a shell script as a stand-in for a program")
def test_a_newer_python_that_does_not_answer_is_not_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    broken, good = tmp_path / "python3.11", tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    good.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    broken.chmod(0o755)
    good.chmod(0o755)
    assert runpy.run_path(str(ENTRY))["newer_python"]() == str(good)


def test_very_old_pythons_can_read_the_entry() -> None:
    ast.parse(ENTRY.read_text(encoding="utf-8"), feature_version=(3, 4))


def test_a_library_that_is_there_loads() -> None:
    assert libraries.loads("libc.so.6") == (sys.platform == "linux")
    assert not libraries.loads("libnot-there.so.1")


def test_the_one_command_to_run() -> None:
    missing = libraries.LIBRARIES[:2]
    apt, dnf, pacman, zypper = libraries.TOOLS
    update, install = libraries.command_line(missing, apt).split(" && ")
    assert update == "sudo apt-get update"
    assert install == "sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    assert libraries.command_line(missing, dnf) == "sudo dnf install -y libglvnd-egl libglvnd-glx"
    assert libraries.command_line(missing, pacman).endswith("--noconfirm libglvnd"), "each package once"
    assert libraries.command_line((libraries.FONT,), zypper).endswith("dejavu-fonts")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lacks libraries")
def test_missing_libraries_without_rights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "loads", lambda file: file != "libEGL.so.1")
    monkeypatch.setattr(libraries, "_rights", lambda: None)
    with pytest.raises(Trouble, match=r"libEGL\.so\.1"):
        libraries.ensure(False, tmp_path / "log")
