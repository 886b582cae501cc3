"""Copies of the database, and how one takes the place of a broken one. Knows files, not tables."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from learning.store import files
from learning.store.database import Database
from learning.store.errors import StoreError, from_os
from learning.store.profile import Profile

KEPT = 7  # daily copies
KEPT_BEFORE = 3  # of one schema: a change that breaks off at every start must not fill the disk


def daily(db: Database, profile: Profile) -> Path | None:
    """One copy a day; the oldest beyond KEPT are dropped. None when today's is there."""
    target = profile.backups / f"daily-{_stamp('%Y%m%d')}.db"
    if target.exists():
        return None
    make(db, target)
    _drop_old(profile, "daily-*.db", KEPT)
    return target


def before_migration(db: Database, profile: Profile, version: int) -> Path:
    """A copy of a database that is about to change its schema; the newest KEPT_BEFORE of that schema stay for good."""
    target = profile.backups / f"schema{version}-{_stamp('%Y%m%d%H%M%S')}.db"
    make(db, target)
    _drop_old(profile, f"schema{version}-*.db", KEPT_BEFORE)
    return target


def make(db: Database, target: Path) -> None:
    """A whole, compact copy under its final name only once it is durable."""
    part = target.with_suffix(".part")
    try:
        files.make_dir(target.parent)
        files.remove(part)
        db.run("VACUUM INTO ?", str(part))
        files.fsync_file(part)
        files.replace(part, target)
        files.fsync_dir(target.parent)
    except OSError as error:
        raise from_os(error) from error


def _drop_old(profile: Profile, pattern: str, kept: int) -> None:
    """Names sort by time."""
    try:
        for old in sorted(profile.backups.glob(pattern))[:-kept]:
            files.remove(old)
    except OSError as error:
        raise from_os(error) from error


def restore(profile: Profile) -> Path | None:
    """Put the newest whole backup in the place of a broken database, which is kept aside. None when there is none."""
    for backup in sorted(profile.backups.glob("*.db"), key=lambda path: path.stat().st_mtime, reverse=True):
        if not backup.name.startswith("broken-") and is_whole(backup):
            _swap(profile, backup)
            return backup
    return None


def _swap(profile: Profile, backup: Path) -> None:
    """The broken files go first, so that a log of theirs is never replayed into the restored copy."""
    stamp = _stamp("%Y%m%d%H%M%S")
    for end in ("-wal", "-shm", ""):
        path = profile.db.with_name(profile.db.name + end)
        if path.exists():
            files.replace(path, profile.backups / f"broken-{stamp}.db{end}")
    part = profile.db.with_suffix(".part")
    files.copy(backup, part)
    files.replace(part, profile.db)
    files.fsync_dir(profile.root)


def is_whole(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the database at `path`."""
    try:
        db = Database(path, writer=False)
    except StoreError:
        return False
    try:
        return check(db)
    finally:
        db.close()


def check(db: Database) -> bool:
    """SQLite's own quick check."""
    try:
        return [row[0] for row in db.read("PRAGMA quick_check(1)")] == ["ok"]
    except (StoreError, sqlite3.Error):
        return False


def _stamp(pattern: str) -> str:
    return datetime.now(UTC).strftime(pattern)
