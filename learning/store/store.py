"""One open profile: chats, lessons, skills, documents and settings over one database connection.

Knows how a profile is opened, locked, migrated, restored and closed. Does not know tables or windows.
A Store belongs to the thread that opened it; a worker thread calls `connect` for its own.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from learning.store import backups, files, ids, schema
from learning.store.chats import Chats
from learning.store.database import Database
from learning.store.documents import Documents
from learning.store.errors import ProfileDamaged, ProfileMissing, StoreError, from_os
from learning.store.imports import Imports
from learning.store.lessons import Lessons
from learning.store.lock import ProfileLock
from learning.store.profile import Profile
from learning.store.settings import Settings
from learning.store.skills import Skills
from learning.store.sweep import RESTORED, Opened, Sweep, SweepReport


class Store:
    """Build it with `open`."""

    def __init__(self, profile: Profile, db: Database, lock: ProfileLock | None, opened: Opened) -> None:
        self.profile = profile
        self.writer = db.writer
        self.restored = opened.restored  # name of the backup that replaced a broken database, ""
        self.chats = Chats(db)
        self.lessons = Lessons(db, profile)
        self.skills = Skills(db, profile)
        self.imports = Imports(db, profile)
        self.documents = Documents(db, profile)
        self.settings = Settings(db)
        self._db = db
        self._lock = lock
        self._opened = opened

    @classmethod
    def open(cls, profile: Profile, writer: bool = True) -> Store:
        """Open a profile, making it if need be.

        Raises ProfileInUse (another writer; `writer=False` still works), ProfileReadOnly, ProfileNewer (ditto),
        ProfileDamaged (broken, no backup), DiskFull; for reading also ProfileMissing. All are StoreError with a `code`.
        """
        return cls._for_writing(profile) if writer else cls._for_reading(profile)

    @classmethod
    def _for_reading(cls, profile: Profile) -> Store:
        if not profile.db.is_file():
            raise ProfileMissing(str(profile.db))
        db = Database(profile.db, writer=False)
        try:
            if schema.version(db) == 0:  # it is being made at this moment
                raise ProfileMissing(str(profile.db))
            if schema.version(db) < schema.VERSION:  # an older Ingrain's: looked at in memory, and left as it is
                with db.apart():
                    schema.migrate(db, lambda _version: None)
            return cls(profile, db, None, Opened(0, 0))
        except BaseException:
            db.close()
            raise

    @classmethod
    def _for_writing(cls, profile: Profile) -> Store:
        lock = ProfileLock(profile.lock)
        try:
            _make_folders(profile)
            db, restored = _whole_database(profile)
            try:
                schema.migrate(db, lambda version: _backup(db, profile, version))
                return cls(profile, db, lock, _opened(db, _noted(db, restored)))
            except BaseException:
                db.close()
                raise
        except BaseException:
            lock.close()
            raise

    def connect(self) -> Store:
        """A second handle on the same profile, for the thread that calls this. Close it there, before the first one."""
        if not self.writer:
            return Store.open(self.profile, writer=False)
        return Store(self.profile, Database(self.profile.db, writer=True), None, self._opened)

    def sweep(self) -> SweepReport:
        """Put right what a crash left behind. Once after opening; may run on another thread (`connect` there)."""
        return Sweep(self._db, self.profile, self._opened).run()

    def close(self) -> None:
        self._db.close()
        if self._lock:
            self._lock.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _make_folders(profile: Profile) -> None:
    try:
        for folder in (
            profile.skills,
            profile.staging,
            profile.documents,
            profile.cache,
            profile.logs,
            profile.backups,
        ):
            files.make_dir(folder)
    except OSError as error:
        raise from_os(error) from error


def _whole_database(profile: Profile) -> tuple[Database, str]:
    """The database, from the newest backup when it is broken or gone; and the name of that backup."""
    if not _is_lost(profile):
        try:
            db = Database(profile.db, writer=True)
            if backups.check(db):
                return db, ""
            db.close()
        except ProfileDamaged:
            pass  # restored below
    return _restored(profile)


def _restored(profile: Profile) -> tuple[Database, str]:
    try:
        backup: Path | None = backups.restore(profile)
    except OSError as error:
        raise from_os(error) from error
    if backup is None:
        raise ProfileDamaged(f"{profile.db}: damaged, and no backup")
    return Database(profile.db, writer=True), backup.name


def _is_lost(profile: Profile) -> bool:
    """An empty or missing database is a new profile, unless there are backups of an old one."""
    empty = not profile.db.exists() or profile.db.stat().st_size == 0
    return empty and any(not path.name.startswith("broken-") for path in profile.backups.glob("*.db"))


def _backup(db: Database, profile: Profile, version: int) -> None:
    backups.before_migration(db, profile, version)


def _noted(db: Database, restored: str) -> str:
    """Remember a restored backup until a sweep has run, also across a crash in between."""
    settings = Settings(db)
    if restored:
        settings.set(RESTORED, restored)
    return settings.get(RESTORED, "")


def _opened(db: Database, restored: str) -> Opened:
    lesson = db.one("SELECT coalesce(max(n), 0) AS n FROM lessons")
    message = db.one("SELECT coalesce(max(n), 0) AS n FROM messages")
    if lesson is None or message is None:
        raise StoreError("no tables")
    return Opened(int(lesson["n"]), int(message["n"]), restored, ids.now())
