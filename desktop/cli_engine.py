"""One engine for the length of a command: start, open the model, ask, stop. Knows the process and its events.

Every failure comes out as CliError. Ctrl+C asks the engine to stop and waits for it before it goes on upwards.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.cli_output import CliError, Console, Exit, bad_input
from desktop.cli_words import FAILURE, Cli, practice
from learning.process import EngineProcess
from learning.protocol import (
    VERSION,
    Chat,
    ChatDone,
    Command,
    Event,
    Failed,
    FailureCode,
    Fit,
    Fits,
    Learn,
    Learned,
    Load,
    Loaded,
    Memory,
    Progress,
    ProtocolError,
    Ready,
    Stop,
    Stopped,
    Use,
    Using,
)
from learning.store import ids
from learning.store.profile import Profile
from learning.types import ModelRef

_START_SECONDS = 60.0
_SILENT_SECONDS = 60.0  # a living engine says something every second
_STOP_SECONDS = 5.0
_PIECE_SECONDS = 0.5
_ENDS = (Loaded, Using, Fits, ChatDone, Learned)


class Session:
    """A started engine with its model open."""

    def __init__(self, engine: EngineProcess, console: Console) -> None:
        self._engine = engine
        self._console = console
        self.ready = self._first()
        self.loaded: Loaded

    def open(self, model: ModelRef, backend: str, cache: str) -> None:
        if backend and backend not in self.ready.backends:
            names = ", ".join(self.ready.backends)
            raise bad_input("no_backend", Cli.NO_BACKEND, name=backend, names=names)
        for event in self.run(Load(ids.new_id(), model, backend, cache)):
            if isinstance(event, Progress):
                self._console.progress(practice(event.step.phase, event.step.seconds_left))
            if isinstance(event, Loaded):
                self.loaded = event

    def wear(self, use: Use) -> Using:
        for event in self.run(use):
            if isinstance(event, Using):
                return event
        raise self.failure(FailureCode.ENGINE_DIED)

    def run(self, command: Load | Use | Fit | Chat | Learn) -> Iterator[Event]:
        """Send a command and yield its events; the last is its result. Raises CliError when it failed."""
        self._engine.send(command)
        try:
            yield from self._until_done(command)
        except KeyboardInterrupt:
            self._stop(command)
            raise

    def _until_done(self, command: Load | Use | Fit | Chat | Learn) -> Iterator[Event]:
        while True:
            event = self._next(_SILENT_SECONDS)
            if isinstance(event, Failed) and event.id in ("", command.id):
                raise self.failure(event.code, event.detail)
            if isinstance(event, (Memory, Ready, Failed)) or event.id != command.id:
                continue
            yield event
            if isinstance(event, (*_ENDS, Stopped)):
                return

    def _stop(self, command: Command) -> None:
        """Ask for a stop and wait for it, so that a lesson can write down where it stands."""
        if isinstance(command, (Chat, Learn)):
            self._engine.send(Stop(command.id))
            limit = time.monotonic() + _STOP_SECONDS
            while time.monotonic() < limit and self._engine.alive:
                event = self._engine.receive(_PIECE_SECONDS)
                if isinstance(event, (Stopped, Failed, Learned, ChatDone)):
                    return

    def _first(self) -> Ready:
        try:
            event = self._next(_START_SECONDS)
        except CliError as error:
            raise self.failure(FailureCode.ENGINE_NOT_STARTED, error.detail) from error
        if not isinstance(event, Ready) or event.version != VERSION:
            raise self.failure(FailureCode.VERSION_MISMATCH, str(event))
        return event

    def _next(self, seconds: float) -> Event:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                event = self._engine.receive(_PIECE_SECONDS)
            except ProtocolError as error:
                raise self.failure(FailureCode.VERSION_MISMATCH, str(error)) from error
            if event is not None:
                return event
            if not self._engine.alive:
                raise self.failure(FailureCode.ENGINE_DIED, f"exit code {self._engine.exitcode}")
        raise self.failure(FailureCode.ENGINE_STUCK)

    def failure(self, code: FailureCode, detail: str = "") -> CliError:
        """The error for a failure of the engine; a message that is too long is the person's to change."""
        exit_code = Exit.BAD_INPUT if code is FailureCode.TOO_LONG else Exit.ENGINE
        return CliError(exit_code, code, FAILURE[code], detail)


@contextmanager
def session(backend: str, model: ModelRef, profile: Profile, console: Console) -> Iterator[Session]:
    """An engine with `model` open; gone, whatever happens, when the block ends."""
    with engine(console) as started:
        started.open(model, backend, str(profile.cache))
        yield started


@contextmanager
def engine(console: Console) -> Iterator[Session]:
    """A started engine, nothing opened."""
    process = EngineProcess()
    process.start()
    try:
        yield Session(process, console)
    finally:
        process.close()
