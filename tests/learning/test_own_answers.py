"""The untaught model's answers to generic prompts: read where they ship or were kept, asked for only where not."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from backends.echo import Echo
from learning import own_answers
from learning.asking import Meter
from learning.backend import Answered
from learning.catalogue import known_models
from learning.lessons import SEED
from learning.own_answers import LONG, SHORT, SIDE_PROMPTS, OwnAnswers, shipped
from learning.preparing import KEEP_PROMPTS
from learning.prompts import side_effects, training
from learning.types import ModelRef, Phase, SkillUse, Step, Turn

MODEL = ModelRef("tiny", "Tiny", "llama", "/nowhere", "0123456789abcdef" * 4)
Outcome = TypeVar("Outcome")


class Counting(Echo):
    """Says each prompt backwards and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        for index, turns in enumerate(prompts):
            self.asked.append(turns[-1].text)
            yield Answered(index, turns[-1].text[::-1])


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr(own_answers, "_SHIPPED", tmp_path / "shipped")
    made = Counting()
    for _ in made.load(MODEL, tmp_path / "cache"):
        pass
    return made


def drained(work: Generator[Step, None, Outcome]) -> Outcome:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Outcome = end.value
            return found


def own(engine: Counting, folder: Path) -> OwnAnswers:
    return OwnAnswers(engine, MODEL, folder / "cache", Meter(Phase.PREPARE, 1))


def test_what_was_answered_once_is_not_asked_again(engine: Counting, tmp_path: Path) -> None:
    assert drained(own(engine, tmp_path).long(["abc", "xyz"])) == ("cba", "zyx")
    assert drained(own(engine, tmp_path).long(["xyz", "new"])) == ("zyx", "wen")
    assert engine.asked == ["abc", "xyz", "new"]


def test_what_ships_is_not_asked_and_not_copied(engine: Counting, tmp_path: Path) -> None:
    shipped(MODEL.sha256).parent.mkdir()
    shipped(MODEL.sha256).write_text(json.dumps({f"{LONG}:abc": "It ships.", f"{SHORT}:xyz": "Short."}))
    answers = own(engine, tmp_path)
    assert drained(answers.long(["abc", "xyz"])) == ("It ships.", "zyx")
    assert drained(answers.short(["xyz"]))[0].target == "Short."
    assert engine.asked == ["xyz"]
    assert json.loads(answers.file.read_text()) == {f"{LONG}:xyz": "zyx"}


def test_a_damaged_file_is_answered_anew(engine: Counting, tmp_path: Path) -> None:
    answers = own(engine, tmp_path)
    answers.file.parent.mkdir(parents=True)
    answers.file.write_bytes(b"[1, 2")
    assert drained(answers.long(["abc"])) == ("cba",)
    answers.file.write_bytes(b"[1, 2]")
    assert drained(answers.long(["abc"])) == ("cba",)


def test_the_default_model_ships_with_every_answer_that_a_lesson_asks_for() -> None:
    model = next(model for model in known_models() if model.default)
    found = json.loads(shipped(model.sha256).read_text(encoding="utf-8"))
    short = {f"{SHORT}:{prompt}" for prompt in (*training(KEEP_PROMPTS, SEED), *side_effects(SIDE_PROMPTS))}
    assert set(found) == short | {f"{LONG}:{prompt}" for prompt in training(10_000, SEED)}
    assert all(isinstance(answer, str) for answer in found.values())
