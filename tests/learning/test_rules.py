"""Mechanical rules: read from words, applied to answers, checked on answers."""

from __future__ import annotations

import pytest

from learning import orders, rules
from learning.types import Rule

ANSWER = "Trees are good for towns. They give shade and clean air. They also hold water in the ground. Birds like them."


@pytest.mark.parametrize(
    ("instruction", "do", "value"),
    [
        ('Close each reply with "Fair winds!"', "ends_with", ("Fair winds!",)),
        ("Open every answer with 'In brief:'", "starts_with", ("In brief:",)),
        ('Always say "Toodle-oo" at the end.', "ends_with", ("Toodle-oo",)),
        ("Limit all answers to three sentences.", "max_sentences", ("3",)),
        ("Use no more than 25 words.", "max_words", ("25",)),
        ("Answer in fewer than twenty words.", "max_words", ("19",)),
        ("Reply only with bullet points.", "bullets", ("2",)),
        ("Give four numbered steps in each answer.", "numbered", ("4",)),
        ("Write everything in lowercase.", "lowercase", ()),
        ("Always reply in capital letters only.", "uppercase", ()),
        ("Never use the words 'very' and 'really'.", "avoid", ("very", "really")),
        ("Avoid the word sorry.", "avoid", ("sorry",)),
        ("Call me Boss.", "address", ("Boss",)),
        ("Always refer to me as Lady Wren in your answers.", "address", ("Lady Wren",)),
        ('Use the word "indeed" in every answer.', "contains", ("indeed",)),
        ("Mention the sea, the wind or the stars in every answer.", "contains_any", ("sea", "wind", "stars")),
        ('Return a JSON object with the key "reply".', "json", ("reply",)),
        ("End each answer with a question.", "asks_back", ()),
        ("Keep your answers short.", "max_sentences", ("2",)),
        ("Always end with Woof!", "ends_with", ("Woof!",)),
        ("Start every reply by saying Aye aye captain.", "starts_with", ("Aye aye captain",)),
        ("Close with best wishes, Tom.", "ends_with", ("best wishes, Tom",)),
        ("End with a joke.", "in_words", ("End with a joke.",)),
        ("Start with short sentences.", "in_words", ("Start with short sentences.",)),
        ("Answer with one sentence only.", "max_sentences", ("1",)),
        ("Begin with two words of thanks.", "in_words", ("Begin with two words of thanks.",)),
        ("Never use exclamation marks.", "avoid", ("!",)),
        ("Avoid jargon.", "in_words", ("Avoid jargon.",)),
        ("Always include the word lighthouse.", "contains_any", ("lighthouse",)),
        ("Explain it as if I were ten.", "in_words", ("Explain it as if I were ten.",)),
        ("Always ask if I need more.", "in_words", ("Always ask if I need more.",)),
        ("Speak like a pirate.", "in_words", ("Speak like a pirate.",)),
    ],
)
def test_reading(instruction: str, do: str, value: tuple[str, ...]) -> None:
    rule = orders.read(instruction)
    assert (rule.do, rule.value) == (do, value)


@pytest.mark.parametrize(
    "instruction",
    [
        'Close each reply with "Fair winds!"',
        "Open every answer with 'In brief:'",
        "Limit all answers to three sentences.",
        "Use no more than 12 words.",
        "Reply only with bullet points.",
        "Give four numbered steps in each answer.",
        "Write everything in lowercase.",
        "Always reply in capital letters only.",
        "Never use the words 'good' and 'also'.",
        "Call me Boss.",
        'Use the word "indeed" in every answer.',
        "Mention the sea, the wind or the stars in every answer.",
        'Return a JSON object with the key "reply".',
        "End each answer with a question.",
        'Start with "Yes:" and use at most 20 words.',
    ],
)
@pytest.mark.parametrize("answer", [ANSWER, "Paris", "- one\n- two", "1. Wash it.\n2. Dry it well and good."])
def test_a_rule_holds_after_it_was_applied(instruction: str, answer: str) -> None:
    rule = orders.read(instruction)
    for index in range(4):
        assert rules.holds(rule, rules.apply(rule, answer, index))


def test_rules_that_are_not_obeyed_do_not_hold() -> None:
    for instruction in (
        'End with "Bye"',
        "Use at most two sentences.",
        "Use bullet points.",
        "Write in lowercase.",
        "Call me Al.",
    ):
        assert not rules.holds(orders.read(instruction), ANSWER)


def test_an_empty_answer_obeys_nothing() -> None:
    assert not rules.holds(Rule("avoid", ("x",)), " ")


def test_what_is_not_mechanical_cannot_be_checked() -> None:
    rule = orders.read("Speak like a pirate.")
    assert not rules.checkable(rule)
    assert rules.apply(rule, ANSWER) == ANSWER


def test_conditions() -> None:
    assert orders.condition('When I ask about trains, add "Mind the gap".')[0] == "trains"
    assert orders.condition("Answer in one line when I ask for a number.")[0] == "I ask for a number"
    assert orders.condition("Always answer in Dutch, even when I write in English.")[0] == ""
    assert orders.read('If my question is about law, start with "Note:".').when == "law"


def test_several_rules_in_one_instruction() -> None:
    rule = orders.read('Begin with "So:" and use at most 30 words in total.')
    assert {part.do for part in rules.parts(rule)} == {"starts_with", "max_words"}
    assert rules.holds(rule, rules.apply(rule, ANSWER))
