"""The engine as a child process: start it, send commands, receive events, end it. No Qt.

Knows the pipe and the life of the child. What runs inside is a "module:function" string, so that nobody here imports
an engine. Start it from a thread that lives as long as the engine is wanted: on Linux the child is killed when the
*thread* that created it ends (PR_SET_PDEATHSIG), not only when the process does.
`send` may be called from any thread; everything else from one.
"""

from __future__ import annotations

import importlib
import multiprocessing
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final, cast

from learning.doorbell import Doorbell
from learning.protocol import FRAME_LIMIT, Command, Event, ProtocolError, Quit, pack, unpack

ENGINE: Final = "backends.worker:run"
_QUIT_SECONDS: Final = 3.0
_TERM_SECONDS: Final = 1.5
_CRASHES: Final = ("SIGILL", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGTRAP", "SIGSYS")
_WINDOWS_CRASH: Final = 0xC000_0000  # and what is above: a bad address, an illegal instruction, …
_WINDOWS_ABORT: Final = 3


def enter(target: str, *arguments: Any) -> None:  # Any: whatever the target takes
    """First function in every child process: run `target` ("module:function")."""
    module, _, name = target.partition(":")
    function: Callable[..., None] = getattr(importlib.import_module(module), name)
    function(*arguments)


class EngineProcess:
    """One engine. `send` never blocks; `receive` returns None when nothing came in time or the engine is gone."""

    def __init__(self, target: str = ENGINE, log: str = "") -> None:
        self._target = target
        self._log = log
        self._outbox: queue.Queue[bytes | None] = queue.Queue()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._writer: threading.Thread | None = None
        self._ended = False

    def start(self) -> None:
        """Takes milliseconds; the engine says Ready when it is there. Raises OSError when there can be no process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=True)
        process = context.Process(target=enter, args=(self._target, theirs, self._log), daemon=True)
        try:
            process.start()
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()  # so that the end of the child is the end of the pipe
        self._process, self._pipe = process, ours
        self._writer = threading.Thread(target=self._write, args=(ours,), name="engine-writer", daemon=True)
        self._writer.start()

    @property
    def alive(self) -> bool:
        """Whether events may still come."""
        return self._process is not None and not self._ended

    @property
    def pid(self) -> int:
        return 0 if self._process is None else int(self._process.pid or 0)

    @property
    def exitcode(self) -> int | None:
        return None if self._process is None else self._process.exitcode

    @property
    def end_reason(self) -> str:
        """How the process ended, for Copy details: "exit 1", "SIGKILL"; "" while it runs."""
        return ending(self.exitcode)

    @property
    def broke(self) -> bool:
        """Whether it ended by an error of its own: an illegal instruction, a bad address, an abort."""
        return is_crash(self.exitcode)

    def send(self, command: Command) -> None:
        """Raises ProtocolError for a command that is too large for one frame."""
        self._outbox.put(pack(command))

    def receive(self, timeout: float, bell: Doorbell | None = None) -> Event | None:
        """The next event. Waits on the pipe and on the end of the process, never on one of them alone.

        `bell` ends the wait early. Raises ProtocolError, and ends the engine, for a frame that is not one of ours.
        """
        if self._pipe is None or self._process is None or self._ended:
            return None
        others = [] if bell is None else [bell.end]
        ready = wait([self._pipe, self._process.sentinel, *others], timeout)
        if self._pipe not in ready and self._process.sentinel not in ready:
            return None
        try:
            return self._next(self._pipe)
        except ProtocolError:
            self.kill()
            raise

    def close(self) -> None:
        """End the engine: ask, then terminate, then kill. Returns when it is gone; no orphan stays."""
        self._outbox.put(pack(Quit()))
        self._drain_until_gone(_QUIT_SECONDS)
        self.end()

    def end(self) -> None:
        """End it without asking: terminate, and kill it when that does not help."""
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(_TERM_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        self._ended = True
        self._outbox.put(None)
        if self._process is None or self._pipe is None or self._writer is None:
            return
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._writer.join()
        self._pipe.close()
        self._pipe = None

    def _next(self, pipe: Connection) -> Event | None:
        """What lies in the pipe; None, and the end, when nothing lies there any more."""
        try:
            if pipe.poll():
                return cast(Event, unpack(pipe.recv_bytes(FRAME_LIMIT)))
        except (EOFError, OSError):
            pass  # the other end is gone, or it wrote a frame beyond the limit: either way it is over
        self._ended = True
        return None

    def _drain_until_gone(self, seconds: float) -> None:
        """An engine that cannot write its last events cannot end: read them."""
        limit = time.monotonic() + seconds
        while self.alive and time.monotonic() < limit:
            try:
                self.receive(0.1)
            except ProtocolError:
                return
        if self._process is not None:
            self._process.join(max(limit - time.monotonic(), 0.0))

    def _write(self, pipe: Connection) -> None:
        while (frame := self._outbox.get()) is not None:
            try:
                pipe.send_bytes(frame)
            except OSError:
                return  # the engine is gone; `receive` says so


def is_crash(code: int | None) -> bool:
    """Of an exit code. A process that somebody killed did not crash."""
    if code is None:
        return False
    if code < 0:
        return _signal_name(-code) in _CRASHES
    return code >= _WINDOWS_CRASH or (sys.platform == "win32" and code == _WINDOWS_ABORT)


def ending(code: int | None) -> str:
    """An exit code in words for Copy details."""
    if code is None:
        return ""
    return f"exit {code}" if code >= 0 else _signal_name(-code)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
