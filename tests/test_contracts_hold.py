"""The walls between the packages: import-linter passes on the code as it is and names a bad import."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import PRODUCT, ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in PRODUCT:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-cache"]
    environ = {**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, check=False)


def test_the_code_keeps_its_contracts(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("package", "line"), [
    ("desktop", "import backends"), ("desktop", "import numpy"), ("backends", "import desktop"),
    ("backends", "import PySide6"), ("learning", "import PySide6"), ("learning", "import torch"),
    ("learning", "import backends"), ("learning", "import desktop"),
])  # fmt: skip
def test_a_bad_import_is_named(tree: Path, package: str, line: str) -> None:
    (tree / package / "planted.py").write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")
    done = lint(tree)
    assert done.returncode != 0
    assert f"{package}.planted -> {line.split()[1]}" in done.stdout
