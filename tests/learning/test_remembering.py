"""When a passage is read although nobody asked for it, and when memory does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from learning.atoms import atoms
from learning.lessons import of_facts
from learning.offering import offered
from learning.parse.document import Document, Part, Passage
from learning.remembering import worth_looking_up
from learning.sources.document import source
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import QuizResult, SkillState
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


def teach(store: Store, sealed: Callable[..., Path], missed: str = "", only: str = "") -> str:
    """A skill that was taught the first passage, or `only` a part of it; `missed` is a value that its quiz missed."""
    sources = [
        source(atom, PAPER.sha256, PAPER.title) for atom in atoms(PAPER) if atom.passage == 0 and only in atom.text
    ]
    lesson = of_facts(sources, "Tower", "message:1", "2026-01-01T00:00:00+00:00")
    store.lessons.add(lesson, "")
    items = (QuizResult("?", "", "", missed, False, right=False),) if missed else ()
    staging = sealed(store.lessons.staging(lesson.id), lesson.id, items=items)
    return store.skills.publish(staging, lesson.id).id


def read(store: Store, question: str) -> bool:
    return bool(worth_looking_up(store, question, MODEL))


def test_without_a_skill_what_fits_is_read(store: Store) -> None:
    assert read(store, STEPS) and read(store, GARDEN)
    assert not read(store, "Who won the boat race of the year 1900?")


def test_what_was_taught_and_stuck_is_remembered_the_rest_is_read(store: Store, sealed: Callable[..., Path]) -> None:
    teach(store, sealed)
    assert not read(store, STEPS) and not read(store, BELL)
    assert read(store, GARDEN)


def test_of_one_passage_only_the_fact_that_was_missed_is_read(store: Store, sealed: Callable[..., Path]) -> None:
    teach(store, sealed, "900 pounds")
    assert not read(store, STEPS)
    assert read(store, BELL)


def test_the_neighbour_of_a_fact_that_was_taught_is_read(store: Store, sealed: Callable[..., Path]) -> None:
    teach(store, sealed, only="900 pounds")
    assert not read(store, BELL)
    assert read(store, STEPS)


def test_a_skill_that_is_off_or_for_another_model_remembers_nothing(store: Store, sealed: Callable[..., Path]) -> None:
    skill = teach(store, sealed)
    assert worth_looking_up(store, STEPS, "ef" * 32)
    store.skills.set_state(skill, SkillState.OFF)
    assert read(store, STEPS)
