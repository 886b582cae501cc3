"""A loaded engine under examination: teach a lesson as the app does, ask with and without it.

Knows lessons, engines and exams; nothing of files of results or tables.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from learning import recipes
from learning.backend import Backend
from learning.preparing import Prepared, prepare
from learning.sources.made import asked
from learning.store import hashes
from learning.store.manifest import ADAPTER
from learning.teaching import teach
from learning.types import Lesson, ModelRef, Recipe, Role, Score, SkillUse, Step, Turn
from learning.writing import write
from tests.bench.learning.exams import MODES, Case, Exam, scoring_of
from tests.bench.learning.line import Line, mean

Outcome = TypeVar("Outcome")


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
            learned = self.teach(MODES[mode].lesson(case, name), folder)
            after = self.sit(exam, learned.skills)
        more = {"in_context": self.in_context(exam)} if exam.material else {}
        return self.line(mode, name, learned, before, after, **more)

    def in_context(self, exam: Exam) -> float:
        """Recall of the untaught model with the text in front: said before, or above the question."""
        probes = exam.asked[: exam.probes]
        told = (Turn(Role.USER, exam.material), Turn(Role.ASSISTANT, "Thank you, I will keep that in mind."))
        before = [(*told, *asked(question)) for question in probes]
        above = [asked(f"{exam.material}\n\n{question}") for question in probes]
        return max(mean(exam.mark(self._said(prompts, exam.tokens, ()))) for prompts in (before, above))

    def teach(self, made: Lesson, folder: Path) -> Learned:
        """Through the whole pipeline. What was trained is worn whether or not the app would keep it."""
        began = time.monotonic()
        made = drained(write(self.backend, made, folder))
        writing = time.monotonic() - began
        taught = drained(teach(self.backend, made, self.recipe(made), self.model, folder, self.cache))
        score = replace(taught.score, seconds_prepare=taught.score.seconds_prepare + writing)
        return Learned(made, score, worn(folder, made, score.strength))

    def recipe(self, made: Lesson) -> Recipe:
        return self._change(recipes.choose(made, self.backend.capabilities()))

    def prepared(self, made: Lesson) -> Prepared:
        """The lesson with every target filled in, without its quiz."""
        with staging() as folder:
            bare = replace(drained(write(self.backend, made, folder)), held_out=(), near_misses=())
            return drained(prepare(self.backend, bare, self.recipe(bare), self.model, folder, self.cache))

    def sit(self, exam: Exam, skills: Sequence[SkillUse]) -> Sat:
        answers = self.answers(exam.asked, exam.tokens, skills)
        right = exam.mark(answers)
        return Sat(exam, answers, right, *exam.shares(right))

    def answers(self, questions: Sequence[str], tokens: int, skills: Sequence[SkillUse]) -> tuple[str, ...]:
        return self._said([asked(question) for question in questions], tokens, skills)

    def _said(self, prompts: Sequence[Sequence[Turn]], tokens: int, skills: Sequence[SkillUse]) -> tuple[str, ...]:
        found = [""] * len(prompts)
        for answered in self.backend.answers(prompts, tokens, skills):
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


def worn(folder: Path, made: Lesson, strength: float) -> tuple[SkillUse, ...]:
    """What a staging folder holds, ready to wear."""
    if not (folder / ADAPTER).is_file():
        return ()
    return (SkillUse(made.id, made.title, str(folder), hashes.of_file(folder / ADAPTER), strength),)


@contextmanager
def staging() -> Generator[Path, None, None]:
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as folder:
        yield Path(folder)


def drained(steps: Generator[Step, None, Outcome]) -> Outcome:
    """What a generator of steps returns in the end."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        if sys.stderr.isatty():
            print(f"\r{step.phase:8} {step.index:4}/{step.total:4} ", end="", file=sys.stderr)
