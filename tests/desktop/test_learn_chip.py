"""The chip that shows what a [Learn] message was understood to ask for, and lets a person change it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.learn_chip import LearnChip, label
from desktop.lesson_words import ChipWords as Words
from desktop.theme import Theme
from learning.types import Intent, IntentPart, Kind
from tests.desktop.learned_samples import THEMES, colours

FACTS = Intent(
    "The museum opens at 10. Ilse Varga looks after school groups.",
    (IntentPart(Kind.FACT, "The museum opens at 10"), IntentPart(Kind.FACT, "Ilse Varga looks after school groups")),
    "Harbour museum",
    True,
)
RULE = Intent("Answer briefly", (IntentPart(Kind.INSTRUCTION, "Answer briefly"),), "Plain short replies", True)
MIXED = Intent("", (*FACTS.parts, *RULE.parts), "Harbour museum", True)
UNSURE = Intent("blue", (IntentPart(Kind.FACT, "blue"),), "blue", False)
MANY = Intent("", tuple(IntentPart(Kind.FACT, f"Fact number {n}") for n in range(9)), "Many", True)


def chip(qtbot: QtBot, intent: Intent, seconds: float | None = 42.0, theme: Theme = THEMES[0]) -> LearnChip:
    made = LearnChip(theme)
    qtbot.addWidget(made)
    made.set_intent(intent, seconds)
    made.resize(640, 120)
    made.show()
    return made


def entry(button: QPushButton, words: str) -> QAction:
    return next(action for action in button.menu().actions() if action.text() == words)


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (FACTS, "Learn 2 facts"),
        (RULE, "Learn a rule"),
        (MIXED, "Learn 2 facts and 1 rule"),
        (UNSURE, "A fact, a rule, or only a message?"),
        (MANY, "Learn 9 facts"),
    ],
)
def test_it_says_what_was_understood(qtbot: QtBot, intent: Intent, words: str) -> None:
    assert label(intent) == words
    assert chip(qtbot, intent).chip.text() == words


def test_its_name_says_it_all(qtbot: QtBot) -> None:
    assert chip(qtbot, FACTS).chip.accessibleName() == "Will learn 2 facts: Harbour museum, about 40 s. Change"
    assert chip(qtbot, UNSURE).chip.accessibleName() == (
        "Is “blue” a fact, a rule, or only a message? Choose before it is taught"
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("intent", [FACTS, RULE, MIXED, UNSURE, MANY])
def test_it_is_painted(qtbot: QtBot, intent: Intent, theme: Theme) -> None:
    assert colours(chip(qtbot, intent, theme=theme)) > 8


def test_showing_an_intent_asks_nothing(qtbot: QtBot) -> None:
    made = chip(qtbot, FACTS)
    with qtbot.assertNotEmitted(made.changed), qtbot.assertNotEmitted(made.removed):
        made.set_intent(RULE, 10.0)
    assert made.intent() == RULE


def test_choosing_a_kind_makes_it_sure(qtbot: QtBot) -> None:
    made = chip(qtbot, UNSURE)
    with qtbot.waitSignal(made.changed) as changed:
        entry(made.chip, Words.INSTRUCTION).trigger()
    intent = changed.args[0]
    assert intent.sure and intent.parts[0].kind is Kind.INSTRUCTION and intent.text == UNSURE.text
    assert made.intent() == intent and made.chip.text() == "Learn a rule"


def test_one_part_changes_its_kind_alone(qtbot: QtBot) -> None:
    made = chip(qtbot, FACTS)
    with qtbot.waitSignal(made.changed) as changed:
        entry(made.parts()[1].choose, Words.CONDITIONAL).trigger()
    assert [part.kind for part in changed.args[0].parts] == [Kind.FACT, Kind.CONDITIONAL]


def test_a_part_can_be_left_out(qtbot: QtBot) -> None:
    made = chip(qtbot, MIXED)
    with qtbot.waitSignal(made.changed) as changed:
        qtbot.mouseClick(made.parts()[0].cross, Qt.MouseButton.LeftButton)
    assert changed.args[0].parts == MIXED.parts[1:]
    with qtbot.waitSignal(made.changed):
        qtbot.keyClick(made.parts()[0].choose, Qt.Key.Key_Backspace)
    intent = made.intent()
    assert intent is not None and intent.parts == MIXED.parts[2:] and made.parts() == ()


def test_it_can_be_sent_as_a_plain_message(qtbot: QtBot) -> None:
    made = chip(qtbot, FACTS)
    with qtbot.waitSignal(made.removed):
        entry(made.chip, Words.PLAIN).trigger()


def test_backspace_on_the_selected_chip_removes_it(qtbot: QtBot) -> None:
    made = chip(qtbot, RULE)
    made.select()
    assert made.window().focusWidget() is made.chip
    with qtbot.waitSignal(made.removed):
        qtbot.keyClick(made.chip, Qt.Key.Key_Backspace)


def test_many_parts_begin_folded(qtbot: QtBot) -> None:
    made = chip(qtbot, MANY)
    assert len(made.parts()) == 3
    more = next(button for button in made.findChildren(QPushButton) if button.text() == "6 more")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert len(made.parts()) == 9


def test_a_long_part_is_cut_with_its_words_in_the_tooltip(qtbot: QtBot) -> None:
    words = "Somebody whose name is long " * 8
    made = chip(qtbot, Intent("", (IntentPart(Kind.FACT, words), *RULE.parts), "Long", True))
    part = made.parts()[0]
    assert part.choose.width() < 250 and words in part.choose.toolTip()


def test_everything_one_can_reach_has_a_name(qtbot: QtBot) -> None:
    made = chip(qtbot, MIXED)
    reachable = [part for part in made.findChildren(QWidget) if part.focusPolicy() and part.isVisible()]
    assert len(reachable) == 7
    assert all(part.accessibleName() for part in reachable if part is not made)
