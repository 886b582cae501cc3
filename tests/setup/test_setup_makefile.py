"""`make setup` from a fresh copy in a path with spaces, with no place to fetch packages from."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.source import ROOT

PARTS = ("Makefile", "pyproject.toml", "constraints.txt", "packaging", "resources")
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "my computer's files" / "Ingrain copy"
    folder.mkdir(parents=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder)
    return folder


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MAKE", "MFLAGS"))}
    kept.pop("QT_QPA_PLATFORM", None)
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
    return subprocess.run(
        ["make", *arguments], cwd=clone, env={**kept, **nowhere}, capture_output=True, text=True, check=False
    )


def test_without_packages_it_ends_in_a_sentence_and_a_log(clone: Path) -> None:
    done = make(clone, "setup")
    assert done.returncode != 0
    assert "A package was not found where pip looks" in done.stderr
    assert "Traceback" not in done.stderr
    log = clone / "build" / "setup.log"
    assert str(log) in done.stderr
    assert "setuptools==" in log.read_text(encoding="utf-8")
    assert not (clone / ".venv" / "ingrain-setup.json").exists()


def test_run_without_a_screen_says_so_at_once(clone: Path) -> None:
    done = make(clone, "run")
    assert done.returncode != 0
    assert "There is no screen here" in done.stderr
    assert not (clone / ".venv").exists()
