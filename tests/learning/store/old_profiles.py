"""Profiles as earlier versions of Ingrain left them (tests/data/profiles), put into a folder of the test's own."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

from learning.store.profile import Profile
from tests.source import ROOT

FOLDER = ROOT / "tests" / "data" / "profiles"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.zip")))
SCHEMAS = {name: int(name.removeprefix("schema").partition("-")[0]) for name in NAMES}


def unpacked(name: str, root: Path) -> Profile:
    with zipfile.ZipFile(FOLDER / f"{name}.zip") as packed:
        packed.extractall(root)
    return Profile(root)


def schema_of(path: Path) -> int:
    raw = sqlite3.connect(path)
    try:
        return int(raw.execute("PRAGMA user_version").fetchone()[0])
    finally:
        raw.close()


def content(path: Path) -> list[str]:
    """Every statement that would make the database anew, whatever their order."""
    raw = sqlite3.connect(path)
    try:
        return sorted(raw.iterdump())
    finally:
        raw.close()


def bytes_of(root: Path) -> dict[str, bytes]:
    """Every file, but for what SQLite puts beside a database while somebody looks into it: that holds nothing."""
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert not found.pop("ingrain.db-wal", b"")
    found.pop("ingrain.db-shm", None)
    return found
