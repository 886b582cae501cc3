"""A rule that no machine can check, taught by a model that heeds it when it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from learning import orders, rules, teacher
from learning.backend import Answered, Cues, Drift, Likelihood
from learning.intent import parse
from learning.lessons import build
from learning.preparing import Prepared, narrowed, prepare
from learning.recipes import choose
from learning.teacher import ABLE, Told
from learning.teaching import Taught, teach
from learning.types import (
    Capabilities,
    Example,
    Lesson,
    ModelRef,
    Reason,
    Recipe,
    Rule,
    SkillUse,
    Step,
    Turn,
    Verdict,
)

MODEL = ModelRef("m", "M", "f", "", "0" * 64)
PIRATE = "Speak like a pirate."
PLAIN, HEEDED = "The sea is wide. It is blue.", "Arr, the sea be wide."


@dataclass
class Heeding:
    """Answers everything alike, but for the rules it heeds; what was trained it answers from then on."""

    heeds: bool = True
    learns: bool = True
    trained: tuple[Example, ...] = ()
    asked: int = 0

    name = "heeding"

    def capabilities(self) -> Capabilities:
        return Capabilities(self.name, True, 1, 4, 512, "F32", "cpu", "t")

    def answer(self, turns: Sequence[Turn], skills: Sequence[SkillUse] = ()) -> str:
        said = " ".join(turn.text for turn in turns)
        if (self.heeds and PIRATE in said) or (skills and self.learns):
            return HEEDED
        found = [probe for probe in teacher._PROBES if self.heeds and probe in said]
        return rules.apply(orders.read(found[0]), PLAIN) if found else PLAIN

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        for index, turns in enumerate(prompts):
            self.asked += 1
            yield None
            yield Answered(index, self.answer(turns, skills))

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        for index, example in enumerate(examples):
            nats = 0.2 if self.answer(example.turns, skills) == example.target else 2.0
            yield Likelihood(index, nats, nats)

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        for index, _ in enumerate(examples):
            yield Drift(index, 0.0, 1.0)

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        self.trained = tuple(examples)
        staging.mkdir(parents=True, exist_ok=True)
        for name in ("adapter_model.safetensors", "adapter_config.json"):
            (staging / name).write_bytes(b"x")
        yield from ()


def pirate() -> Lesson:
    return build(parse(PIRATE), "message:1", "2026-01-01T00:00:00+00:00")


def taught(backend: Heeding, folder: Path) -> Taught:
    (folder / "staging").mkdir()
    steps = teach(backend, pirate(), None, MODEL, folder / "staging", folder)  # type: ignore[arg-type]
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Taught = end.value
            return found


def prepared(backend: Heeding, folder: Path) -> Prepared:
    lesson = pirate()
    steps = prepare(backend, lesson, choose(lesson, backend.capabilities()), MODEL, folder / "s", folder)  # type: ignore[arg-type]
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Prepared = end.value
            return found


def test_the_answers_with_the_rule_in_front_are_what_is_taught(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    found = prepared(Heeding(), tmp_path)
    assert len(found.examples) == 40 and {example.target for example in found.examples} == {HEEDED}
    assert all(PIRATE not in example.turns[-1].text for example in found.examples)
    assert len(narrowed(pirate(), found).held_out) == len(found.told) == 12


def test_learned_when_the_teachers_answers_became_the_likely_ones(tmp_path: Path) -> None:
    done = taught(Heeding(), tmp_path)
    assert (done.score.verdict, done.score.reason) == (Verdict.LEARNED, Reason.PASSED)
    assert (done.score.recall_before, done.score.recall_after, done.score.recall_in_context) == (0.0, 1.0, 1.0)
    assert {item.taught for item in done.score.items} == {PIRATE}


def test_not_learned_when_they_did_not(tmp_path: Path) -> None:
    done = taught(Heeding(learns=False), tmp_path)
    assert (done.score.verdict, done.score.reason) == (Verdict.NOT_LEARNED, Reason.TOO_LITTLE)


def test_a_model_that_heeds_no_rule_is_not_trained_at_all(tmp_path: Path) -> None:
    backend = Heeding(heeds=False)
    done = taught(backend, tmp_path)
    assert (done.score.verdict, done.score.reason) == (Verdict.NOT_LEARNED, Reason.CANNOT_READ)
    assert backend.trained == ()


def test_how_a_model_heeds_rules_is_measured_once(tmp_path: Path) -> None:
    backend = Heeding()
    for _ in range(2):
        work = teacher.teacher(backend, MODEL, tmp_path)  # type: ignore[arg-type]
        while True:
            try:
                next(work)
            except StopIteration as end:
                assert end.value.heeds >= ABLE and end.value.able
                break
    assert backend.asked == 3 * 4 * len(teacher._PROBES)
    (file,) = (tmp_path / "teachers").iterdir()
    file.write_text("{")
    assert any(True for _ in teacher.teacher(backend, MODEL, tmp_path)), "what cannot be read is measured again"  # type: ignore[arg-type]


@pytest.mark.parametrize("way", teacher._WAYS)
def test_every_way_keeps_the_question_and_says_the_rule(way: str) -> None:
    told = teacher.Teacher(way, 1.0).told(Rule("in_words", (PIRATE,)), pirate().held_out[0].turns)
    assert sum(PIRATE in turn.text for turn in told) == 1
    assert pirate().held_out[0].turns[-1].text in told[-1].text


def test_half_of_the_way_is_learned() -> None:
    told = Told(0, HEEDED, before=2.0, told=1.0)
    assert told.telling and told.learned(1.5) and not told.learned(1.6)
    assert not replace(told, told=1.95).telling
