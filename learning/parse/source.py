"""A file, opened with care: links are followed, then it must be an ordinary file, and it is read to its size only.

Knows the file system. Does not know formats. Runs in the child: opening may block or fail.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from learning.parse.reasons import CannotRead, Reason

HEAD: Final = 64 * 1024
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_REASONS: Final = {
    errno.ENOENT: Reason.MISSING,
    errno.ENOTDIR: Reason.MISSING,
    errno.EACCES: Reason.NEEDS_PERMISSION,
    errno.EPERM: Reason.NEEDS_PERMISSION,
    errno.EISDIR: Reason.NOT_A_FILE,
    errno.ELOOP: Reason.NOT_A_FILE,
    errno.ENXIO: Reason.NOT_A_FILE,
}


@dataclass(frozen=True, slots=True)
class Source:
    """What a format reads from. `address` is where a web page came from, "" for a file of the person's own."""

    data: bytes
    name: str
    address: str = ""

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    @property
    def ending(self) -> str:
        """Of the name, in small letters and with its dot: ".pdf"."""
        return Path(self.name).suffix.lower()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file and its size when it was opened."""

    file: BinaryIO
    size: int

    def head(self) -> bytes:
        data = self.file.read(min(self.size, HEAD))
        self.file.seek(0)
        return data

    def whole(self, most: int) -> bytes:
        """Never more than the size it had, whatever is written meanwhile."""
        if self.size > most:
            raise CannotRead(Reason.TOO_LARGE, f"{self.size} bytes, at most {most}")
        return self.file.read(self.size)


@contextmanager
def opened(path: str) -> Iterator[Opened]:
    """Raises CannotRead for whatever is no ordinary file with something in it."""
    try:
        file = _open(path)
    except ValueError as error:
        raise CannotRead(Reason.MISSING, "no such name") from error  # a NUL in it
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, Reason.DAMAGED)
        raise CannotRead(reason, errno.errorcode.get(error.errno or 0, "")) from error
    with file:
        size = os.fstat(file.fileno()).st_size
        if size == 0:
            raise CannotRead(Reason.EMPTY)
        yield Opened(file, size)


def _open(path: str) -> BinaryIO:
    real = os.path.realpath(path)
    before = os.lstat(real)  # beside fstat: the same numbers
    _must_be_ordinary(before)
    descriptor = os.open(real, _FLAGS)
    file = os.fdopen(descriptor, "rb")
    after = os.fstat(descriptor)
    if not os.path.samestat(before, after):
        file.close()
        raise CannotRead(Reason.NOT_A_FILE, "changed while it was opened")
    _must_be_ordinary(after)
    return file


def _must_be_ordinary(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise CannotRead(Reason.NOT_A_FILE, stat.filemode(status.st_mode))
