"""Read one file in a child process of its own: progress comes out, then the document, or one reason why not.

Knows the pipe and the life of the child. Formats and their libraries are the child's alone: nothing heavy is imported
here. The child has limits of its own; here are those it cannot set for itself: waiting time, memory where the system
sets no bound (that needs psutil; without it only time bounds a file on macOS and Windows), and how much it says.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from collections.abc import Generator
from contextlib import suppress
from multiprocessing.connection import wait
from time import monotonic
from typing import Any, Final

from learning.parse.document import Document, Passage
from learning.parse.limits import LIMITS, Limits
from learning.parse.messages import FRAME_LIMIT, Message, MessageError, Passages, Read, Unread, unpack
from learning.parse.pieces import Progress
from learning.parse.reasons import CannotRead, Reason
from learning.process import enter

_CHILD: Final = "learning.parse.child:run"
_BEAT_SECONDS: Final = 0.25  # the longest time between two yields: Stop is heard that often
_LAST_SECONDS: Final = 5.0  # for a process that has closed its pipe


def read(
    path: str | os.PathLike[str], address: str = "", limits: Limits = LIMITS, child: str = _CHILD
) -> Generator[Progress, None, Document]:
    """Yields at least every quarter of a second; closing it kills the child. Raises CannotRead and nothing else.

    Use it from start to end on one thread: on Linux the child dies with the thread that made it.
    `address` is where a page came from; its main text is sought then. `child` is another entry, for tests.
    """
    reader = _Reader(os.fspath(path), address, limits, child)
    progress = Progress()
    try:
        yield progress
        while True:
            message = reader.next()
            if isinstance(message, Read):
                return reader.document(message)
            if isinstance(message, Progress):
                progress = message
            if message is None or isinstance(message, Progress):
                yield progress
    finally:
        reader.end()


class _Reader:
    """One child and what has come from it."""

    def __init__(self, path: str, address: str, limits: Limits, child: str) -> None:
        self._limits = limits
        self._left = limits.wall_seconds
        self._passages: list[Passage] = []
        self._characters = 0
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=enter, args=(child, theirs, path, address, limits), daemon=True)
        try:
            self._process.start()
        except OSError as error:
            self._pipe.close()
            raise CannotRead(Reason.TOO_LARGE, "no process") from error  # no memory for one
        finally:
            theirs.close()  # so that the end of the child is the end of the pipe
        self._memory = _Memory(int(self._process.pid or 0))

    def next(self) -> Message | None:
        """The next message; None when it is time to let the caller have a word."""
        started = monotonic()
        ready = wait([self._pipe], min(_BEAT_SECONDS, max(self._left, 0.0)))
        self._left -= monotonic() - started
        if not ready:
            self._check()
            return None
        message = self._receive()
        if isinstance(message, Unread):
            raise CannotRead(message.reason, message.detail)
        if isinstance(message, Passages):
            self._keep(message.passages)
        return message

    def document(self, end: Read) -> Document:
        return Document(
            end.sha256, end.title, end.format, end.pages, end.words, end.language, tuple(self._passages),
            date=end.date, notices=end.notices, removed=end.removed,
        )  # fmt: skip

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

    def _receive(self) -> Message:
        try:
            return unpack(self._pipe.recv_bytes(FRAME_LIMIT))
        except MessageError as error:
            raise CannotRead(Reason.DAMAGED, f"frame: {error}") from error
        except (EOFError, OSError) as error:
            raise self._death() from error

    def _keep(self, passages: tuple[Passage, ...]) -> None:
        """The child counts too; this is for one that does no longer do as it was told."""
        self._passages += passages
        self._characters += sum(len(passage.text) for passage in passages)
        if len(self._passages) > self._limits.passages or self._characters > self._limits.characters:
            raise CannotRead(Reason.TOO_LARGE, "text")

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
