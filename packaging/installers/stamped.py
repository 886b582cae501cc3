"""Remembers what the packing environment was made from, so that it is made once. Knows files, not packages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

WATCHED: Final = ("pyproject.toml", "constraints.txt", "resources/models.toml")
_NAME: Final = "ingrain-package.txt"


def key(project: Path, also: Iterable[str]) -> str:
    digest = hashlib.sha256(repr((str(project), *also)).encode())
    for name in WATCHED:
        digest.update((project / name).read_bytes())
    return digest.hexdigest()


def read(venv: Path) -> str:
    path = venv / _NAME
    return path.read_text(encoding="ascii") if path.is_file() else ""


def write(venv: Path, key: str) -> None:
    (venv / _NAME).write_text(key, encoding="ascii")


def forget(venv: Path) -> None:
    (venv / _NAME).unlink(missing_ok=True)
