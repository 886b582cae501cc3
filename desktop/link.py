"""The window's end of the engine: a thread that keeps an engine running and turns its events into one signal.

Knows restarts, silence and safe mode. Does not know what the events mean. Connect `received` to bound methods of
QObjects only. `InlineLink` runs the same loop inside its thread.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import Final

from PySide6.QtCore import QObject, QThread, Signal

from learning.backend import Backend
from learning.crashes import Crashes
from learning.doorbell import Doorbell
from learning.loop import EngineLoop
from learning.passed_over import DIED, PassedOver
from learning.process import ENGINE, EngineProcess
from learning.protocol import (
    VERSION,
    Chunk,
    Command,
    Event,
    Failed,
    FailureCode,
    Load,
    Loaded,
    ProtocolError,
    Quit,
    Ready,
    Use,
)
from learning.pulse import Pulse

_LOOK_SECONDS: Final = 0.25  # how often silence is judged


@dataclass(frozen=True, slots=True)
class LinkState:
    """How the engine process is. `reason` says why it is not up, or (while up) that it seems stuck.

    `detail` is for Copy details. In safe mode skills stay off until `restart`.
    """

    up: bool
    reason: FailureCode | None = None
    restarts: int = 0
    safe_mode: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _End:
    """Why an engine ended: None when that was asked for; how, for Copy details; and which one broke."""

    reason: FailureCode | None
    detail: str
    blamed: PassedOver | None = None


class EngineLink(QThread):
    """Engine process in, signal out. `received` carries protocol events and LinkState, on the receiver's thread."""

    received = Signal(object)

    def __init__(
        self, parent: QObject | None = None, target: str = ENGINE, log: str = "", crashes: Crashes | None = None
    ) -> None:
        """`log` is a file for the stacks of a crash, "" for none. Nothing runs before `start`."""
        super().__init__(parent)
        self._target = target
        self._log = log
        self._outbox: queue.Queue[Command] = queue.Queue()
        self._bell = Doorbell()
        self._closing = threading.Event()
        self._restart = threading.Event()
        self._load: Load | None = None
        self._use: Use | None = None
        self._plainest = ""
        self._engine = ""  # that a model was loaded in, where nobody named one
        self._crashes = crashes or Crashes()
        self.pid = 0  # of the running engine, 0 while there is none

    # ------------------------------------------------------------------------- called by the window

    def send(self, command: Command) -> None:
        """Never blocks. While the engine is away, commands wait for it."""
        if not self._closing.is_set():
            self._outbox.put(command)
            self._bell.ring()

    def restart(self) -> None:
        """End the engine and start another at once, out of safe mode; model and skills come back by themselves."""
        if not self._closing.is_set():
            self._restart.set()
            self._bell.ring()

    def close(self) -> None:
        """End the engine and this thread. Returns when both are gone: milliseconds, or 5 s for a stuck engine."""
        if not self._closing.is_set():
            self._closing.set()
            self._bell.ring()
            self.wait()
            self._bell.close()

    # ---------------------------------------------------------------------------- the link's thread

    def run(self) -> None:
        """The engine is started on this thread, which lives as long as the link (see learning.process)."""
        while not self._closing.is_set():
            ended = self._one_engine()
            if not self._closing.is_set():
                self._mourn(ended)

    def _one_engine(self) -> _End:
        """One engine from start to end."""
        self._engine = ""
        process = EngineProcess(self._target, self._log)
        try:
            process.start()
        except OSError as error:
            return _End(FailureCode.ENGINE_NOT_STARTED, str(error))
        self.pid = process.pid
        try:
            reason = self._serve(process, Pulse(time.monotonic()))
        except ProtocolError as error:
            return _End(FailureCode.ENGINE_DIED, str(error))
        finally:
            process.close() if self._closing.is_set() else process.end()
            self.pid = 0
        blamed = None
        if reason is FailureCode.ENGINE_DIED and process.broke and self._engine:
            blamed = PassedOver(self._engine, DIED, process.end_reason)
        return _End(reason, process.end_reason, blamed)

    def _serve(self, process: EngineProcess, pulse: Pulse) -> FailureCode | None:
        """Pass commands and events until the engine ends or must be ended; returns why."""
        told = False
        while not self._closing.is_set() and not self._restart.is_set():
            if pulse.ready:
                self._pass_commands(process, pulse)
            event = process.receive(_LOOK_SECONDS, self._bell)
            self._bell.quieten()
            now = time.monotonic()
            if event is not None:
                pulse.heard(event, now)
                if isinstance(event, Ready) and event.version != VERSION:
                    return FailureCode.VERSION_MISMATCH
                self._hear(event, process, pulse)
            elif not process.alive:
                return FailureCode.ENGINE_DIED if pulse.ready else FailureCode.ENGINE_NOT_STARTED
            if verdict := pulse.verdict(now):
                return verdict
            if pulse.quiet(now) is not told:
                told = not told
                self._tell(True, FailureCode.ENGINE_STUCK if told else None)
        return None

    def _pass_commands(self, process: EngineProcess, pulse: Pulse) -> None:
        while not self._outbox.empty():
            command = self._outbox.get()
            if isinstance(command, Load):
                self._load, self._use = replace(command, anew=False), None  # an engine after this one knows already
                if command.anew:
                    self._crashes.acquit()
            elif isinstance(command, Use):
                self._use = command
            self._pass(command, process, pulse)

    def _pass(self, command: Command, process: EngineProcess, pulse: Pulse) -> None:
        """In safe mode no skill gets through, and the plainest engine: one of them may be to blame."""
        if isinstance(command, Use) and self._crashes.safe_mode:
            command = replace(command, skills=())
        if isinstance(command, Load):
            self._engine = ""
        if isinstance(command, Load) and not command.backend:
            plainest = self._plainest if self._crashes.safe_mode else ""
            command = replace(command, backend=plainest, blamed=self._crashes.blamed)
        try:
            process.send(command)
        except ProtocolError as error:
            self.received.emit(Failed(getattr(command, "id", ""), FailureCode.TOO_LONG, str(error)))
            return
        pulse.told(command, time.monotonic())

    def _hear(self, event: Event, process: EngineProcess, pulse: Pulse) -> None:
        if isinstance(event, Chunk) and pulse.stopping(event.id):
            return  # nothing more is said after Stop; Stopped carries the whole text
        self.received.emit(event)
        if isinstance(event, Loaded) and self._load is not None and not self._load.backend:
            self._engine = event.capabilities.backend
        if isinstance(event, Ready):
            self._plainest = event.plainest
            for command in (self._load, self._use):  # the model and the skills of the engine before this one
                if command is not None:
                    self._pass(command, process, pulse)
            self._tell(True)

    def _mourn(self, end: _End) -> None:
        """Tell the window, then wait before the next start: longer each time, for ever when versions do not fit."""
        now = time.monotonic()
        until = now
        if self._restart.is_set():
            self._crashes.forgive()
        else:
            until += self._crashes.add(now, end.blamed)
        self._tell(False, end.reason, end.detail)
        final = end.reason is FailureCode.VERSION_MISMATCH
        while not self._closing.is_set() and not self._restart.is_set():
            left = until - time.monotonic()
            if not final and left <= 0:
                break
            wait([self._bell.end], None if final else left)
            self._bell.quieten()
        if self._restart.is_set():
            self._crashes.forgive()
            self._restart.clear()

    def _tell(self, up: bool, reason: FailureCode | None = None, detail: str = "") -> None:
        self.received.emit(LinkState(up, reason, self._crashes.total, self._crashes.safe_mode, detail))


class InlineLink(QThread):
    """The same loop inside this thread, for tests and debugging. Same signal, same methods."""

    received = Signal(object)

    def __init__(self, create: Callable[[Load], Backend], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: queue.Queue[Command] = queue.Queue()
        self._create = create
        self.pid = 0

    def send(self, command: Command) -> None:
        self._inbox.put(command)

    def restart(self) -> None:
        """There is no process to start again."""

    def close(self) -> None:
        """End what runs, then the thread."""
        self._inbox.put(Quit())
        self.wait()

    def run(self) -> None:
        self.received.emit(Ready(VERSION, 0, ("echo",)))
        self.received.emit(LinkState(True))
        EngineLoop(self._create, self._inbox, self.received.emit).run()
