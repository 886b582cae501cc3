"""When a passage is read although nobody asked for it, and when memory does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from learning.atoms import atoms
from learning.lessons import of_facts
from learning.offering import offered
from learning.parse.document import Document, Part, Passage
from learning.remembering import Reading, worth_looking_up
from learning.sources.document import source
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import SkillState
from tests.learning.store.conftest import sealed

MODEL = "ab" * 32  # of what `sealed` seals
PAPER = Document(
    "c" * 64, "Tower", "text", 1, 20, "en",
    (
        Passage(Part.PARAGRAPH, "The tower has 112 steps. The bell of the tower weighs 900 pounds.", 1),
        Passage(Part.PARAGRAPH, "The garden of the tower is closed on Friday.", 1),
    ),
)  # fmt: skip
STEPS, BELL, GARDEN = "How many steps does the tower have?", "What does the bell weigh?", "When is the garden closed?"
sealed = sealed  # noqa: PLW0127  # a fixture of the store's tests


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Profile(tmp_path / "profile")) as opened:
        row, _ = opened.documents.add(PAPER, "/tower.txt", b"tower", "tower.txt")
        opened.documents.decide(row.id, [one.choice for one in offered(PAPER)])
        yield opened


def teach(store: Store, sealed: Callable[..., Path]) -> str:
    """A skill that was taught the first passage."""
    sources = [source(atom, PAPER.sha256, PAPER.title) for atom in atoms(PAPER) if atom.passage == 0]
    lesson = of_facts(sources, "Tower", "message:1", "2026-01-01T00:00:00+00:00")
    store.lessons.add(lesson, "")
    return store.skills.publish(sealed(store.lessons.staging(lesson.id), lesson.id), lesson.id).id


def read(store: Store, question: str) -> bool:
    return bool(worth_looking_up(store, question, MODEL).found)


def test_what_fits_is_read(store: Store) -> None:
    assert read(store, STEPS) and read(store, GARDEN)
    assert not read(store, "Who won the boat race of the year 1900?")


def test_skills_that_were_taught_the_document_may_know_it(store: Store, sealed: Callable[..., Path]) -> None:
    assert worth_looking_up(store, STEPS, MODEL).knowing == ()
    skill = teach(store, sealed)
    assert worth_looking_up(store, STEPS, MODEL).knowing == (skill,)
    assert worth_looking_up(store, GARDEN, MODEL).knowing == (skill,)  # not taught: the text will not agree
    assert worth_looking_up(store, "Who won the boat race of the year 1900?", MODEL) == Reading()


def test_a_skill_that_is_off_or_for_another_model_knows_nothing(store: Store, sealed: Callable[..., Path]) -> None:
    skill = teach(store, sealed)
    assert worth_looking_up(store, STEPS, "ef" * 32).knowing == ()
    store.skills.set_state(skill, SkillState.OFF)
    assert read(store, STEPS) and worth_looking_up(store, STEPS, MODEL).knowing == ()


def test_a_skill_knows_a_file_also_after_it_was_changed(store: Store, sealed: Callable[..., Path]) -> None:
    skill = teach(store, sealed)
    later = replace(PAPER, sha256="d" * 64, passages=(*PAPER.passages, Passage(Part.PARAGRAPH, "It has a clock.", 1)))
    store.documents.add(later, "/tower.txt", b"tower and clock", "tower.txt")
    assert worth_looking_up(store, STEPS, MODEL).knowing == (skill,)
