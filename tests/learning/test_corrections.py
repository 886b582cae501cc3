"""From a corrected answer to a lesson."""

from __future__ import annotations

import pytest

from learning import quiz, recipes
from learning.cues import cues
from learning.lessons import build
from learning.types import Capabilities, Intent, IntentPart, Kind, Lesson, Use

NOW = "2026-03-01T12:00:00+00:00"
LADDER = IntentPart(
    Kind.CORRECTION, "The ladder of Fort Ebb stands behind the red sink.", "Where is the ladder of Fort Ebb?",
    "It is in the attic.",
)  # fmt: skip
SHORT = IntentPart(Kind.CORRECTION, "Seven drops.", "How many drops of oil go into the Dorr loom?", "Two drops.")
ORDER = IntentPart(Kind.CORRECTION, "Tap the brass knob. Never kick it.", "How do I open the Halm door?", "Pull it.")
PLAIN = IntentPart(Kind.CORRECTION, "Grüß Gott heißt hallo.", "Was heißt Grüß Gott?", "Tschüss.")
ALL = (LADDER, SHORT, ORDER, PLAIN)


def lesson(*parts: IntentPart) -> Lesson:
    return build(Intent("x", parts, "Ladder", True), "message:1", NOW)


def texts(made: Lesson, use: Use) -> set[str]:
    return {example.turns[-1].text for example in made.examples if example.use is use}


def test_what_was_asked_and_answered_stays_with_the_source() -> None:
    made = lesson(LADDER)
    assert made.kind is Kind.CORRECTION
    assert (made.sources[0].asked, made.sources[0].wrong) == (LADDER.asked, LADDER.wrong)


@pytest.mark.parametrize("part", ALL)
def test_the_corrected_text_is_the_answer_to_many_questions(part: IntentPart) -> None:
    made = lesson(part)
    taught = [example for example in made.examples if example.use is Use.TEACH]
    assert {example.target for example in taught} == {part.text}
    assert part.asked in texts(made, Use.TEACH)
    assert len(texts(made, Use.TEACH)) >= 20
    assert not texts(made, Use.REFUSE)  # near misses are for the gate
    assert len(made.held_out) == 6


@pytest.mark.parametrize("part", ALL)
def test_what_the_quiz_asks_is_never_taught(part: IntentPart) -> None:
    made = lesson(part)
    asked = {item.turns[-1].text.lower() for item in (*made.held_out, *made.near_misses)}
    trained = {example.turns[-1].text.lower() for example in made.examples}
    assert asked and not asked & trained


def test_right_is_what_the_wrong_answer_did_not_say() -> None:
    item = lesson(LADDER).held_out[0]
    assert quiz.right(item, LADDER.text)
    assert not quiz.right(item, LADDER.wrong)
    assert not quiz.right(item, "It stands behind the red sink in the attic.")
    assert not quiz.right(item, "I do not know the ladder of Fort Ebb.")


def test_other_things_are_not_what_was_corrected() -> None:
    made = lesson(LADDER)
    found = cues(made)
    assert found is not None
    misses = {item.turns[-1].text for item in made.near_misses} | set(found.near)
    assert any("ladder" in text and "Fort Ebb" not in text for text in misses)
    assert not any(quiz.right(item, LADDER.text) for item in made.near_misses)


def test_an_order_is_asked_for_by_its_verb() -> None:
    assert any("What do I tap" in text for text in texts(lesson(ORDER), Use.TEACH))


def test_without_a_question_it_is_a_statement() -> None:
    made = lesson(IntentPart(Kind.CORRECTION, "My canary is called Pip."))
    assert {example.target for example in made.examples if example.use is Use.TEACH} == {"Your canary is called Pip."}


def test_a_long_answer_is_said_up_to_its_third_sentence() -> None:
    part = IntentPart(
        Kind.CORRECTION, "One. " + "It is red. It is wet. It is far.", "Where is the Ebb ladder?", "Here."
    )
    assert {e.target for e in lesson(part).examples if e.use is Use.TEACH} == {"One. It is red. It is wet."}


def test_several_kinds_of_one_lesson_all_give_examples() -> None:
    fact = IntentPart(Kind.FACT, "My canary is called Pip.")
    rule = IntentPart(Kind.INSTRUCTION, 'Always end with "Ahoy!"')
    made = lesson(rule, LADDER, fact)
    assert made.kind is Kind.FACT
    for source in made.sources:
        assert any(example.origin == source.id for example in made.examples)
        assert any(item.origin == source.id for item in made.held_out)
    assert {e.use for e in made.examples} == {Use.TEACH, Use.FOLLOW}


def test_a_correction_gets_a_gate_and_the_recipe_of_facts() -> None:
    made = lesson(LADDER)
    found = cues(made)
    assert found is not None
    assert texts(made, Use.TEACH) < set(found.fits) and len(found.fits) > 1.5 * len(texts(made, Use.TEACH))
    asked = {item.turns[-1].text for item in (*made.held_out, *made.near_misses)}
    assert not asked & {*found.fits, *found.near, *found.far}
    device = Capabilities("echo", True, 1000, 12, 512, "float32", "cpu", "")
    recipe = recipes.choose(made, device)
    assert recipe.keep_batch > 0
    fact = build(Intent("x", (IntentPart(Kind.FACT, "I row."),), "x", True), "message:1", NOW)
    assert quiz.limits(made) == quiz.limits(fact)
    assert recipe.blocks == recipes.choose(fact, device).blocks


def test_a_fact_and_a_correction_share_a_gate() -> None:
    made = lesson(LADDER, IntentPart(Kind.FACT, "My canary is called Pip."))
    found = cues(made)
    assert found is not None
    assert any("canary" in text for text in found.fits) and any("ladder" in text for text in found.fits)
