"""What a start-up puts right after a crash. Runs on any thread, beside the window, on its own connection.

Knows what may be lying about: half-done lessons, half-published folders, damaged skills, answers cut short. Touches
nothing that began after the profile was opened. Returns what it did; says nothing to anyone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from learning.store import backups, files, imports, manifest, trash, versions
from learning.store.chats import forget
from learning.store.database import Database
from learning.store.documents import Documents
from learning.store.errors import SkillDamaged, from_os
from learning.store.lessons import OPEN, RESUMABLE
from learning.store.manifest import Manifest
from learning.store.profile import Profile
from learning.store.publish import known, record
from learning.store.skills import damage
from learning.types import LessonState, MessageStatus, SkillState

RESTORED = "store.restored"  # setting: name of the backup that a sweep has not followed up yet
_VERSION = re.compile(r"v[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Damaged:
    """A version found damaged. `now` is the version that counts instead, None when there is none."""

    skill: str
    version: int
    reason: str
    now: int | None


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What the sweep found and did, by id."""

    whole: bool  # SQLite's check of the database
    restored: str  # name of the backup that replaced a broken database, ""
    interrupted: tuple[str, ...]  # lessons
    stopped: tuple[str, ...]  # messages
    cleared: tuple[str, ...]  # staging folders deleted
    adopted: tuple[str, ...]  # skills
    trashed: tuple[str, ...]  # folders moved to the trash
    damaged: tuple[Damaged, ...]
    half: tuple[str, ...] = ()  # documents that were not wholly in, and copies that nothing names


@dataclass(frozen=True, slots=True)
class Opened:
    """What was there when the profile was opened: nothing newer is a leftover."""

    lesson: int
    message: int
    restored: str = ""
    at: str = ""  # ISO time; what is half in the library from before is a leftover


