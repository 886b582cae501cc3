"""Which parts of a message are learned together, and which apart."""

from __future__ import annotations

import pytest

from learning.cues import cues
from learning.intent import parse, tool
from learning.lessons import build
from learning.remaking import Known, lessons_of
from learning.splitting import split
from learning.types import Intent, IntentPart, Kind
from tests.learning.tool_samples import BELL, described

DOG = "My dog is called Rex."
WOOF = 'Always end with "Woof!"'
LA = 'When I ask about music, add "La!"'
TRA = 'When I ask about food, add "Tra!"'


def grouped(text: str) -> list[list[str]]:
    return [[part.text for part in one.parts] for one in split(parse(text))]


@pytest.mark.parametrize(
    "text", [DOG, f"{DOG} I live in Tarnby.", WOOF, f"{WOOF} Always answer in capitals.", LA, BELL]
)
def test_what_is_of_one_sort_comes_back_as_it_is(text: str) -> None:
    intent = parse(text)
    assert split(intent) == (intent,)


def test_a_fact_and_a_rule_for_every_answer_are_two() -> None:
    first, second = split(parse(f"{DOG} {WOOF}"))
    assert (first.text, first.title, [part.kind for part in first.parts]) == (DOG, "My dog is called Rex", [Kind.FACT])
    assert (second.text, second.parts) == (WOOF, (IntentPart(Kind.INSTRUCTION, WOOF),))
    assert second.title == parse(WOOF).title
    assert first.sure and second.sure


def test_the_order_is_that_of_the_message_and_facts_meet_again() -> None:
    assert grouped(f"{WOOF} {DOG} {LA} I live in Tarnby.") == [[WOOF], [DOG, "I live in Tarnby."], [LA]]


def test_each_rule_for_certain_cases_stands_alone() -> None:
    assert grouped(f"{LA} {TRA}") == [[LA], [TRA]]


def test_a_correction_goes_with_the_facts_and_a_tool_has_its_name() -> None:
    right = IntentPart(Kind.CORRECTION, "It hangs there.", "Where is the key?", "Here.")
    parts = (right, *tool(BELL).parts, *parse(DOG).parts, *tool(described()).parts)
    facts, bell, water = split(Intent("all of it", parts, "all", True))
    assert facts.parts == (right, *parse(DOG).parts)
    assert (bell.title, water.title) == ("ring", "water")


def test_what_cannot_be_learned_is_left_out_and_never_makes_a_lesson() -> None:
    spoken = IntentPart(Kind.TOOL, "You can ring the bell.")
    web = IntentPart(Kind.WEB, "dog tax", "Look up the dog tax.")
    mixed = Intent("x", (spoken, *parse(DOG).parts, web, *parse(WOOF).parts), "x", True)
    assert [[part.text for part in one.parts] for one in split(mixed)] == [[DOG], [WOOF]]
    alone = Intent("x", (spoken, *parse(DOG).parts), "x", True)
    assert split(alone) == (alone,)


def test_the_same_words_twice_are_one_lesson() -> None:
    rule = IntentPart(Kind.CONDITIONAL, LA)
    assert [one.text for one in split(Intent("x", (rule, IntentPart(Kind.FACT, DOG), rule), "x", True))] == [LA, DOG]
    twice = Intent("x", (rule, rule), "x", True)
    assert split(twice) == (twice,)


def test_lessons_of_one_message_have_ids_of_their_own() -> None:
    made = lessons_of(parse(f"{DOG} {WOOF} {LA} {TRA}"), "message:1", "now", ())
    assert len({lesson.id for lesson in made}) == len(made) == 4
    assert len({source.id for lesson in made for source in lesson.sources}) == 4


def test_the_facts_of_a_mixed_message_can_be_kept_to_their_topic() -> None:
    intent = parse(f"{DOG} {WOOF}")
    assert cues(build(intent, "message:1", "now")) is None
    assert cues(lessons_of(intent, "message:1", "now", ())[0]) is not None


def test_only_the_facts_become_the_next_version_of_the_skill_they_change() -> None:
    (old,) = lessons_of(parse("I live in Tarnby. My cat is called Mo."), "message:1", "1", ())
    known = Known("me", "Me", 3, old.sources)
    rule, facts = lessons_of(parse(f"{WOOF} I moved. I now live in Skovby."), "message:2", "2", (known,))
    assert (rule.parent, facts.parent) == ("", "me/v3")
    assert [source.text for source in facts.sources] == ["My cat is called Mo.", "I moved. I now live in Skovby."]
