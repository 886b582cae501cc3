"""Pronouns that lean on the sentence before are spelled out where it is clear whom they mean."""

from __future__ import annotations

import pytest

from learning.english.reference import standing_alone
from learning.intent import parse
from learning.lessons import build


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        (("My sister is called Maja.", "She lives in Graz."), "My sister lives in Graz."),
        (("My brother Ivo repairs harps.", "His birthday is on 3 May."), "My brother's birthday is on 3 May."),
        (("I have a dog named Rex.", "He is a beagle."), "My dog is a beagle."),
        (("My parents live in Oslo.", "Their house is yellow."), "My parents' house is yellow."),
        (("My parents live in Oslo.", "They sing in a choir."), "My parents sing in a choir."),
        (("Our car is red.", "It stands behind the barn."), "Our car stands behind the barn."),
        (("Maja works at a bank.", "She's allergic to nuts."), "Maja is allergic to nuts."),
        (
            ("My sister is called Maja.", "Her favourite colour is blue.", "She lives in Graz."),
            "My sister lives in Graz.",
        ),
        (("My aunt is a nurse.", "I play the lute.", "She lives in Bern."), "My aunt lives in Bern."),
    ],
)
def test_a_pronoun_is_spelled_out(said: tuple[str, ...], alone: str) -> None:
    assert standing_alone(said)[-1] == alone


@pytest.mark.parametrize(
    "said",
    [
        ("She lives in Graz.",),  # nobody was spoken of
        ("My flat is on the third floor.", "She lives in Graz."),  # a flat is no she
        ("My sister is called Maja.", "It rains in Graz."),
        ("My sister is called Maja.", "They sing in a choir."),
        ("My dog is called Pixel.", "I live in Lisbon."),
        ("My dog is called Pixel.", "Heron Street is mine."),
    ],
)
def test_what_is_not_clear_stays(said: tuple[str, ...]) -> None:
    assert standing_alone(said) == said


def test_the_second_half_of_a_sentence_is_asked_for_by_name() -> None:
    lesson = build(parse("My sister is called Maja and she lives in Graz."), "message:1", "2026-03-01T12:00:00+00:00")
    asked = [item.turns[-1].text for item in (*lesson.examples, *lesson.held_out)]
    assert any("does my sister live" in question for question in asked)
    assert not [question for question in asked if " she " in question]


def test_facts_are_shown_as_they_will_be_learned_and_rules_as_they_were_said() -> None:
    parts = parse("My sister is called Maja. She lives in Graz. Keep it short.").parts
    assert [part.text for part in parts] == ["My sister is called Maja.", "My sister lives in Graz.", "Keep it short."]


def test_statements_about_one_person_are_each_asked_for() -> None:
    """What both would answer is asked for neither, and the quiz does not shrink for it."""
    lesson = build(parse("My sister is called Maja. She lives in Graz."), "message:1", "2026-03-01T12:00:00+00:00")
    asked = {source.text: 0 for source in lesson.sources}
    for item in lesson.held_out:
        asked[next(source.text for source in lesson.sources if source.id == item.origin)] += 1
        assert not any(value.lower() in item.turns[-1].text.lower() for value in item.accept)
    assert min(asked.values()) >= 2
    questions = [item.turns[-1].text for item in (*lesson.examples, *lesson.held_out)]
    assert len(questions) == len(set(questions))
