"""A child process that reads what strangers wrote: its life, its frames, and the limits it cannot set for itself.

Those are waiting time, and memory where the system sets no bound (that needs psutil; without it only time bounds a file
on macOS and Windows). Knows the pipe; what the frames say is for whoever started it. Nothing heavy is imported here.
"""

from __future__ import annotations

import importlib
import multiprocessing
import signal
from contextlib import suppress
from multiprocessing.connection import wait
from time import monotonic
from typing import Any, Final

from learning.parse.limits import Limits
from learning.parse.reasons import CannotRead, Reason
from learning.process import enter

_BEAT_SECONDS: Final = 0.25  # the longest time without a word to the caller: Stop is heard that often
_LAST_SECONDS: Final = 5.0  # for a process that has closed its pipe


class Walled:
    """One child: `entry` ("module:function") is called with its end of the pipe, `arguments` and the limits.

    Use it from start to end on one thread: on Linux the child dies with the thread that made it.
    """

    def __init__(self, entry: str, arguments: tuple[str, ...], limits: Limits) -> None:
        self._limits = limits
        self._left = limits.wall_seconds
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=enter, args=(entry, theirs, *arguments, limits), daemon=True)
        try:
            self._process.start()
        except OSError as error:
            self._pipe.close()
            raise CannotRead(Reason.TOO_LARGE, "no process") from error  # no memory for one
        finally:
            theirs.close()  # so that the end of the child is the end of the pipe
        self._memory = _Memory(int(self._process.pid or 0))

    def frame(self, most: int) -> bytes | None:
        """The next frame; None when it is time to let the caller have a word. Raises CannotRead."""
        started = monotonic()
        ready = wait([self._pipe], min(_BEAT_SECONDS, max(self._left, 0.0)))
        self._left -= monotonic() - started
        if not ready:
            self._check()
            return None
        try:
            return self._pipe.recv_bytes(most)
        except (EOFError, OSError) as error:
            raise self._death() from error

    def end(self) -> None:
        """At once, whatever it does."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()

    def _check(self) -> None:
        if self._left <= 0:
            raise CannotRead(Reason.TOO_LONG, "waiting time")
        if self._memory.resident() > self._limits.memory:
            raise CannotRead(Reason.TOO_LARGE, "memory")

    def _death(self) -> CannotRead:
        """Why a child is gone that said nothing."""
        self._process.join(_LAST_SECONDS)
        code = self._process.exitcode
        if code is None or code >= 0:
            return CannotRead(Reason.DAMAGED, f"exit {code}")
        if -code == getattr(signal, "SIGXCPU", 0):
            return CannotRead(Reason.TOO_LONG, "processor time")
        if -code == getattr(signal, "SIGKILL", 0):
            return CannotRead(Reason.TOO_LARGE, "killed")  # we did not: the system, short of memory
        return CannotRead(Reason.DAMAGED, f"signal {-code}")


class _Memory:
    """How much of it another process holds; 0 where nobody can tell."""

    def __init__(self, pid: int) -> None:
        self._psutil: Any = None  # Any: it may not be installed
        self._process: Any = None
        with suppress(ImportError):
            self._psutil = importlib.import_module("psutil")
            with suppress(self._psutil.Error):
                self._process = self._psutil.Process(pid)

    def resident(self) -> int:
        if self._process is None:
            return 0
        try:
            return int(self._process.memory_info().rss)
        except self._psutil.Error:
            return 0  # gone: the pipe says so
