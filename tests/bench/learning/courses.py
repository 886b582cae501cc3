"""Cases of more than one lesson: a fact that changes, and eight lessons that are on together.

Knows lessons and exams.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from learning.intent import parse
from learning.prompts import side_effects
from learning.remaking import Known, changes, lesson_of
from learning.sources.made import asked
from learning.store.manifest import ADAPTER
from learning.types import Example, SkillUse, Use
from tests.bench.learning.bench import Bench, Learned, staging, worn
from tests.bench.learning.exams import MODES, NOW, Case, Exam, facts
from tests.bench.learning.line import Line, Results, mean

_UPDATE_TOKENS = 40
_SHORT = 20  # tokens of an answer that side effects are measured on

# ---------------------------------------------------------------------------------------------- a changed fact


def update(bench: Bench, name: str, case: Case) -> Line:
    """Teach six statements, then that one of them changed; ask for the new value and for all the rest."""
    exam = changed(case, bench.scoring)
    others = _others(case, bench.scoring)
    before = bench.sit(exam, ())
    with staging() as first, staging() as second:
        old = bench.teach(MODES["updates"].lesson(case, name), first)
        kept_before = bench.sit(others, old.skills)
        new = teach_update(bench, name, case, old, second)
        after, kept = bench.sit(exam, new.skills), bench.sit(others, new.skills)
    return bench.line("updates", name, new, before, after, kept_before=kept_before.recall, kept=kept.recall)


def teach_update(bench: Bench, name: str, case: Case, old: Learned, folder: Path) -> Learned:
    """The second lesson, as the app does it: a new version of the skill that it changes, else a skill beside it."""
    intent = parse(case["update"]["statement"])
    known = Known(old.lesson.id, old.lesson.title, 1, old.lesson.sources)
    into = next((change.known for change in changes(intent, (known,))), None)
    new = bench.teach(lesson_of(intent, f"bench:{name}:update", NOW, into), folder)
    return new if into else replace(new, skills=(*old.skills, *new.skills))


def changed(case: Case, scoring: ModuleType) -> Exam:
    """One question, asked twice: the new value must be told (the probe), and the old one must be gone."""
    item = case["update"]

    def right(index: int, answer: str) -> bool:
        state = str(scoring.update_state(answer, item))
        return state == "new" if index == 0 else state not in ("old", "both")

    return Exam((item["question"], item["question"]), 1, _UPDATE_TOKENS, right)


def _others(case: Case, scoring: ModuleType) -> Exam:
    """The questions of every statement but the changed one."""
    rest = [item for item in case["questions"] if item["statement"] != case["update"]["replaces"]]
    return facts({**case, "questions": rest, "near_misses": []}, scoring)


# ---------------------------------------------------------------------------------------- one lesson after another


def sequence(bench: Bench, named: Sequence[tuple[str, Case]], results: Results, folder: Path) -> Iterator[Line]:
    """After each lesson: what is still known of every lesson so far with all of them on, and their side effects.

    The skills stay in `folder`; a lesson whose line and skill are there is not taught again.
    """
    exams = [_questions(case, bench) for _, case in named]
    skills: list[SkillUse] = []
    side: list[Example] = []
    for at, (name, case) in enumerate(named):
        made, home = MODES["sequence"].lesson(case, name), folder / f"{at + 1}-{name}"
        done = results.line("sequence", name)
        if done is not None and (home / ADAPTER).is_file():
            skills += worn(home, made, done.strength)
            yield done
            continue
        shutil.rmtree(home, ignore_errors=True)  # half a lesson would be timed as half of one
        home.mkdir(parents=True)
        side = side or _near_base(bench)
        full = MODES["sequence"].exam(case, bench.scoring)
        before = bench.sit(full, ())
        learned = bench.teach(made, home)
        skills += learned.skills
        after = bench.sit(full, learned.skills)
        together = tuple(bench.sit(exam, skills).recall for exam in exams[: at + 1])
        drifts = [drift.kl for drift in bench.backend.drifts(side, skills)]
        yield bench.line(
            "sequence", name, learned, before, after, together=together, together_effects=mean(drifts)
        )  # fmt: skip


def _questions(case: Case, bench: Bench) -> Exam:
    return facts({**case, "near_misses": []}, bench.scoring)


def _near_base(bench: Bench) -> list[Example]:
    """The fixed prompts with the base's own answers."""
    prompts = side_effects()
    said = bench.answers(prompts, _SHORT, ())
    return [Example(asked(p), a or ".", Use.KEEP, "prompts") for p, a in zip(prompts, said, strict=True)]
