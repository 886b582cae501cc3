"""Every file of the program folder with its size and checksum, sorted: two builds can be compared line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FILE: Final = "FILES.txt"


def text(folder: Path) -> str:
    """One line a file: checksum, bytes, place below `folder`; links say where they lead."""
    return "".join(f"{line}\n" for line in _lines(folder))


def _lines(folder: Path) -> Iterator[str]:
    places = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*"))
    for place, path in places:
        if place == FILE:
            continue
        if path.is_symlink():
            yield f"{'-> ' + path.readlink().as_posix()}  {place}"
        elif path.is_file():
            yield f"{_hash(path)} {path.stat().st_size:>10}  {place}"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
