"""skills/.trash: where deleted skills and stray folders wait 30 days. Moves folders; knows no table."""

from __future__ import annotations

import time
from pathlib import Path

from learning.store import files, ids
from learning.store.errors import from_os
from learning.store.profile import Profile

DAYS = 30


def put(profile: Profile, skill: str) -> None:
    """Move a skill's folder to the trash, where `take_back` finds it. Fine when it is there already."""
    _move(profile.skill(skill), profile.trash / skill)


def take_back(profile: Profile, skill: str) -> None:
    """Move a skill's folder out of the trash. Fine when it is out already."""
    _move(profile.trash / skill, profile.skill(skill))


def discard(profile: Profile, folder: Path) -> str:
    """Move a folder nobody knows to the trash, under a name of its own. Returns that name."""
    name = f"{folder.parent.name}-{folder.name}-{ids.new_id()}"
    _move(folder, profile.trash / name)
    return name


def expired(profile: Profile, moment: float | None = None) -> tuple[Path, ...]:
    """What has been in the trash for more than DAYS."""
    if not profile.trash.is_dir():
        return ()
    limit = (time.time() if moment is None else moment) - DAYS * 86400
    return tuple(path for path in sorted(profile.trash.iterdir()) if path.stat().st_mtime < limit)


def _move(source: Path, target: Path) -> None:
    if not source.exists():
        return
    try:
        files.make_dir(target.parent)
        files.touch(source)  # the age in the trash counts from now
        files.rename(source, target)
        files.fsync_dir(target.parent)
        files.fsync_dir(source.parent)
    except OSError as error:
        raise from_os(error) from error
