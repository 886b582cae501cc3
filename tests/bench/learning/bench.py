"""A loaded engine under examination: teach a lesson as the app does, ask with and without it.

Knows lessons, engines and exams; nothing of files of results or tables.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from learning import recipes
from learning.backend import Backend
from learning.lessons import build
from learning.preparing import Prepared, prepare
from learning.sources.made import asked
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.teaching import teach
from learning.types import Intent, Lesson, ModelRef, Recipe, Score, SkillUse, Step
from tests.bench.learning.exams import MODES, Case, Exam, scoring_of
from tests.bench.learning.line import Line

Outcome = TypeVar("Outcome")
NOW = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson that was taught. `skills` is what wearing it means: () where no adapter came out."""

    lesson: Lesson
    score: Score
    skills: tuple[SkillUse, ...]


@dataclass(frozen=True, slots=True)
class Sat:
    """An exam that was sat: the answers, which of them are as they should be, and the shares."""

    exam: Exam
    answers: tuple[str, ...]
    right: tuple[bool, ...]
    recall: float
    bleed: float


class Bench:
    """A loaded engine, a data set and its scoring. `change` is laid over every recipe."""

    def __init__(
        self, backend: Backend, model: ModelRef, data: Path, cache: Path, change: Callable[[Recipe], Recipe], run: str
    ) -> None:
        self.backend, self.model, self.cache, self.run = backend, model, cache, run
        self.scoring: ModuleType = scoring_of(data)
        self._change = change

    def one_lesson(self, mode: str, name: str, case: Case) -> Line:
        """Teach one case and sit its exam before and after."""
        exam = MODES[mode].exam(case, self.scoring)
        before = self.sit(exam, ())
        with staging() as folder:
            learned = self.teach(lesson(MODES[mode].intent(case), name), folder)
            after = self.sit(exam, learned.skills)
        return self.line(mode, name, learned, before, after)

    def teach(self, made: Lesson, folder: Path) -> Learned:
        """Through the whole pipeline. What was trained is worn whether or not the app would keep it."""
        recipe = self.recipe(made)
        taught = _drained(teach(self.backend, made, recipe, self.model, folder, self.cache))
        return Learned(made, taught.score, worn(folder, made, taught.score.strength))

    def recipe(self, made: Lesson) -> Recipe:
        return self._change(recipes.choose(made, self.backend.capabilities()))

    def prepared(self, made: Lesson) -> Prepared:
        """The lesson with every target filled in, without its quiz."""
        bare = replace(made, held_out=(), near_misses=())
        with staging() as folder:
            return _drained(prepare(self.backend, bare, self.recipe(made), self.model, folder, self.cache))

    def sit(self, exam: Exam, skills: Sequence[SkillUse]) -> Sat:
        answers = self.answers(exam.asked, exam.tokens, skills)
        right = exam.mark(answers)
        return Sat(exam, answers, right, *exam.shares(right))

    def answers(self, questions: Sequence[str], tokens: int, skills: Sequence[SkillUse]) -> tuple[str, ...]:
        found = [""] * len(questions)
        for answered in self.backend.answers([asked(question) for question in questions], tokens, skills):
            if answered is not None:
                found[answered.index] = answered.text
        return tuple(found)

    def line(self, mode: str, name: str, learned: Learned, before: Sat, after: Sat, **more: Any) -> Line:
        """`more` are the fields that only some modes have."""
        score, exam = learned.score, after.exam
        return Line(
            id=name,
            mode=mode,
            run=self.run,
            verdict=f"{score.verdict}/{score.reason}",
            before=before.recall,
            after=after.recall,
            bleed_before=before.bleed,
            bleed=after.bleed,
            own_recall=score.recall_after,
            own_bleed=score.bleed,
            side_effects=score.side_effects,
            strength=score.strength,
            items=len(learned.lesson.examples),
            prepare=score.seconds_prepare,
            train=score.seconds_train,
            quiz=score.seconds_quiz,
            answers=tuple(zip(exam.asked, after.answers, after.right, strict=True)),
            kind=exam.kind,
            **({"by_position": exam.by_position(after.right)} | more),
        )


def lesson(intent: Intent, name: str) -> Lesson:
    """The lesson of a case: the same case gives the same lesson."""
    return build(intent, f"bench:{name}", NOW)


def worn(folder: Path, made: Lesson, strength: float) -> tuple[SkillUse, ...]:
    """What a staging folder holds, ready to wear."""
    if not (folder / ADAPTER).is_file():
        return ()
    return (SkillUse(made.id, made.title, str(folder), hashes.of_file(folder / ADAPTER), strength),)


@contextmanager
def staging() -> Generator[Path, None, None]:
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as folder:
        yield Path(folder)


def _drained(steps: Generator[Step, None, Outcome]) -> Outcome:
    """What a generator of steps returns in the end."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        if sys.stderr.isatty():
            print(f"\r{step.phase:8} {step.index:4}/{step.total:4} ", end="", file=sys.stderr)
