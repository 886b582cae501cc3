"""Checksums of model files and folders, remembered so that no start reads 98 MB twice.

Knows which files of a folder make a model what it is. Does not know which checksum is the right one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Generator
from pathlib import Path

from learning.store import files, hashes
from learning.store.profile import Profile

_BLOCK = 4 << 20
_NAMES = ("config.json", "tokenizer.json")


def parts(folder: Path) -> tuple[Path, ...]:
    """The files of a model folder that decide what it computes, in order."""
    named = (*folder.glob("*.safetensors"), *(folder / name for name in _NAMES))
    return tuple(sorted(path for path in named if path.is_file()))


def of_model(path: Path, profile: Profile | None) -> str:
    """Hex SHA-256 of a file, or over the names and checksums of a folder's parts. Remembered in the profile's cache."""
    if path.is_file():
        return _of_file(path, profile)
    digest = hashlib.sha256()
    for part in parts(path):
        digest.update(f"{part.name} {_of_file(part, profile)}\n".encode())
    return digest.hexdigest()


def hashing(path: Path, profile: Profile) -> Generator[None, None, str]:
    """As `of_model`, with a pause every few megabytes."""
    for part in (path,) if path.is_file() else parts(path):
        digest = hashlib.sha256()
        with part.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                yield
        known(part, digest.hexdigest(), profile)
    return of_model(path, profile)


def known(path: Path, sha256: str, profile: Profile) -> None:
    """A file was read just now, and this is its checksum."""
    status = path.stat()
    _remember(profile, {**_memory(profile), str(path): (f"{status.st_size} {status.st_mtime_ns}", sha256)})


def _of_file(path: Path, profile: Profile | None) -> str:
    if profile is None:
        return hashes.of_file(path)
    status = path.stat()
    stamp = f"{status.st_size} {status.st_mtime_ns}"
    memory = _memory(profile)
    known = memory.get(str(path), ("", ""))
    if known[0] == stamp:
        return known[1]
    found = hashes.of_file(path)
    _remember(profile, {**memory, str(path): (stamp, found)})
    return found


def _memory(profile: Profile) -> dict[str, tuple[str, str]]:
    """What was remembered; anything unreadable counts as nothing."""
    try:
        data = json.loads(_file(profile).read_bytes())
        return {str(path): (str(entry[0]), str(entry[1])) for path, entry in data.items()}
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        return {}


def _remember(profile: Profile, memory: dict[str, tuple[str, str]]) -> None:
    with contextlib.suppress(OSError):  # only a cache: a full or read-only disk costs time, nothing else
        files.make_dir(profile.cache)
        files.write_atomic(_file(profile), json.dumps(memory, indent=1).encode())


def _file(profile: Profile) -> Path:
    return profile.cache / "model-hashes.json"
