"""A zip file's members, read into memory by name and within bounds. Nothing is ever unpacked to disk.

Knows zip. Does not know what the members are.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from learning.parse.limits import MB
from learning.parse.reasons import CannotRead, Reason

MOST_MEMBERS: Final = 5_000
MOST_BYTES: Final = 120 * MB  # of all members that are read
MOST_MEMBER_BYTES: Final = 40 * MB
_RATIO: Final = 250  # of a member above a megabyte
_LOCKED: Final = 0x1
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive:
    """Counts what it hands out, by what comes out and not by what the file says about itself."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zipped = zipped
        self._left = MOST_BYTES
        self._members = {posixpath.normpath(info.filename): info for info in zipped.infolist() if not info.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def has(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """b"" for a member that is not there."""
        info = self._members.get(name)
        if info is None:
            return b""
        if info.flag_bits & _LOCKED:
            raise CannotRead(Reason.ENCRYPTED, "zip")
        most = min(MOST_MEMBER_BYTES, self._left)
        if info.compress_size:
            most = min(most, max(MB, _RATIO * info.compress_size))
        try:
            with self._zipped.open(info) as member:
                data = member.read(most + 1)
        except _DAMAGE as error:
            raise CannotRead(Reason.DAMAGED, f"zip: {type(error).__name__}") from error
        if len(data) > most:
            raise CannotRead(Reason.TOO_LARGE, "unfolds to too much")
        self._left -= len(data)
        return data


@contextmanager
def opened(data: bytes) -> Iterator[Archive]:
    try:
        zipped = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        raise CannotRead(Reason.DAMAGED, f"zip: {type(error).__name__}") from error
    with zipped:
        if len(zipped.filelist) > MOST_MEMBERS:
            raise CannotRead(Reason.TOO_LARGE, f"{len(zipped.filelist)} members")
        yield Archive(zipped)
