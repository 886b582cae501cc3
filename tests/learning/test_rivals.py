"""Rules for every answer that cannot both hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from learning.intent import parse
from learning.lessons import build, taught
from learning.rivals import Facet, give_way, settled
from learning.store.store import Store
from learning.types import SkillState
from tests.learning.store.conftest import profile, sealed, store

Learn = Callable[[str], str]
__all__ = ["profile", "sealed", "store"]  # fixtures of the store's tests


@pytest.fixture
def learn(store: Store, sealed: Callable[..., Path]) -> Learn:
    """Teach a rule without an engine. Returns the skill."""
    numbers = count(1)

    def run(text: str) -> str:
        lesson = build(parse(text), "message:1", str(next(numbers)))
        store.lessons.add(lesson, text)
        return store.skills.publish(sealed(store.lessons.staging(lesson.id), lesson.id), lesson.id).id

    return run


@pytest.mark.parametrize(
    ("first", "second", "facet"),
    [
        ('Always begin with "Ahoy!"', 'Start every answer with "Well now,"', Facet.START),
        ('End with "Bye."', 'Finish all answers with "So long!"', Facet.END),
        ('End with "Bye."', "Always end with a question.", Facet.END),
        ("Always answer in French.", "Please reply in German from now on.", Facet.LANGUAGE),
        ("Answer in bullet points.", "Always write a numbered list.", Facet.LIST),
        ("Write in small letters.", "Write everything in capital letters.", Facet.CASE),
    ],
)
def test_the_one_switched_on_last_wins(store: Store, learn: Learn, first: str, second: str, facet: Facet) -> None:
    older, newer = learn(first), learn(second)
    ((gone),) = give_way(store, newer)
    assert (gone.skill.id, gone.facet) == (older, facet)
    assert store.skills.get(older).state is SkillState.OFF
    assert give_way(store, newer) == ()
    store.skills.set_state(older, SkillState.ON)
    assert [one.skill.id for one in give_way(store, older)] == [newer]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('End with "Bye."', 'Start with "Ahoy!"'),
        ('End with "Bye."', 'Always end with "Bye."'),
        ("Answer in three bullet points.", "Answer in bullet points."),
        ('When I ask about music, end with "La!"', 'End with "Bye."'),
        ("My cat is called Mo.", 'End with "Bye."'),
        ("Always be polite.", "Always be brief."),
    ],
)
def test_what_can_both_hold_stays_on(store: Store, learn: Learn, first: str, second: str) -> None:
    older, newer = learn(first), learn(second)
    assert give_way(store, newer) == () == give_way(store, older)
    assert store.skills.get(older).state is SkillState.ON


def test_only_skills_that_are_on_give_way(store: Store, learn: Learn) -> None:
    older, newer = learn('End with "Bye."'), learn('End with "So long!"')
    store.skills.set_state(older, SkillState.AUTO)
    assert give_way(store, newer) == ()
    store.skills.set_state(older, SkillState.ON)
    store.skills.set_state(newer, SkillState.OFF)
    assert give_way(store, newer) == ()
    assert store.skills.get(older).state is SkillState.ON


def test_several_facets_of_one_skill_are_read() -> None:
    sources = taught(parse('Always begin with "Ahoy!" and end with "Bye!". Always use small letters.'), "message:1")
    assert {Facet.CASE} <= set(settled(sources)) and Facet.LANGUAGE not in settled(sources)
