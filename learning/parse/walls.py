"""The walls around the child that reads a file: time, memory, no network, no programs, nothing written, nothing said.

Knows the operating system. The audit hook is a tripwire for Python code; the limits of the system hold for C code too.
Where there are none (Windows, and memory on macOS) the parent looks after memory and time.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import tempfile
from typing import Any, Final

from learning import confinement
from learning.parse.limits import Limits

_GRACE_SECONDS: Final = 5
_FILES: Final = 64  # open at once
_PROGRAMS: Final = ("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system",
                    "os.startfile", "pty.spawn")  # fmt: skip
_CHANGES: Final = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown",
                   "os.truncate", "os.setxattr", "shutil.rmtree", "shutil.move", "shutil.copyfile")  # fmt: skip
_FORBIDDEN: Final = frozenset(_PROGRAMS + _CHANGES)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def stand(limits: Limits) -> None:
    """Raise all of them. They stay until the process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the owner's, who then ends us
    sys.dont_write_bytecode = True
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread takes address space
    _say_nothing()
    _limit(limits)
    confinement.refuse_network()
    # WORKAROUND: py3langid 0.4 unfolds its model into a temporary file (modelio.py); here it stays in memory.
    setattr(tempfile, "TemporaryFile", _in_memory)  # noqa: B010  # mypy minds the plain form
    sys.addaudithook(_only_read)


def _in_memory(**_ignored: object) -> io.BytesIO:
    return io.BytesIO()


def _say_nothing() -> None:
    """What libraries print about a file may quote it: no log shall hold it."""
    confinement.have_streams()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _limit(limits: Limits) -> None:
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    wanted = [
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + _GRACE_SECONDS),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, _FILES, _FILES),
    ]
    if sys.platform == "linux":  # macOS counts what is only reserved, and takes the number without keeping to it
        wanted.append((resource.RLIMIT_AS, limits.memory, limits.memory))
    for what, soft, hard in wanted:
        _lower(resource, what, soft, hard)


def _lower(resource: Any, what: int, soft: int, hard: int) -> None:  # Any: the module, where there is one
    """An owner may live under narrower limits already."""
    _, most = resource.getrlimit(what)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(what, (soft, hard))


def _only_read(event: str, arguments: tuple[Any, ...]) -> None:  # Any: what the interpreter passes
    if event in _FORBIDDEN:
        raise PermissionError(f"reading a file may not do this ({event})")
    if event == "open" and _writes(arguments):
        raise PermissionError("reading a file may not write another")


def _writes(arguments: tuple[Any, ...]) -> bool:
    """`open` gives a mode in letters, `os.open` only flags."""
    _, mode, flags = arguments
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)
