"""The chip on requests, corrections and tools: every kind is shown, and only what makes sense is offered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.chat.chip_buttons import PartChip, kind_words
from desktop.chat.learn_chip import LearnChip, label
from desktop.lesson_words import ChipWords as Words
from learning.intent import Exchange
from learning.types import Intent, IntentPart, Kind
from tests.desktop.learned_samples import THEMES

BEFORE = Exchange("Where is the key?", "At the desk.")
FACT = IntentPart(Kind.FACT, "My dog is called Rex.")
RULE = IntentPart(Kind.INSTRUCTION, "Always be brief.")
WEB = IntentPart(Kind.WEB, "the dog tax", asked="Look up the dog tax.")
PAPER = IntentPart(Kind.DOCUMENT, "rules.pdf", asked="Read rules.pdf")
CORRECTION = IntentPart(Kind.CORRECTION, "It hangs there.", BEFORE.asked, BEFORE.answered)
TOOL = IntentPart(Kind.TOOL, '{"name": "x", "description": "y"}')
UNCLEAR = IntentPart(Kind.FACT, "Blue.")


def intent(*parts: IntentPart, sure: bool = True) -> Intent:
    return Intent(" ".join(part.text for part in parts), parts, parts[0].text, sure)


def chip(qtbot: QtBot, shown: Intent, before: Exchange | None = None) -> LearnChip:
    made = LearnChip(THEMES[0])
    qtbot.addWidget(made)
    made.set_exchange(before)
    made.set_intent(shown)
    made.resize(640, 160)
    made.show()
    return made


def offered(button: QPushButton) -> list[str]:
    return [action.text() for action in button.menu().actions() if action.text() and action.isEnabled()]


def choose(button: QPushButton, words: str) -> None:
    next(action for action in button.menu().actions() if action.text() == words).trigger()


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (intent(CORRECTION), "Learn a correction"),
        (intent(TOOL), "Learn a tool"),
        (intent(FACT, FACT, RULE, CORRECTION), "Learn 2 facts, 1 rule and 1 correction"),
        (intent(FACT, TOOL, TOOL), "Learn 1 fact and 2 tools"),
        (intent(WEB, sure=False), "Learn from the web"),
        (intent(PAPER, sure=False), "Learn from rules.pdf"),
        (intent(FACT, WEB, sure=False), "1 part comes from elsewhere"),
        (intent(FACT, WEB, PAPER, sure=False), "2 parts come from elsewhere"),
    ],
)
def test_it_says_what_was_understood(shown: Intent, words: str) -> None:
    assert label(shown) == words


def test_every_part_shows_its_kind(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, RULE, CORRECTION, TOOL), BEFORE)
    shown = [part.choose.text() for part in made.parts()]
    assert shown == [f"{kind_words(part.kind)}: {part.text}" for part in (FACT, RULE, CORRECTION, TOOL)]


def test_a_request_alone_offers_what_can_be_done_instead(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(WEB, sure=False), BEFORE)
    assert offered(made.chip) == [Words.AS_FACT_INSTEAD, Words.PLAIN]
    assert made.chip.accessibleName() == (
        "Learn from the web: the dog tax. You see every fact before it is learned. Change"
    )
    with qtbot.waitSignal(made.changed) as changed:
        choose(made.chip, Words.AS_FACT_INSTEAD)
    assert changed.args[0].parts == (IntentPart(Kind.FACT, "Look up the dog tax."),) and changed.args[0].sure


def test_requests_beside_facts_can_be_left_out_at_once(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, WEB, RULE, PAPER, sure=False))
    assert offered(made.chip) == [Words.LEAVE_OUT, Words.AS_FACTS_INSTEAD, Words.PLAIN]
    with qtbot.waitSignal(made.changed) as changed:
        choose(made.chip, Words.LEAVE_OUT)
    assert changed.args[0].parts == (FACT, RULE) and changed.args[0].sure


def test_a_request_among_parts_offers_two_other_ways(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, WEB, sure=False), BEFORE)
    button = made.parts()[1].choose
    assert offered(button) == [Words.AS_FACT_INSTEAD, Words.REMOVE]
    assert button.accessibleName() == "From the web: the dog tax"
    choose(button, Words.AS_FACT_INSTEAD)
    now = made.intent()
    assert now is not None and now.sure and now.parts == (FACT, IntentPart(Kind.FACT, "Look up the dog tax."))


def test_leaving_the_request_out_makes_the_rest_sure(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, WEB, sure=False))
    qtbot.mouseClick(made.parts()[1].cross, Qt.MouseButton.LeftButton)
    now = made.intent()
    assert now is not None and now.sure and now.parts == (FACT,)


def test_leaving_the_request_out_answers_no_other_question(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, UNCLEAR, WEB, sure=False))
    choose(made.chip, Words.LEAVE_OUT)
    now = made.intent()
    assert now is not None and not now.sure and now.parts == (FACT, UNCLEAR)


def test_choosing_another_kind_decides_nothing_about_a_request(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, WEB, sure=False))
    choose(made.parts()[0].choose, Words.INSTRUCTION)
    now = made.intent()
    assert now is not None and not now.sure and now.parts[1] == WEB


@pytest.mark.parametrize(
    ("part", "before", "kinds"),
    [
        (FACT, None, [Words.FACT, Words.INSTRUCTION, Words.CONDITIONAL]),
        (FACT, BEFORE, [Words.FACT, Words.INSTRUCTION, Words.CONDITIONAL, Words.CORRECTION]),
        (CORRECTION, BEFORE, [Words.FACT, Words.INSTRUCTION, Words.CONDITIONAL, Words.CORRECTION]),
        (TOOL, None, [Words.TOOL, Words.FACT, Words.INSTRUCTION, Words.CONDITIONAL]),
    ],
)
def test_kinds_that_make_sense_are_offered(
    qtbot: QtBot, part: IntentPart, before: Exchange | None, kinds: list[str]
) -> None:
    made = chip(qtbot, intent(part), before)
    assert offered(made.chip) == [*kinds, Words.PLAIN]
    among = chip(qtbot, intent(part, RULE), before).parts()[0]
    assert isinstance(among, PartChip) and offered(among.choose) == [*kinds, Words.REMOVE]


def test_a_fact_becomes_a_correction_of_the_last_answer_and_back(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT), BEFORE)
    choose(made.chip, Words.CORRECTION)
    now = made.intent()
    assert now is not None
    assert now.parts == (IntentPart(Kind.CORRECTION, FACT.text, BEFORE.asked, BEFORE.answered),)
    choose(made.chip, Words.FACT)
    now = made.intent()
    assert now is not None and now.parts == (FACT,)


def test_an_answer_that_comes_later_can_be_corrected(qtbot: QtBot) -> None:
    made = chip(qtbot, intent(FACT, RULE))
    assert Words.CORRECTION not in offered(made.parts()[0].choose)
    made.set_exchange(BEFORE)
    assert Words.CORRECTION in offered(made.parts()[0].choose)
