"""How one running engine is doing, judged by what it was told and what it said since.

Pure: the caller brings the time, so a test can let hours pass. Knows the limits of silence, of a start and of a Stop;
does not know processes or what a person is shown.
"""

from __future__ import annotations

from typing import Final

from learning.protocol import (
    Chat,
    ChatDone,
    Command,
    Event,
    Failed,
    FailureCode,
    Learn,
    Learned,
    Load,
    Loaded,
    Memory,
    Ready,
    Stop,
    Stopped,
)

READY_SECONDS: Final = 60.0  # no Ready by then: a failed start
SILENT_SECONDS: Final = 10.0  # then the person is told
SAME_SECONDS: Final = 120.0  # busy without a single step: told too, never ended (a slow computer may be right)
DEAD_SECONDS: Final = 60.0  # then it is ended
STOP_SECONDS: Final = 3.0  # a Stop that takes longer ends the engine
SLEPT_SECONDS: Final = 5.0  # nobody looked for this long: the computer slept, which is not the engine's fault


class Pulse:
    """One engine process from its start to its end."""

    def __init__(self, now: float) -> None:
        self.ready = False
        self._started = self._heard = self._looked = self._moved = now
        self._counter = -1
        self._loading: set[str] = set()
        self._running: set[str] = set()  # chats and lessons
        self._stopping: dict[str, float] = {}  # since when

    def told(self, command: Command, now: float) -> None:
        """A command was handed to the engine."""
        match command:
            case Load(id=key):
                self._loading.add(key)
            case Chat(id=key) | Learn(id=key):
                self._running.add(key)
            case Stop(target=target):
                asked = self._running if target == "" else self._running & {target}
                self._stopping = dict.fromkeys(asked, now) | self._stopping

    def heard(self, event: Event, now: float) -> None:
        """The engine said something."""
        self._heard = now
        match event:
            case Ready():
                self.ready = True
            case Memory(counter=counter, busy=busy):
                if counter != self._counter or not busy:
                    self._counter, self._moved = counter, now
            case Loaded(id=key) | ChatDone(id=key) | Learned(id=key) | Stopped(id=key) | Failed(id=key):
                self._ended(key, now)

    def stopping(self, key: str) -> bool:
        """Whether this chat or lesson was asked to stop and has not said that it did."""
        return key in self._stopping

    def quiet(self, now: float) -> bool:
        """Whether the engine seems to be stuck, though it is too early to end it."""
        return self.ready and (now - self._heard > SILENT_SECONDS or now - self._moved > SAME_SECONDS)

    def verdict(self, now: float) -> FailureCode | None:
        """Why this engine should be ended now; None while it is fine. Ask often."""
        self._forgive_sleep(now)
        if not self.ready:
            return FailureCode.ENGINE_NOT_STARTED if now - self._started > READY_SECONDS else None
        deaf = not self._loading and any(now - since > STOP_SECONDS for since in self._stopping.values())
        return FailureCode.ENGINE_STUCK if deaf or now - self._heard > DEAD_SECONDS else None

    def _ended(self, key: str, now: float) -> None:
        if key in self._loading:  # a Stop had to wait for the load
            self._stopping = dict.fromkeys(self._stopping, now)
        self._loading.discard(key)
        self._running.discard(key)
        self._stopping.pop(key, None)

    def _forgive_sleep(self, now: float) -> None:
        gap = now - self._looked
        self._looked = now
        if gap > SLEPT_SECONDS:
            self._started += gap
            self._heard += gap
            self._moved += gap
            self._stopping = {key: since + gap for key, since in self._stopping.items()}
