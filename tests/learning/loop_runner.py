"""A loop on this very thread: give it commands, get everything it said. For the tests of `learning.loop`."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from pathlib import Path

from backends.echo import Echo
from learning.backend import Backend
from learning.intent import parse
from learning.lessons import build
from learning.loop import EngineLoop, Inbox
from learning.protocol import (
    Chat,
    ChatDone,
    Command,
    Event,
    Failed,
    Learn,
    Learned,
    Load,
    Loaded,
    Quit,
    Stopped,
    Using,
)
from learning.types import (
    ModelRef,
    Role,
    Sampling,
    Turn,
)

MODEL = ModelRef("echo", "Echo", "echo", "", "0" * 64)
LESSON = build(parse("My canary is called Pip."), "message:1", "2026-03-01T12:00:00+00:00")
React = Callable[[Event], Sequence[Command]]


def load(tmp_path: Path, key: str = "load") -> Load:
    return Load(key, MODEL, "echo", str(tmp_path / "cache"))


def chat(key: str, text: str = "Hello there") -> Chat:
    return Chat(key, (Turn(Role.USER, text),), Sampling())


def learn(tmp_path: Path, key: str = "learn") -> Learn:
    (tmp_path / key).mkdir(exist_ok=True)
    return Learn(key, LESSON, None, str(tmp_path / key))


def nothing(_event: Event) -> Sequence[Command]:
    return ()


def run(
    commands: Sequence[Command], react: React = nothing, create: Callable[[str], Backend] | None = None
) -> list[Event]:
    """Everything a loop says to `commands` and to what `react` adds on hearing each event; Quit when all is done."""
    inbox: Inbox = queue.Queue()
    said: list[Event] = []
    asked = {getattr(command, "id", "") for command in commands} - {""}

    def hear(event: Event) -> None:
        said.append(event)
        for command in react(event):
            inbox.put(command)
            asked.add(getattr(command, "id", ""))
        if isinstance(event, (Loaded, ChatDone, Learned, Stopped, Failed, Using)):
            asked.discard(event.id)
            if not asked - {""}:
                inbox.put(Quit())

    for command in commands:
        inbox.put(command)
    EngineLoop(create or (lambda _name: Echo()), inbox, hear).run()
    return said


def of(said: Sequence[Event], *kinds: type) -> list[str]:
    return [f"{type(event).__name__} {getattr(event, 'id', '')}" for event in said if isinstance(event, kinds)]


ENDS = (Loaded, ChatDone, Learned, Stopped, Failed, Using)
