"""A real engine process for a test: started, told, listened to, and gone at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from learning.intent import parse
from learning.lessons import build
from learning.process import ENGINE, EngineProcess
from learning.protocol import Chat, Command, Event, Failed, Learn, Load
from learning.types import Lesson, ModelRef, Role, Sampling, Turn

MODEL = ModelRef("echo", "Echo", "echo", "", "0" * 64)
PATIENCE = 30.0  # seconds before a test gives up; nothing is measured with it


def lesson(key: str = "") -> Lesson:
    made = build(parse("My canary is called Pip."), "message:1", "2026-03-01T12:00:00+00:00")
    return Lesson(key or made.id, *(getattr(made, name) for name in made.__slots__[1:]))


def load(folder: Path) -> Load:
    return Load("load", MODEL, "echo", str(folder / "cache"))


def chat(text: str = "Hello there", key: str = "chat") -> Chat:
    return Chat(key, (Turn(Role.USER, text),), Sampling())


def learn(staging: Path, key: str = "") -> Learn:
    staging.mkdir(parents=True, exist_ok=True)
    return Learn("learn", lesson(key), None, str(staging))


@contextmanager
def engine(target: str = ENGINE, log: str = "") -> Iterator[EngineProcess]:
    process = EngineProcess(target, log)
    process.start()
    try:
        yield process
    finally:
        process.close()


def events(process: EngineProcess) -> Iterator[Event]:
    """What it says, until it is gone."""
    limit = time.monotonic() + PATIENCE
    while process.alive:
        assert time.monotonic() < limit, "the engine says nothing of what was expected"
        event = process.receive(0.5)
        if event is not None:
            yield event


def until(process: EngineProcess, *kinds: type) -> Event:
    """The next event of one of these kinds."""
    for event in events(process):
        if isinstance(event, kinds):
            return event
        assert not isinstance(event, Failed), event
    raise AssertionError(f"the engine ended: {process.end_reason}")


def tell(process: EngineProcess, *commands: Command) -> None:
    for command in commands:
        process.send(command)


def gone(pid: int) -> bool:
    """A zombie that its new parent has not looked at yet is gone too."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
