"""One writer per profile. The system drops the lock when its holder dies, so it is never stale.

Knows the lock file; does not know what is being protected.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from learning.store import files
from learning.store.errors import ProfileInUse, from_os

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Held from construction to `close`. Raises ProfileInUse, ProfileReadOnly or DiskFull."""

    def __init__(self, path: Path) -> None:
        try:
            files.make_dir(path.parent)
            files.strike()
            self._file: IO[bytes] = path.open("ab+")
        except OSError as error:
            raise from_os(error) from error
        try:
            _take(self._file)
        except OSError as error:
            self._file.close()
            raise ProfileInUse(f"{path} ({error})") from error
        self._sign()

    def _sign(self) -> None:
        """Note our process id, for people who look; nobody decides anything by it."""
        try:
            self._file.truncate(0)
            self._file.write(f"{os.getpid()}\n".encode())
            self._file.flush()
        except OSError as error:
            self._file.close()
            raise from_os(error) from error

    def close(self) -> None:
        self._file.close()
