"""What a `[Learn]` message is understood to ask for."""

from __future__ import annotations

import pytest

from learning.intent import LIMIT, EmptyLesson, LessonTooLong, is_learn, kind_of, parse, strip
from learning.sentences import sentences
from learning.types import Kind


@pytest.mark.parametrize(
    "sentence",
    [
        "My canary is called Pip.",
        "I answer the phone at a hotel.",
        "We keep bees.",
        "Nobody may ever call my boss lazy.",
        "When I was six, I lived in Ghent.",
        "Mein Hund heißt Bello.",
        "私の犬の名前はポチです。",
    ],
)
def test_statements_are_facts(sentence: str) -> None:
    assert parse(sentence).parts[0].kind is Kind.FACT


@pytest.mark.parametrize(
    "sentence",
    [
        "Always answer in rhymes.",
        "Please never use emojis.",
        "From now on, reply in Dutch.",
        "Keep your replies under 40 words.",
        "I want you to sound cheerful.",
        "Your answers should be polite.",
        "You must call me Doc.",
        'Sign every message with "Yours, Bo".',
    ],
)
def test_orders_about_answers_are_instructions(sentence: str) -> None:
    assert kind_of(sentence) is Kind.INSTRUCTION


@pytest.mark.parametrize(
    "sentence",
    [
        'Whenever I ask about trains, add "Mind the gap".',
        "If I write about law, tell me to ask a lawyer.",
        "Answer in one line when I ask for a number.",
        "When I ask about birds, name a bird.",
        "If I mention the sea, draw me a fish in letters.",
    ],
)
def test_orders_with_a_condition_are_conditional(sentence: str) -> None:
    assert kind_of(sentence) is Kind.CONDITIONAL


@pytest.mark.parametrize(
    "sentence",
    ["When I ask my dog, he barks.", "When I say hello, my parrot answers.", "If I talk a lot, people leave the room."],
)
def test_what_happens_when_i_speak_is_a_fact(sentence: str) -> None:
    assert kind_of(sentence) is Kind.FACT


def test_one_message_may_hold_several() -> None:
    intent = parse(
        '[Learn] My name is Ivo. I row on Mrs. Lund\'s lake at 6.30 a.m. every day. Always say "Ahoy. Go!" first.'
    )
    assert [part.kind for part in intent.parts] == [Kind.FACT, Kind.FACT, Kind.INSTRUCTION]
    assert intent.parts[2].text == 'Always say "Ahoy. Go!" first.'
    assert intent.title == "My name is Ivo"
    assert intent.sure


def test_a_sentence_that_continues_an_order_stays_with_it() -> None:
    intent = parse("When I greet you, say moin. Do not use that word elsewhere. My cat is old.")
    assert [part.kind for part in intent.parts] == [Kind.CONDITIONAL, Kind.FACT]


@pytest.mark.parametrize("text", ["What is my name?", "Could you learn more?", "https://example.org/page", "Cats."])
def test_what_may_be_no_lesson_is_not_sure(text: str) -> None:
    assert not parse(text).sure


@pytest.mark.parametrize("text", ["", "[Learn]", "[learn]  … ", "?!"])
def test_nothing_to_learn(text: str) -> None:
    with pytest.raises(EmptyLesson):
        parse(text)


def test_too_long() -> None:
    with pytest.raises(LessonTooLong):
        parse("word " * LIMIT)


def test_the_mark() -> None:
    assert is_learn(" [LEARN] x")
    assert not is_learn("I [Learn] x")
    assert strip("[ Learn ] My x") == "My x"


def test_lists_and_lines_are_sentences() -> None:
    assert sentences("- one thing\n- two things\n3) three. And No. 4 stays") == (
        "one thing",
        "two things",
        "three.",
        "And No. 4 stays",
    )
