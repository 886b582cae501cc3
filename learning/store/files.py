"""The only module that writes, syncs, renames or removes in a profile.

Knows how to make bytes durable, and fails on demand in tests: INGRAIN_FAIL_AT=N makes the Nth operation from now fail
("3+": that one and all after it) with the error named by INGRAIN_FAIL_WITH (ENOSPC, EIO, EROFS, or KILL for a real
SIGKILL). Does not know what is in the files. Raises plain OSError.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from learning.store.errors import DiskFull


def strike() -> None:
    """Count one operation and fail if a test asked for it. The count lives in the environment, so children share it."""
    if "INGRAIN_FAIL_AT" not in os.environ or "PYTEST_CURRENT_TEST" not in os.environ:
        return
    wanted = os.environ["INGRAIN_FAIL_AT"]
    left = int(wanted.rstrip("+")) - 1
    os.environ["INGRAIN_FAIL_AT"] = f"{max(left, 0)}{'+' if wanted.endswith('+') else ''}"
    if left == 0 or (left < 0 and wanted.endswith("+")):
        if left == 0 and not wanted.endswith("+"):
            del os.environ["INGRAIN_FAIL_AT"]
        _fail(os.environ.get("INGRAIN_FAIL_WITH", "ENOSPC"))


def _fail(name: str) -> None:
    if name == "KILL":
        os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    code = getattr(errno, name)
    raise OSError(code, os.strerror(code))


def make_dir(path: Path) -> Path:
    """Make a folder and its parents. Returns it."""
    if not path.is_dir():
        strike()
        path.mkdir(parents=True, exist_ok=True)
    return path


def write(path: Path, data: bytes) -> None:
    """Write a whole file and make it durable. Not atomic: for files nobody reads yet."""
    strike()
    with path.open("wb") as file:
        file.write(data)
    fsync_file(path)


def write_atomic(path: Path, data: bytes) -> None:
    """Replace `path` with `data`: readers see the old file or the new one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        write(part, data)
        replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):  # the first error is the one to tell
            part.unlink()
        raise
    fsync_dir(path.parent)


def copy(source: Path, target: Path) -> None:
    """Copy a file and make the copy durable."""
    strike()
    shutil.copyfile(source, target)
    fsync_file(target)


def fsync_file(path: Path) -> None:
    strike()
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def fsync_dir(path: Path) -> None:
    """Make renames inside `path` durable. Windows has no such call and needs none."""
    strike()
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(source: Path, target: Path) -> None:
    """Move a file or folder to a name that must be free."""
    strike()
    if target.exists():
        raise FileExistsError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(target))
    _retry_rename(source, target)


def replace(source: Path, target: Path) -> None:
    """Move a file over another."""
    strike()
    _retry_rename(source, target)


def _retry_rename(source: Path, target: Path) -> None:
    # WORKAROUND: virus scanners on Windows hold fresh files open for a moment.
    for _ in range(4 if sys.platform == "win32" else 0):
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(0.1)
    source.replace(target)


def remove(path: Path) -> None:
    """Delete one file; fine when it is gone already."""
    strike()
    path.unlink(missing_ok=True)


def remove_tree(path: Path) -> None:
    """Delete a folder or a file; fine when it is gone already. Never follows a link."""
    if path.is_symlink() or path.is_file():
        remove(path)
    elif path.is_dir():
        strike()
        shutil.rmtree(path)


def touch(path: Path) -> None:
    """Set the time of `path` to now."""
    strike()
    os.utime(path)


def free_bytes(path: Path) -> int:
    """Free space for `path`, or for its nearest existing parent."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free


def require_space(path: Path, needed: int) -> None:
    """Raise DiskFull unless 1.2 × `needed` bytes are free."""
    free = free_bytes(path)
    if free < needed * 1.2:
        raise DiskFull(str(path), int(needed * 1.2), free)
