"""No error ends the loop, and each is told with its code. The demo engine, broken on purpose."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from backends.echo import Echo
from learning.backend import Backend, BackendError, Cues
from learning.protocol import (
    FRAME_LIMIT,
    Command,
    Event,
    Failed,
    FailureCode,
    Progress,
    Stop,
    Use,
    pack,
)
from learning.types import (
    Example,
    ModelRef,
    Phase,
    Recipe,
    Sampling,
    SkillUse,
    Step,
    Turn,
)
from tests.learning.loop_runner import ENDS, chat, learn, load, of, run


class Broken(Echo):
    """Raises `error` in the method called `where`."""

    def __init__(self, where: str, error: Exception) -> None:
        super().__init__()
        self._where = where
        self._error = error

    def _maybe(self, where: str) -> None:
        if where == self._where:
            raise self._error

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        yield from super().load(model, cache)
        self._maybe("load")

    def check(self, skill: SkillUse) -> None:
        self._maybe("check")

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        yield from super().chat(turns, sampling, skills)
        self._maybe("chat")

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        try:
            yield from super().train(examples, keep, recipe, staging, cues)
        finally:
            self._maybe("train")

    def close(self) -> None:
        self._maybe("close")


@pytest.mark.parametrize(("error", "code"), [
    (BackendError("too_long"), FailureCode.TOO_LONG),
    (BackendError("no such code"), FailureCode.INTERNAL),
    (MemoryError(), FailureCode.OUT_OF_MEMORY),
    (OSError(errno.ENOSPC, "full"), FailureCode.DISK_FULL),
    (OSError(errno.EROFS, "read only"), FailureCode.DISK_READ_ONLY),
    (OSError(errno.EIO, "broken"), FailureCode.INTERNAL),
    (RecursionError(), FailureCode.INTERNAL),
    (ValueError("what was said"), FailureCode.INTERNAL),
])  # fmt: skip
def test_an_error_ends_the_answer_not_the_loop(tmp_path: Path, error: Exception, code: FailureCode) -> None:
    engines = [Broken("chat", error), Echo()]

    def try_again(event: Event) -> Sequence[Command]:
        return [load(tmp_path, "again"), chat("d")] if isinstance(event, Failed) else ()

    said = run([load(tmp_path), chat("c")], try_again, lambda _name: engines.pop(0))
    failure = next(event for event in said if isinstance(event, Failed))
    assert (failure.id, failure.code) == ("c", code)
    assert "what was said" not in failure.detail
    assert f"{type(error).__name__}" in failure.detail
    assert Path(__file__).name in failure.detail
    assert of(said, *ENDS)[-1] == "ChatDone d"


@pytest.mark.parametrize(("where", "told"), [
    ("load", ["Failed load", "Using u", "Failed c", "Failed learn"]),
    ("check", ["Loaded load", "Failed u", "ChatDone c", "Learned learn"]),
    ("train", ["Loaded load", "Using u", "ChatDone c", "Failed learn"]),
    ("close", ["Loaded load", "Using u", "ChatDone c", "Learned learn", "Failed "]),
])  # fmt: skip
def test_an_error_anywhere_is_told(tmp_path: Path, where: str, told: list[str]) -> None:
    commands = [
        load(tmp_path),
        Use("u", (SkillUse("s", "S", "", ""),) * (where == "check")),
        chat("c"),
        learn(tmp_path),
    ]
    said = run(commands, create=lambda _name: Broken(where, ValueError("no")))
    assert of(said, *ENDS) == told


def test_a_checkpoint_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    def stop(event: Event) -> Sequence[Command]:
        return [Stop("learn")] if isinstance(event, Progress) and event.step.phase is Phase.TRAIN else ()

    full = Broken("train", OSError(errno.ENOSPC, "full"))
    said = run([load(tmp_path), learn(tmp_path)], stop, lambda _name: full)
    failure = said[-1]
    assert isinstance(failure, Failed)
    assert (failure.id, failure.code) == ("learn", FailureCode.DISK_FULL)


def test_an_engine_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    def create(name: str) -> Backend:
        raise BackendError("engine_not_started", name)

    said = run([load(tmp_path), chat("c")], create=create)
    assert [(event.id, event.code) for event in said if isinstance(event, Failed)] == [
        ("load", FailureCode.ENGINE_NOT_STARTED),
        ("c", FailureCode.NO_MODEL),
    ]


class Endless(Echo):
    """Its answer does not fit into a frame."""

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        for _ in range(9):
            yield "x" * (FRAME_LIMIT // 8)


def test_an_answer_too_long_to_send_is_told(tmp_path: Path) -> None:
    def through_the_pipe(event: Event) -> Sequence[Command]:
        pack(event)
        return ()

    said = run([load(tmp_path), chat("c")], through_the_pipe, lambda _name: Endless())
    failure = said[-1]
    assert isinstance(failure, Failed)
    assert (failure.id, failure.code) == ("c", FailureCode.INTERNAL)
