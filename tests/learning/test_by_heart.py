"""An answer by heart stands where the text that was looked up agrees with it; else the text is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from backends.echo import Echo
from learning import jobs
from learning.backend import Backend
from learning.protocol import Chat, ChatDone, Chunk, Event, Stop, Stopped
from learning.types import Role, Sampling, SkillUse, Turn
from tests.learning.loop_runner import load, run

QUESTION = "On which day is the cloakroom closed?"
TEXT = Turn(Role.SYSTEM, "Answer from this text.\nThe cloakroom is closed on Tuesday.")


class Taught(Echo):
    """Says one thing by heart and another with a text in front."""

    def __init__(self, by_heart: str, worn: Sequence[str] = ("a",)) -> None:
        super().__init__()
        self.by_heart, self.wears, self.asked = by_heart, tuple(worn), list[bool]()

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        return tuple(SkillUse(name, name, "", "") for name in self.wears)

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        reads = turns[0].role is Role.SYSTEM
        self.asked.append(reads)
        words = ("Read: Tuesday." if reads else self.by_heart).split(" ")
        yield from (word if at == 0 else f" {word}" for at, word in enumerate(words[: sampling.max_tokens]))


def answer(engine: Backend, tmp_path: Path, knowing: tuple[str, ...] = ("a",)) -> tuple[ChatDone, str]:
    """The end of it, and all that was streamed."""
    command = Chat("q", (TEXT, Turn(Role.USER, QUESTION)), Sampling(), knowing)
    events = run([load(tmp_path), command], create=lambda _name: engine)
    (done,) = (event for event in events if isinstance(event, ChatDone))
    return done, "".join(event.text for event in events if isinstance(event, Chunk))


def test_what_the_text_bears_out_stands(tmp_path: Path) -> None:
    engine = Taught("It is closed on Tuesday.")
    done, streamed = answer(engine, tmp_path)
    assert done.text == streamed == "It is closed on Tuesday." and done.remembered and done.skills == ("a",)
    assert engine.asked == [False]


def test_what_it_does_not_bear_out_is_never_shown(tmp_path: Path) -> None:
    engine = Taught("It is closed on Friday.")
    done, streamed = answer(engine, tmp_path)
    assert done.text == streamed == "Read: Tuesday." and not done.remembered
    assert engine.asked == [False, True]


@pytest.mark.parametrize(("worn", "knowing"), [((), ("a",)), (("b",), ("a",)), (("a",), ())])
def test_nobody_is_asked_who_does_not_know_it(tmp_path: Path, worn: tuple[str, ...], knowing: tuple[str, ...]) -> None:
    engine = Taught("It is closed on Tuesday.", worn)
    done, _ = answer(engine, tmp_path, knowing)
    assert done.text == "Read: Tuesday." and engine.asked == [True]


def test_an_answer_without_an_end_is_no_fact(tmp_path: Path) -> None:
    done, _ = answer(Taught("Tuesday " * (2 * jobs.BY_HEART)), tmp_path)
    assert done.text == "Read: Tuesday."


def test_it_can_be_stopped_before_a_word_is_shown(tmp_path: Path) -> None:
    engine = Taught("It is closed on Tuesday.")
    command = Chat("q", (TEXT, Turn(Role.USER, QUESTION)), Sampling(), ("a",))
    events: list[Event] = run([load(tmp_path), command, Stop("q")], create=lambda _name: engine)
    assert [event.text for event in events if isinstance(event, Stopped)] == [""]
    assert not any(isinstance(event, (ChatDone, Chunk)) for event in events)
