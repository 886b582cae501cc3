"""One engine for the length of a command: start, open the model, ask, stop. Knows the process and its events.

Every failure comes out as CliError. Ctrl+C asks the engine to stop and waits for it before it goes on upwards.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from desktop.cli_output import CliError, Console, Exit, bad_input
from desktop.cli_profile import reading
from desktop.cli_words import FAILURE, Cli, practice
from desktop.engine_words import passed_over
from desktop.preferred import engine_preferred
from learning.passed_over import DIED, PassedOver
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
    """A started engine with its model open. One that breaks down is replaced by the next best, once."""

    def __init__(self, console: Console) -> None:
        """Nothing runs before `start`."""
        self._engine = EngineProcess()
        self._console = console
        self._load: Load | None = None
        self._worn: Use | None = None
        self._replaced = False
        self.ready: Ready
        self.loaded: Loaded

    def start(self) -> None:
        self._engine.start()
        self.ready = self._first()

    def close(self) -> None:
        self._engine.close()

    def open(self, model: ModelRef, backend: str, cache: str, prefer: str = "") -> None:
        if backend and backend not in self.ready.backends:
            names = ", ".join(self.ready.backends)
            raise bad_input("no_backend", Cli.NO_BACKEND, name=backend, names=names)
        self._open(Load(ids.new_id(), model, backend, cache, prefer))

    def _open(self, load: Load) -> None:
        self._load = load
        for event in self.run(load):
            if isinstance(event, Progress):
                self._console.progress(practice(event.step.phase, event.step.seconds_left))
            if isinstance(event, Loaded):
                self.loaded = event
                self._tell_passed_over(event)

    def _tell_passed_over(self, loaded: Loaded) -> None:
        able = loaded.capabilities
        for one in able.passed_over[:1]:
            self._console.note(passed_over(one, able.backend))

    def wear(self, use: Use) -> Using:
        for event in self.run(use):
            if isinstance(event, Using):
                return event
        raise self.failure(FailureCode.ENGINE_DIED)

    def run(self, command: Load | Use | Fit | Chat | Learn) -> Iterator[Event]:
        """Send a command and yield its events; the last is its result. Raises CliError when it failed."""
        if isinstance(command, Use):
            self._worn = command
        self._engine.send(command)
        try:
            yield from self._until_done(command)
        except KeyboardInterrupt:
            self._stop(command)
            raise
        except CliError as error:
            if error.code != FailureCode.ENGINE_DIED or not self._may_replace():
                raise
            self._replace(loading=command is self._load)
            yield from self.run(self._load if command is self._load else command)

    def _may_replace(self) -> bool:
        """Once, where it broke down by itself and nobody named it."""
        self._engine.end()  # its pipe closes before it is known how it ended
        return self._engine.broke and not self._replaced and self._load is not None and not self._load.backend

    def _replace(self, loading: bool) -> None:
        """Another process, which chooses another engine; what died while it loaded, it knows by itself."""
        assert self._load is not None  # asked before
        self._replaced = True
        blamed = () if loading else (PassedOver(self.loaded.capabilities.backend, DIED, self._engine.end_reason),)
        self._engine = EngineProcess()
        self.start()
        self._load = replace(self._load, blamed=blamed)
        if not loading:
            self._open(self._load)
            if self._worn is not None:
                self.wear(self._worn)

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
    with reading(profile) as store:
        prefer = engine_preferred(store.settings) if store is not None else ""
    with engine(console) as started:
        started.open(model, backend, str(profile.cache), prefer)
        yield started


@contextmanager
def engine(console: Console) -> Iterator[Session]:
    """A started engine, nothing opened."""
    made = Session(console)
    try:
        made.start()
        yield made
    finally:
        made.close()
