"""What can go wrong with a profile, as codes. Knows no sentence: `desktop.words` has those."""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum


class StoreCode(StrEnum):
    """What happened to the profile or to something in it."""

    IN_USE = "profile_in_use"
    MISSING = "profile_missing"
    READ_ONLY = "profile_read_only"
    DAMAGED = "profile_damaged"
    NEWER = "profile_newer"
    DISK_FULL = "disk_full"
    DISK_ERROR = "disk_error"
    SKILL_DAMAGED = "skill_damaged"
    UNKNOWN_ID = "unknown_id"
    NOT_EXPECTED = "not_expected"  # a result for a lesson that waits for none
    FILE_CHANGED = "file_changed"  # a file of the person's own, between reading and keeping it
    NOT_ONLY_OURS = "not_only_ours"  # the folder of a profile holds other things, too


class SkillDamage(StrEnum):
    """Why a skill folder is not what was saved."""

    MANIFEST_MISSING = "manifest_missing"
    MANIFEST_BROKEN = "manifest_broken"
    NEWER_FORMAT = "newer_format"
    FILE_MISSING = "file_missing"
    FILE_SIZE = "file_size"
    FILE_CHANGED = "file_changed"
    FOLDER_MISSING = "folder_missing"
    UNREADABLE = "unreadable"
    WRONG_LESSON = "wrong_lesson"


class StoreError(Exception):
    """Something the store could not do. `code` is stable; `detail` is for Copy details only."""

    code: StoreCode = StoreCode.DISK_ERROR

    def __init__(self, detail: str = "", code: StoreCode | None = None) -> None:
        self.code = code or type(self).code
        self.detail = detail
        super().__init__(f"{self.code}: {detail}" if detail else str(self.code))


class ProfileInUse(StoreError):
    """Another process writes this profile. Reading still works: `Store.open(profile, writer=False)`."""

    code = StoreCode.IN_USE


class ProfileMissing(StoreError):
    """There is nothing to read yet."""

    code = StoreCode.MISSING


class ProfileReadOnly(StoreError):
    """The profile folder cannot be written."""

    code = StoreCode.READ_ONLY


class ProfileDamaged(StoreError):
    """The database is broken and no backup could be put in its place."""

    code = StoreCode.DAMAGED


class ProfileNewer(StoreError):
    """A newer Ingrain wrote this profile. It can be read with `writer=False`."""

    code = StoreCode.NEWER


class DiskFull(StoreError):
    """No room left. `needed` and `free` are bytes; `needed` is 0 when it is not known."""

    code = StoreCode.DISK_FULL

    def __init__(self, detail: str = "", needed: int = 0, free: int = 0) -> None:
        super().__init__(detail)
        self.needed = needed
        self.free = free


class UnknownId(StoreError):
    """No such chat, message, lesson, skill or document."""

    code = StoreCode.UNKNOWN_ID


class FileChanged(StoreError):
    """A file is not what was read from it a moment ago, or not there any more. Reading it again helps."""

    code = StoreCode.FILE_CHANGED


class SkillDamaged(StoreError):
    """A skill folder is not what was saved. `reason` says how."""

    code = StoreCode.SKILL_DAMAGED

    def __init__(self, reason: SkillDamage, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM, errno.EEXIST, errno.ENOTDIR}


def from_os(error: OSError) -> StoreError:
    """The store error behind a file error."""
    if error.errno in _FULL:
        return DiskFull(str(error))
    if error.errno in _READ_ONLY:
        return ProfileReadOnly(str(error))
    return StoreError(str(error))


def from_sqlite(error: sqlite3.Error) -> StoreError:
    """The store error behind a database error."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # absent on errors raised by the Python module itself
    if primary == sqlite3.SQLITE_FULL:
        return DiskFull(str(error))
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ProfileReadOnly(str(error))
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return ProfileDamaged(str(error))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProfileInUse(str(error))
    return StoreError(str(error))
