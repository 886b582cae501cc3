"""The library's own copies of files, `documents/<sha256>`: each is the very content that was read.

Knows files and hashes; no table and no text.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from learning.store import files, hashes
from learning.store.errors import FileChanged, from_os
from learning.store.profile import Profile


@dataclass(frozen=True, slots=True)
class Stamp:
    """By which a file on disk is known again without reading it."""

    size: int
    changed: int  # ns; 0 for what was never a file


def stamp(data: Path | bytes) -> Stamp:
    """Raises FileChanged for a file that is not there any more."""
    if isinstance(data, bytes):
        return Stamp(len(data), 0)
    try:
        found = data.stat()
    except OSError as error:
        raise FileChanged(str(error)) from error
    return Stamp(found.st_size, found.st_mtime_ns)


def keep(profile: Profile, sha256: str, data: Path | bytes) -> Stamp:
    """Copy it, durably and in pieces. Raises FileChanged when a file is no longer what was read."""
    found = stamp(data)
    target = profile.document(sha256)
    try:
        files.require_space(profile.documents, found.size)
        files.make_dir(profile.documents)
        if isinstance(data, bytes):
            files.write_atomic(target, data)
        else:
            _copy(data, target, sha256)
    except OSError as error:
        raise from_os(error) from error
    return found


def _copy(source: Path, target: Path, sha256: str) -> None:
    if not source.is_file():  # a pipe in its place would never end
        raise FileChanged(source.name)
    part = target.with_name(f"{target.name}.part")
    try:
        files.copy(source, part)
        if hashes.of_file(part) != sha256:
            raise FileChanged(source.name)
        files.replace(part, target)
    except (OSError, FileChanged):
        with suppress(OSError):  # the first error is the one to tell
            files.remove(part)
        raise
    files.fsync_dir(target.parent)


def drop(copy: Path) -> None:
    try:
        files.remove(copy)
    except OSError as error:
        raise from_os(error) from error


def strays(profile: Profile, used: frozenset[str], since: str) -> tuple[Path, ...]:
    """Copies from before `since` whose checksum is not in `used`, half ones too."""
    moment = datetime.fromisoformat(since).timestamp()
    found = []
    for path in sorted(profile.documents.glob("*")):
        with suppress(FileNotFoundError):  # another thread has just finished it
            if path.name not in used and path.is_file() and path.stat().st_mtime < moment:
                found.append(path)
    return tuple(found)
