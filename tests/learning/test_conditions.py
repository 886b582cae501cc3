"""Conditional rules as people type them: the condition, what is left, and messages that fulfil it or do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from learning import orders
from learning.cues import cues
from learning.intent import kind_of, parse
from learning.lessons import build
from learning.situations import situations
from learning.topics import table
from learning.triggers import every, trigger
from learning.types import Kind

RULES = Path(__file__).resolve().parent.parent / "data" / "conditions.txt"
ROWS = [
    tuple(part.strip() for part in line.split("|"))
    for line in RULES.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
FACTS = (
    "When I was ten, I moved to Graz.",
    "If I'm late, the train leaves without me.",
    "Questions about the exam are sent to Mrs Lund.",
    "For breakfast I eat oats.",
    "For emergencies, call 112.",
    "For the WiFi, use the password hunter2.",
    "The shop closes when it rains.",
    "In conversations with my boss I am shy.",
    "When I am sad, my cat comforts me.",
    "I always sing when I am happy.",
    "The talk about birds must be on Monday.",
    "All questions about the flat have to be sent to Mr Roth.",
    "My mother is angry if I forget her birthday.",
)


def plain(text: str) -> str:
    return text.lower().strip(" .")


@pytest.mark.parametrize(("instruction", "kind", "what", "rest"), ROWS, ids=[row[0] for row in ROWS])
def test_the_condition_and_what_is_left(instruction: str, kind: str, what: str, rest: str) -> None:
    assert kind_of(instruction) is Kind.CONDITIONAL
    when, order = orders.condition(instruction)
    assert plain(order) == plain(rest)
    found = trigger(when)
    if kind == "topic":
        assert found is None and plain(when) == plain(what)
    else:
        assert found is not None and found.kind == kind
        assert plain(f"{found.name} {found.word}") == plain(what)


@pytest.mark.parametrize("sentence", FACTS)
def test_what_only_sounds_like_a_condition(sentence: str) -> None:
    assert kind_of(sentence) is Kind.FACT


@pytest.mark.parametrize("instruction", [row[0] for row in ROWS])
def test_every_condition_has_messages_enough_for_both_sides(instruction: str) -> None:
    found = situations(orders.condition(instruction)[0], 7)
    assert len(found.triggering) >= 20 and len(found.others) >= 200
    assert not {text.lower() for text in found.triggering} & {text.lower() for text in found.others}


def test_an_order_with_a_question_in_it_has_no_condition() -> None:
    for order in ("Start every answer with a question about me.", "End with a question about cats.", "Be kind."):
        assert orders.condition(order) == ("", order)


def test_the_tables_are_whole() -> None:
    assert len(table()) >= 60
    for topic in table().values():
        assert len(topic.prompts) >= 20, topic.name
        assert {*topic.near, *topic.includes, *topic.kin} <= set(table()), topic.name
        own = [prompt for prompt in topic.prompts if topic.name.rstrip("s") in prompt.lower()]
        assert len(own) * 2 <= len(topic.prompts), topic.name
    names = {one.name for one in every()}
    assert all(set(one.near) <= names and (one.form or len(one.prompts) >= 20) for one in every())


def test_near_misses_come_early_and_never_name_the_topic() -> None:
    first = situations("dogs", 7).others[:300]
    near = {prompt for name in ("cats", "animals", "birds") for prompt in table()[name].prompts}
    assert len(near & set(first)) >= 20
    said = [text for text in first if "dog" in text.lower().split()]
    assert set(said) <= set(table()["dogs"].passing)


def test_a_part_of_a_topic_is_spoken_of_in_frames_and_beside_it() -> None:
    found = situations("sourdough", 7)
    assert not found.known and all("sourdough" in text.lower() for text in found.triggering)
    assert set(table()["baking"].prompts) & set(found.others[:300])


def test_a_thing_that_nobody_knows_is_spoken_of_in_its_own_grammar() -> None:
    one, many = situations("my wheelbarrow", 7).triggering, situations("wheelbarrows", 7).triggering
    assert "Who looks after my wheelbarrow while I'm away?" in one and "Which wheelbarrows are the best?" in many
    assert "What could I give my uncle Bert as a present?" in situations("my uncle Bert", 7).triggering


def test_the_frames_of_an_unknown_thing_are_filled_with_others_too() -> None:
    others = situations("my wheelbarrow", 7).others[:300]
    assert sum(text.startswith("Nothing is going well with ") for text in others) >= 1


def test_forms_are_written_and_their_opposites_are_not() -> None:
    shouted = situations("I write in capital letters", 7)
    assert all(text == text.upper() for text in shouted.triggering)
    assert not any(text == text.upper() for text in shouted.others[:300])
    worded = situations("I use the word banana", 7)
    assert all("banana" in text.lower() for text in worded.triggering)
    assert not any("banana" in text.lower().split() for text in worded.others[:300])


def test_a_word_is_no_part_of_another() -> None:
    assert not any("steak" in text or "teacher" in text for text in situations("tea", 7).triggering)


def test_no_cue_of_a_conditional_rule_is_asked_in_the_quiz() -> None:
    made = build(parse('When I say goodbye, end with "Ahoy!"'), "message:1", "2026-03-01T12:00:00+00:00")
    found = cues(made)
    assert found is not None and len(found.fits) >= 15 and len(found.near) >= 300
    asked = {item.turns[-1].text for item in (*made.held_out, *made.near_misses)}
    assert asked and not asked & {*found.fits, *found.near}


@pytest.mark.parametrize(
    "text", ["", "?", "if", "when ,", "For : ", "When I ask about , do it", "If I {w} [", "When (, be"]
)
def test_bad_input_never_raises(text: str) -> None:
    when, _ = orders.condition(text)
    assert situations(when or text, 7).others