class Sweep:
    """One sweep. Every step is safe to repeat, and safe to die in."""

    def __init__(self, db: Database, profile: Profile, opened: Opened) -> None:
        self._db = db
        self._profile = profile
        self._opened = opened

    def run(self) -> SweepReport:
        try:
            return SweepReport(
                interrupted=self._interrupt(),
                stopped=self._stop_messages(),
                cleared=self._clear_staging(),
                adopted=self._adopt(),
                trashed=self._discard(),
                damaged=self._check_versions(),
                half=Documents(self._db, self._profile).clear_half(self._opened.at) if self._opened.at else (),
                whole=self._finish(),
                restored=self._opened.restored,
            )
        except OSError as error:
            raise from_os(error) from error

    # --------------------------------------------------------------------------- lessons and messages

    def _interrupt(self) -> tuple[str, ...]:
        where = "n <= ? AND state IN (?, ?)"
        values = (self._opened.lesson, LessonState.WAITING, LessonState.RUNNING)
        with self._db.transaction():
            rows = self._db.read(f"SELECT id FROM lessons WHERE {where}", *values)
            self._db.write(f"UPDATE lessons SET state = 'interrupted' WHERE {where}", *values)
        return tuple(row["id"] for row in rows)

    def _stop_messages(self) -> tuple[str, ...]:
        """An answer that was being written when the window died keeps its text."""
        where = "n <= ? AND status = ?"
        values = (self._opened.message, MessageStatus.STREAMING)
        with self._db.transaction():
            rows = self._db.read(f"SELECT id FROM messages WHERE {where}", *values)
            self._db.write(f"UPDATE messages SET status = 'stopped' WHERE {where}", *values)
        return tuple(row["id"] for row in rows)

    # ---------------------------------------------------------------------------------------- folders

    def _clear_staging(self) -> tuple[str, ...]:
        """Staging without a lesson that could go on with it."""
        cleared = []
        for folder in _entries(self._profile.staging):
            row = self._db.one("SELECT state FROM lessons WHERE id = ?", folder.name)
            if row is None and self._begun_since(folder):
                continue
            if row is None or LessonState(row["state"]) not in RESUMABLE:
                files.remove_tree(folder)
                cleared.append(folder.name)
        return tuple(cleared)

    def _begun_since(self, folder: Path) -> bool:
        """A skill from a file, looked at since the profile was opened."""
        if not (self._opened.at and folder.name.startswith(imports.PREFIX)):
            return False
        return folder.stat().st_mtime >= datetime.fromisoformat(self._opened.at).timestamp()

    def _adopt(self) -> tuple[str, ...]:
        """Whole folders whose row is missing while their lesson still waits: the crash fell before the commit."""
        return tuple(folder.parent.name for folder in self._strays() if self._adopt_one(folder))

    def _adopt_one(self, folder: Path) -> bool:
        with self._db.transaction():
            if known(self._db, folder):  # published on another thread meanwhile
                return False
            if found := self._adoptable(folder):
                record(self._db, folder, found, SkillState.OFF if self._opened.restored else SkillState.ON)
            return found is not None

    def _adoptable(self, folder: Path) -> Manifest | None:
        try:
            found = manifest.verify(folder)
        except SkillDamaged:
            return None
        row = self._db.one("SELECT state FROM lessons WHERE id = ?", found.lesson)
        if row is None:  # only a database that came from a backup may have forgotten a lesson
            return found if self._opened.restored else None
        return found if self._opened.restored or LessonState(row["state"]) in OPEN else None

    def _discard(self) -> tuple[str, ...]:
        """Version folders that are still without a row."""
        moved = []
        for folder in self._strays():
            with self._db.transaction():
                if not known(self._db, folder):
                    moved.append(trash.discard(self._profile, folder))
            if not any(folder.parent.iterdir()):
                files.remove_tree(folder.parent)
        return tuple(moved)

    def _strays(self) -> tuple[Path, ...]:
        deleted = {skill.id for skill in versions.shown(self._db, self._profile, deleted=True)}
        return tuple(
            folder
            for skill in _entries(self._profile.skills)
            if skill.name not in deleted
            for folder in _entries(skill)
            if _VERSION.fullmatch(folder.name) and not known(self._db, folder)
        )

    def _check_versions(self) -> tuple[Damaged, ...]:
        """Missing folders and wrong sizes; a version noted as damaged is read whole, it may have been repaired."""
        found = []
        for row in self._db.read("SELECT v.* FROM versions v JOIN skills s ON s.id = v.skill WHERE s.deleted = ''"):
            folder = self._profile.version(row["skill"], row["version"])
            reason = damage(folder, row["adapter_sha256"], deep=bool(row["damaged"]))
            if reason != row["damaged"]:
                with self._db.transaction():
                    versions.mark(self._db, row["skill"], row["version"], reason)
            if reason:
                found.append(Damaged(row["skill"], row["version"], reason, self._current(row["skill"])))
        return tuple(found)

    def _current(self, skill: str) -> int | None:
        row = self._db.one("SELECT current FROM skills WHERE id = ?", skill)
        return row["current"] if row else None

    # ------------------------------------------------------------------------------ deleted, backup, check

    def _finish(self) -> bool:
        self._finish_deletes()
        self._forget_old()
        whole = backups.check(self._db)
        if whole:
            backups.daily(self._db, self._profile)
        self._db.change("DELETE FROM settings WHERE key = ?", RESTORED)
        return whole

    def _finish_deletes(self) -> None:
        """Skills marked as deleted whose folder has not been moved yet."""
        for skill in versions.shown(self._db, self._profile, deleted=True):
            with self._db.transaction():
                if self._db.one("SELECT 1 FROM skills WHERE id = ? AND deleted <> ''", skill.id):
                    trash.put(self._profile, skill.id)

    def _forget_old(self) -> None:
        """Empty the trash of what is older than its days; the rows of those skills and chats go with it."""
        for path in trash.expired(self._profile):
            files.remove_tree(path)
            self._db.change("DELETE FROM skills WHERE id = ? AND deleted <> ''", path.name)
        limit = (datetime.now(UTC) - timedelta(days=trash.DAYS)).isoformat(timespec="seconds")
        forget(self._db, "deleted <> '' AND deleted < ?", limit)


def _entries(folder: Path) -> tuple[Path, ...]:
    """Visible sub-folders, in order."""
    if not folder.is_dir():
        return ()
    return tuple(path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith("."))
