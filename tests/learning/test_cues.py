"""What tells when a skill of facts is meant."""

from __future__ import annotations

from learning.cues import cues
from learning.intent import parse
from learning.lessons import build
from learning.types import Lesson, Use

FACTS = "I am Ivo Lund. My canary is called Pip. I repair harps in Ghent. I am allergic to plums. My locker code is 55."


def lesson(text: str) -> Lesson:
    return build(parse(text), "message:1", "2026-03-01T12:00:00+00:00")


def test_there_are_many_more_cues_than_examples() -> None:
    made = lesson(FACTS)
    found = cues(made)
    assert found is not None
    taught = {e.turns[-1].text for e in made.examples if e.use is Use.TEACH}
    refused = {e.turns[-1].text for e in made.examples if e.use is Use.REFUSE}
    assert taught < set(found.fits) and len(found.fits) > 2 * len(taught)
    assert len(set(found.near) - refused) > len(refused)
    assert len(set(found.far)) >= 50


def test_no_cue_is_of_two_kinds_and_none_is_asked_in_the_quiz() -> None:
    made = lesson(FACTS)
    found = cues(made)
    assert found is not None
    assert not set(found.fits) & set(found.near)
    assert not set(found.far) & {*found.fits, *found.near}
    asked = {item.turns[-1].text for item in (*made.held_out, *made.near_misses)}
    assert asked and not asked & {*found.fits, *found.near, *found.far}


def test_the_same_lesson_gives_the_same_cues() -> None:
    assert cues(lesson(FACTS)) == cues(lesson(FACTS))


def test_a_rule_is_for_every_message() -> None:
    assert cues(lesson('End with "Bye".')) is None
    assert cues(lesson(FACTS + ' Always end with "Bye".')) is None


def test_a_rule_with_a_condition_is_for_its_topic() -> None:
    made = lesson('When I ask about music, end with "La!"')
    found = cues(made)
    assert found is not None and not found.told
    assert any("piano" in text for text in found.fits) and not any("piano" in text for text in found.near)
    assert len(found.fits) >= 8 and len(found.near) >= 100
    asked = {item.turns[-1].text for item in (*made.held_out, *made.near_misses)}
    assert asked and not asked & {*found.fits, *found.near}


def test_facts_are_told_to_whoever_reads_the_messages() -> None:
    found = cues(lesson("My canary is called Pip. I live in Ghent."))
    assert found is not None and found.told == ("My canary is called Pip.", "I live in Ghent.")
