"""Which failure code an exception stands for. Knows exceptions, not sentences."""

from __future__ import annotations

import errno
import traceback

from learning.backend import BackendError
from learning.protocol import Failed, FailureCode

_DISK = {
    errno.ENOSPC: FailureCode.DISK_FULL,
    errno.EDQUOT: FailureCode.DISK_FULL,
    errno.EFBIG: FailureCode.DISK_FULL,
    errno.EROFS: FailureCode.DISK_READ_ONLY,
    errno.EACCES: FailureCode.DISK_READ_ONLY,
    errno.EPERM: FailureCode.DISK_READ_ONLY,
}


def failed(command: str, error: BaseException) -> Failed:
    """The event for an error while working on `command`. The detail holds the stack, never the conversation."""
    return Failed(command, code_of(error), detail_of(error))


def code_of(error: BaseException) -> FailureCode:
    if isinstance(error, BackendError):
        known = error.code in list(FailureCode)
        return FailureCode(error.code) if known else FailureCode.INTERNAL
    if isinstance(error, MemoryError):
        return FailureCode.OUT_OF_MEMORY
    if isinstance(error, OSError) and error.errno in _DISK:
        return _DISK[error.errno]
    return FailureCode.INTERNAL


def detail_of(error: BaseException) -> str:
    """Type, own words of a BackendError, and where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames[-12:])
    what = error.detail if isinstance(error, BackendError) else ""
    return f"{type(error).__name__} {what}".strip() + ("\n" + where if where else "")
