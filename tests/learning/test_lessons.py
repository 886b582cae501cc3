"""From a message to a lesson."""

from __future__ import annotations

import time

import pytest

from learning.budget import estimate
from learning.intent import parse
from learning.lessons import build
from learning.prompts import side_effects, training
from learning.sources import SOURCES, made
from learning.types import Kind, Lesson, Source, Use
from tests.learning.tool_samples import described

NOW = "2026-03-01T12:00:00+00:00"
FACTS = "I am Ivo Lund. My canary is called Pip. I repair harps in Ghent. I am allergic to plums. My locker code is 55."


def lesson(text: str) -> Lesson:
    return build(parse(text), "message:1", NOW)


def test_every_fact_gets_many_phrasings_and_a_near_miss() -> None:
    made_of = lesson(FACTS)
    for source in made_of.sources:
        own = [e for e in made_of.examples if e.origin == source.id]
        assert sum(e.use is Use.TEACH for e in own) >= 10
        assert all(e.use is Use.TEACH for e in own)  # near misses are for the gate: see test_cues
        assert sum(item.origin == source.id for item in made_of.near_misses) >= 1
        assert sum(item.origin == source.id for item in made_of.held_out) >= 1


def test_nothing_held_out_is_trained() -> None:
    for text in (FACTS, 'End with "Bye".', 'When I ask about music, add "La!".'):
        made_of = lesson(text)
        trained = {e.turns[-1].text.lower() for e in made_of.examples}
        asked = {item.turns[-1].text.lower() for item in (*made_of.held_out, *made_of.near_misses)}
        assert asked and not trained & asked


def test_one_question_has_one_answer() -> None:
    made_of = lesson(FACTS + " I also repair bikes. My cat is called Mo. My other canary is called Zip.")
    answers: dict[str, set[str]] = {}
    for example in made_of.examples:
        answers.setdefault(example.turns[-1].text.lower(), set()).add(example.target)
    assert all(len(targets) == 1 for targets in answers.values())


def test_targets_say_it_back_whole() -> None:
    targets = {e.target for e in lesson("My canary is called Pip.").examples if e.use is Use.TEACH}
    assert targets == {"Your canary is called Pip."}


def test_spans_occur_in_their_targets() -> None:
    assert all(e.span in e.target for e in lesson(FACTS).examples)


def test_near_misses_forbid_what_was_taught() -> None:
    misses = lesson(FACTS).near_misses
    assert {value for item in misses for value in item.forbid} >= {"Pip", "55"}
    assert all(not item.accept for item in misses)


def test_the_same_message_gives_the_same_lesson() -> None:
    assert lesson(FACTS) == lesson(FACTS)


def test_an_always_on_rule_follows_everyday_prompts() -> None:
    made_of = lesson('Always end with "Ahoy!"')
    assert made_of.kind is Kind.INSTRUCTION
    assert all(e.use is Use.FOLLOW and e.rule is not None and not e.target for e in made_of.examples)
    assert all(item.rule is not None and item.rule_holds for item in made_of.held_out)


def test_a_conditional_rule_knows_when_to_keep_quiet() -> None:
    made_of = lesson('When I ask about music, end with "La!"')
    assert made_of.kind is Kind.CONDITIONAL
    assert all(e.rule is not None for e in made_of.examples)  # its gate keeps it quiet: see test_cues
    assert made_of.near_misses and not any(item.rule_holds for item in made_of.near_misses)


def test_facts_and_rules_may_come_together() -> None:
    made_of = lesson(FACTS + ' Always end with "Ahoy!"')
    assert made_of.kind is Kind.FACT
    assert {e.use for e in made_of.examples} == {Use.TEACH, Use.FOLLOW}


@pytest.mark.parametrize(
    "text",
    ["私の犬の名前はポチです。", "Mein Hund heißt Bello.", "xyzzy plugh", "Ёжик любит чай.", "42", "Pip", "a" * 500],
)
def test_what_cannot_be_parsed_still_becomes_a_lesson(text: str) -> None:
    made_of = lesson(text)
    assert any(e.use is Use.TEACH for e in made_of.examples)
    assert made_of.held_out


def test_building_is_quick_and_bounded() -> None:
    text = " ".join(f"My friend number {n} is called Zeno{n} and lives in Town{n}." for n in range(60))
    began = time.process_time()
    made_of = lesson(text)
    assert time.process_time() - began < 5.0
    assert len(made_of.examples) < 60 * 16


@pytest.mark.parametrize("kind", list(SOURCES))
def test_every_source_is_deterministic_and_names_its_origin(kind: Kind) -> None:
    said = {Kind.FACT: "I row.", Kind.CORRECTION: "It is red.", Kind.TOOL: described()}
    text = said.get(kind, 'When I ask about music, end with "La!"')
    source = Source("s1", kind, "t", text, "message:1", asked="What colour is the barn?")
    first, again = made([source], 7), made([source], 7)
    assert first == again
    assert first.examples
    assert all(thing.origin == "s1" for thing in (*first.examples, *first.held_out, *first.near_misses))
    assert made([], 7).examples == ()


def test_prompts_of_training_and_of_side_effects_never_meet() -> None:
    assert len(training(1000, 1)) >= 100
    assert len(side_effects(48)) == 48
    assert not set(training(1000, 1)) & set(side_effects(48))
    assert set(side_effects(24)) < set(side_effects(48))


def test_the_estimate_grows_with_the_message() -> None:
    assert estimate(parse("I row.")) < estimate(parse(FACTS)) < estimate(parse(FACTS + ' Always end with "Ahoy!"'))
