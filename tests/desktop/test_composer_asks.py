"""The composer teaches nothing that nobody is sure of: it asks first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop.chat.composer import Composer
from desktop.lesson_words import ChipWords
from desktop.words import ComposerWords
from learning.intent import Exchange
from learning.types import Intent, IntentPart, Kind
from tests.desktop.learned_samples import THEMES

MENU = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, about any menu that opens
QUESTION = "What is my dog called?"
BEFORE = Exchange("Where is the key?", "At the desk.")
MIXED = "My dog is called Pixel. Blue."


class Heard:
    def __init__(self) -> None:
        self.lessons: list[Intent] = []

    def hear(self, _words: str, wanted: Intent) -> None:
        self.lessons.append(wanted)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def composer(qtbot: QtBot, heard: Heard) -> Composer:
    made = Composer(THEMES[0])
    qtbot.addWidget(made)
    made.taught.connect(heard.hear)
    made.resize(640, 200)
    made.show()
    return made


def write(composer: Composer, words: str) -> None:
    composer.edit.setPlainText(words)


def choose(composer: Composer, words: str) -> None:
    entry: QAction = next(action for action in composer.chip.chip.menu().actions() if action.text() == words)
    entry.trigger()


@MENU
def test_an_unsure_lesson_is_asked_about_and_not_taught(qtbot: QtBot, composer: Composer, heard: Heard) -> None:
    write(composer, f"[Learn] {QUESTION}")
    assert composer.chip.chip.text() == ChipWords.WHAT_IS_IT
    assert composer.hint.text() == ComposerWords.CHOOSE_KIND
    assert not composer.primary.isEnabled()
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    menu = composer.chip.chip.menu()
    assert menu.isVisible()
    menu.close()
    assert heard.lessons == []
    choose(composer, ChipWords.INSTRUCTION)
    assert composer.primary.isEnabled()
    assert composer.window().focusWidget() is composer.edit
    qtbot.keyClick(composer.edit, Qt.Key.Key_Return)
    assert [lesson.parts[0].kind for lesson in heard.lessons] == [Kind.INSTRUCTION]


def test_several_parts_can_be_confirmed_as_they_are(composer: Composer, heard: Heard) -> None:
    write(composer, f"[Learn] {MIXED}")
    assert not composer.primary.isEnabled()
    choose(composer, ChipWords.AS_IT_IS)
    composer.submit()
    assert [part.kind for part in heard.lessons[0].parts] == [Kind.FACT, Kind.FACT]


def test_a_choice_holds_while_the_same_sentence_is_written_on(composer: Composer) -> None:
    write(composer, f"[Learn] {QUESTION}")
    choose(composer, ChipWords.FACT)
    write(composer, f"{QUESTION[:-1]} now?")
    assert composer.primary.isEnabled()


@MENU
def test_a_choice_does_not_count_for_words_written_afterwards(composer: Composer, heard: Heard) -> None:
    write(composer, f"[Learn] {QUESTION}")
    choose(composer, ChipWords.FACT)
    write(composer, "")
    for end in range(1, len(QUESTION) + 1):
        write(composer, QUESTION[:end])
    assert not composer.primary.isEnabled()
    composer.submit()
    composer.chip.chip.menu().close()
    assert heard.lessons == []


def test_leaving_a_part_out_answers_no_question(qtbot: QtBot, composer: Composer) -> None:
    write(composer, "[Learn] My dog is called Pixel. Blue. What is my cat called?")
    qtbot.mouseClick(composer.chip.parts()[0].cross, Qt.MouseButton.LeftButton)
    write(composer, "Blue. What is my cat called?")
    assert not composer.primary.isEnabled()


@MENU
def test_nothing_is_taught_from_a_request(qtbot: QtBot, composer: Composer, heard: Heard) -> None:
    write(composer, "[Learn] My dog is called Rex. Look up the dog tax.")
    assert composer.hint.text() == ComposerWords.ELSEWHERE_FIRST
    assert not composer.primary.isEnabled()
    composer.submit()
    composer.chip.chip.menu().close()
    assert heard.lessons == []
    choose(composer, ChipWords.LEAVE_OUT)
    composer.submit()
    assert [part.text for part in heard.lessons[0].parts] == ["My dog is called Rex."]


def test_a_request_written_after_a_choice_is_asked_about(composer: Composer, heard: Heard) -> None:
    write(composer, "[Learn] My dog is called Rex. Cats are fine with me.")
    entry = composer.chip.parts()[1].choose.menu().actions()[1]
    entry.trigger()
    assert composer.chip.chip.text() == "Learn 1 fact and 1 rule"
    write(composer, "My dog is called Rex. Look up the dog tax.")
    assert not composer.primary.isEnabled()
    choose(composer, ChipWords.AS_FACT_INSTEAD)
    write(composer, "My dog is called Max. Look up the dog tax.")
    assert composer.primary.isEnabled()
    write(composer, "My dog is called Max. Look up the cat tax.")
    assert not composer.primary.isEnabled()


def test_a_correction_needs_an_answer(composer: Composer, heard: Heard) -> None:
    write(composer, "[Learn] No, it hangs there.")
    assert composer.chip.chip.text() == "Learn a fact"
    composer.set_exchange(BEFORE)
    assert composer.chip.chip.text() == "Learn a correction"
    composer.submit()
    assert heard.lessons[0].parts == (IntentPart(Kind.CORRECTION, "It hangs there.", BEFORE.asked, BEFORE.answered),)


def test_an_answer_that_ends_meanwhile_brings_nothing_back(qtbot: QtBot, composer: Composer, heard: Heard) -> None:
    write(composer, "[Learn] My dog is called Rex. My cat is called Mia.")
    qtbot.mouseClick(composer.chip.parts()[0].cross, Qt.MouseButton.LeftButton)
    composer.set_exchange(BEFORE)
    composer.submit()
    assert [part.text for part in heard.lessons[0].parts] == ["My cat is called Mia."]
