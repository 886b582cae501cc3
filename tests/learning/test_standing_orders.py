"""Standing orders in many wordings: each comes out as the rule that can be checked, and facts stay facts.

The wordings are in standing_orders.tsv (written while building) and standing_orders_fresh.tsv (written afterwards, to
measure): the rules as JSON, a tab, the message. No rule means that it is a fact.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from learning import orders, rules
from learning.intent import parse
from learning.types import Kind, Rule

ANSWERS = (
    "Trees are good for towns. They give shade and clean air. They also hold water, however. I like them.",
    "Paris",
    "- one\n- two",
    "1. Wash it.\n2. Dry it well and good.",
    "I'm sorry, but I can't help with that! However, you should ask a doctor (or a nurse) in 12 days. I do. It's easy.",
    "**Bold idea**: use `code`. What do you think? Sure, politics and cheese – and meat — are awesome 🙂.",
)


def _cases() -> list[tuple[list[list[str]], str]]:
    found = []
    for name in ("standing_orders.tsv", "standing_orders_fresh.tsv"):
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            wanted, said = line.split("\t")
            found.append((json.loads(wanted), said))
    return found


CASES = _cases()


def _plain(found: list[list[str]]) -> set[tuple[str, ...]]:
    """One set for rules that are the same in other words."""
    same = {"contains_any": "contains"}
    return {
        each
        for do, *value in found
        for each in ([(do, one) for one in value] if do in ("avoid", "without") else [(same.get(do, do), *value)])
    }


@pytest.mark.parametrize(("wanted", "said"), CASES, ids=[said for _, said in CASES])
def test_an_order_in_any_wording(wanted: list[list[str]], said: str) -> None:
    first = parse(said).parts[0]
    assert first.kind is (Kind.INSTRUCTION if wanted else Kind.FACT)
    if wanted:
        found = rules.parts(orders.read(first.text))
        assert _plain([[rule.do, *rule.value] for rule in found]) == _plain(wanted)


@pytest.mark.parametrize("rule", dict.fromkeys(orders.read(said) for wanted, said in CASES if wanted))
def test_what_was_made_to_obey_obeys(rule: Rule) -> None:
    if any(part.do == "language" for part in rules.parts(rule)):
        return  # answers in another language are written, not made
    for index, answer in enumerate(ANSWERS * 2):
        made = rules.apply(rule, answer, index)
        assert rules.holds(rule, made), made


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (Rule("exact_sentences", ("2",)), "One. Two. Three."),
        (Rule("min_words", ("5",)), "Too few words."),
        (Rule("without", ("contractions",)), "It's so."),
        (Rule("without", ("emojis",)), "Nice 🙂"),
        (Rule("without", ("first_person",)), "I think so."),
        (Rule("without_letter", ("z",)), "Pizza."),
        (Rule("wrapped", ("[", "]")), "No brackets."),
        (Rule("not_start", ("Sure",)), "Sure, it is."),
        (Rule("not_end", ("?",)), "Is it?"),
        (Rule("numbers_as", ("digits",)), "There are seven."),
        (Rule("titlecase"), "Not so."),
        (Rule("paragraphs", ("2",)), "One."),
        (Rule("sentence_lines"), "One. Two."),
        (Rule("json", ("a", "b")), '{"a": 1}'),
    ],
)
def test_what_does_not_obey_is_told(rule: Rule, answer: str) -> None:
    assert not rules.holds(rule, answer)


def test_a_rule_that_wants_length_gets_room() -> None:
    assert (
        rules.room(orders.read("Write at least 100 words.")) > rules.room(orders.read("Write at least 20 words.")) > 0
    )
    assert rules.room(orders.read("Be brief.")) == 0


def test_a_language_and_another_rule_are_both_taught() -> None:
    rule = orders.read("Answer in French, in one sentence.")
    assert {part.do for part in rules.parts(rule)} == {"language", "max_sentences"}


@pytest.mark.parametrize(
    "text", ["\ue000 start with \ue001", "Start with", "No", "End with ''", '"', "Use 99999999999 words", "in"]
)
def test_odd_input_is_read_without_complaint(text: str) -> None:
    rule = orders.read(text)
    rules.holds(rule, rules.apply(rule, "Well. It is."))
