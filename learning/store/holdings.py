"""What a profile holds and how much room it takes, and the end of it: everything deleted, when a person wants that.

Knows the folders of a profile. Follows no link; deletes nothing in a folder that holds other things as well.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from learning.store import files
from learning.store.errors import StoreCode, StoreError, from_os
from learning.store.lock import ProfileLock
from learning.store.profile import Profile


class Part(StrEnum):
    """What a person would call a part of their data."""

    CHATS = "chats"  # chats, lessons, settings, and the text of documents: the database
    SKILLS = "skills"
    DOCUMENTS = "documents"
    MODELS = "models"
    BACKUPS = "backups"
    REST = "rest"  # what can be made again, and logs


_DATABASE: Final = ("ingrain.part", "ingrain.db-wal", "ingrain.db-shm", "ingrain.db")
_LOCK: Final = "profile.lock"
# By name in the folder. What is deleted first stands first: copies of the text before the text.
_NAMES: Final = MappingProxyType(
    {
        "backups": Part.BACKUPS,
        "documents": Part.DOCUMENTS,
        **dict.fromkeys(_DATABASE, Part.CHATS),
        "skills": Part.SKILLS,
        "models": Part.MODELS,
        "cache": Part.REST,
        "logs": Part.REST,
        "window.ini": Part.REST,
        _LOCK: Part.REST,
    }
)
_OF_THE_SYSTEM: Final = frozenset({".DS_Store", "desktop.ini", "Thumbs.db", ".directory"})  # it puts them anywhere


class NotOnlyOurs(StoreError):
    """The folder holds things that are none of Ingrain's: nothing of it is deleted. `names` are some of them."""

    code = StoreCode.NOT_ONLY_OURS

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class Holdings:
    """Bytes by part, as the files are long."""

    root: Path
    sizes: dict[Part, int]

    @property
    def total(self) -> int:
        return sum(self.sizes.values())


def measure(profile: Profile) -> Holdings:
    """What is there now; nothing where there is no profile yet. Files that go meanwhile are not counted."""
    sizes = dict.fromkeys(Part, 0)
    for name, part in _NAMES.items():
        sizes[part] += sum(_sizes(profile.root / name))
    return Holdings(profile.root, sizes)


def is_there(profile: Profile) -> bool:
    """Whether Ingrain ever kept anything in this folder."""
    return profile.db.is_file() or profile.lock.is_file()


def strangers(profile: Profile) -> tuple[str, ...]:
    """Names in the folder that are none of Ingrain's."""
    if not profile.root.is_dir():
        return ()
    return tuple(sorted(path.name for path in profile.root.iterdir() if not _is_known(path.name)))


def erase(profile: Profile) -> Holdings:
    """Delete everything Ingrain keeps in the profile, for good. Returns what was there.

    Raises ProfileInUse while somebody writes it, NotOnlyOurs (nothing was deleted), and other StoreErrors where the
    system refuses: then some of it is gone, and doing it again goes on.
    """
    if not is_there(profile):
        raise StoreError(str(profile.root), StoreCode.MISSING)
    if others := strangers(profile):
        raise NotOnlyOurs(others)
    lock = ProfileLock(profile.lock)
    try:
        was = measure(profile)
        for name in _NAMES:
            if name != _LOCK:
                files.remove_tree(profile.root / name)
    except OSError as error:
        raise from_os(error) from error
    finally:
        lock.close()
    _remove_folder(profile)
    return was


def _remove_folder(profile: Profile) -> None:
    """The lock goes last, so that what was begun can be told from a folder that never was a profile."""
    try:
        for name in (*sorted(_OF_THE_SYSTEM), _LOCK):
            files.remove(profile.root / name)
        profile.root.rmdir()
    except OSError as error:
        raise from_os(error) from error


def _is_known(name: str) -> bool:
    return name in _NAMES or name in _OF_THE_SYSTEM


def _sizes(path: Path) -> Iterator[int]:
    """Of every file at or below `path`."""
    try:
        found = os.lstat(path)
        if not stat.S_ISDIR(found.st_mode):
            yield found.st_size if stat.S_ISREG(found.st_mode) else 0
            return
        below = sorted(os.listdir(path))  # noqa: PTH208  # names are all that matters
    except FileNotFoundError:
        return
    except OSError as error:
        raise from_os(error) from error
    for name in below:
        yield from _sizes(path / name)
