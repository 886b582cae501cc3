"""An answer put right in its place, in the whole window on the demo engine and alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.chat.answer_editor import AnswerEditor
from desktop.chat.answer_foot import Foot
from desktop.chat.message_view import MessageView
from desktop.theme import DARK, LIGHT
from desktop.words import CorrectionWords as Words
from desktop.words import StatusWords
from learning import intent
from learning.store.profile import Profile
from learning.types import Kind, LessonState, Message, MessageStatus, Role
from tests.desktop.open_window import Opened, opened

CTRL = Qt.KeyboardModifier.ControlModifier
ASKED = "Where is the ladder of Fort Ebb?"
RIGHT = "The ladder of Fort Ebb stands behind the red sink."


def view(
    qtbot: QtBot, text: str, status: MessageStatus = MessageStatus.DONE, role: Role = Role.ASSISTANT
) -> MessageView:
    made = MessageView(Message("m", "c", 1, None, role, text, "", status), LIGHT)
    qtbot.addWidget(made)
    made.show()
    return made


def editing(made: MessageView) -> AnswerEditor:
    assert made.correcting is not None
    made.correcting.begin()
    assert made.correcting.editor is not None
    return made.correcting.editor


def closed(made: MessageView) -> bool:
    return made.correcting is not None and made.correcting.editor is None


def corrected(window: Opened, asked: str, right: str) -> Message:
    """Ask, put the answer right with the keyboard, and wait for the verdict."""
    shown = window.transcript.view_of(window.ask(asked).id)
    assert shown is not None
    edit = editing(shown).edit
    edit.setPlainText(right)
    QTest.keyClick(edit, Qt.Key.Key_Return, CTRL)
    window.wait(lambda: not window.app.lessons.busy)
    assert closed(shown)
    return window.newest()


def test_a_corrected_answer_becomes_a_lesson_and_is_given_from_then_on(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        said = corrected(window, ASKED, RIGHT)
        assert (said.role, said.text) == (Role.USER, f"[Learn] {RIGHT}")
        assert said.lesson is not None
        row = window.store.lessons.get(said.lesson)
        source = row.lesson.sources[0]
        assert (source.kind, source.text, source.asked) == (Kind.CORRECTION, RIGHT, ASKED)
        assert source.wrong == f"You said: {ASKED}"
        (card,) = window.transcript.cards_of(said.id)
        assert card.view().state is LessonState.LEARNED
        assert window.ask(ASKED).text == RIGHT


def test_what_stands_in_the_composer_stays_there(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        answer = window.ask(ASKED)
        window.write("Half a thought")
        shown = window.transcript.view_of(answer.id)
        assert shown is not None
        editor = editing(shown)
        editor.edit.setPlainText(RIGHT)
        editor.teach.click()
        window.wait(lambda: not window.app.lessons.busy)
        assert window.composer.text() == "Half a thought"


def test_without_a_model_the_words_stay_in_the_editor(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        shown = window.transcript.view_of(window.ask(ASKED).id)
        assert shown is not None
        window.app.lessons.asking.model = None
        editor = editing(shown)
        editor.edit.setPlainText(RIGHT)
        editor.teach.click()
        assert window.notice() == StatusWords.NO_MODEL_YET
        assert not closed(shown) and editor.edit.toPlainText() == RIGHT
        assert window.newest().role is Role.ASSISTANT


@pytest.mark.parametrize("words", ["", "  \n ", "In the attic.", " In the attic.\n", "a" * (intent.LIMIT + 1)])
def test_nothing_new_cannot_be_taught(qtbot: QtBot, words: str) -> None:
    made = view(qtbot, "In the attic.")
    editor = editing(made)
    assert not editor.teach.isEnabled()
    editor.edit.setPlainText(RIGHT)
    assert editor.teach.isEnabled()
    editor.edit.setPlainText(words)
    assert not editor.teach.isEnabled()
    with qtbot.assertNotEmitted(made.corrected):
        QTest.keyClick(editor.edit, Qt.Key.Key_Return, CTRL)


def test_enter_is_a_new_line_and_ctrl_enter_teaches(qtbot: QtBot) -> None:
    made = view(qtbot, "In the attic.")
    editor = editing(made)
    editor.edit.setPlainText("Red.")
    editor.edit.moveCursor(editor.edit.textCursor().MoveOperation.End)
    QTest.keyClick(editor.edit, Qt.Key.Key_Return)
    QTest.keyClicks(editor.edit, "Wet.")
    with qtbot.waitSignal(made.corrected) as heard:
        QTest.keyClick(editor.edit, Qt.Key.Key_Return, CTRL)
    assert heard.args == ["m", "Red.\nWet."]


@pytest.mark.parametrize("where", ["edit", "cancel", "teach"])
def test_escape_leaves_the_answer_as_it_was(qtbot: QtBot, where: str) -> None:
    made = view(qtbot, "In the attic.")
    editor = editing(made)
    assert not made.text.isVisible() and editor.isVisible()
    editor.edit.setPlainText(RIGHT)
    QTest.keyClick(getattr(editor, where), Qt.Key.Key_Escape)
    assert closed(made)
    assert made.text.isVisible() and made.text.toPlainText() == "In the attic."


def test_the_keyboard_reaches_everything_and_comes_back(qtbot: QtBot) -> None:
    made = view(qtbot, "In the attic.")
    foot = made.findChild(Foot)
    assert foot is not None and foot.correct.accessibleName() == Words.CORRECT
    made.activateWindow()
    foot.correct.setFocus()
    QTest.keyClick(foot.correct, Qt.Key.Key_Space)
    assert made.correcting is not None and made.correcting.editor is not None
    editor = made.correcting.editor
    assert made.focusWidget() is editor.edit
    assert editor.edit.accessibleName() == Words.NAME
    editor.edit.setPlainText(RIGHT)
    for button in (editor.cancel, editor.teach):
        made.focusNextChild()
        assert made.focusWidget() is button
    editor.cancel.click()
    assert made.focusWidget() is foot.correct


def test_the_menu_of_an_answer_offers_it(qtbot: QtBot) -> None:
    made = view(qtbot, "In the attic.")
    assert made.correcting is not None
    menu = made.correcting.menu()
    next(each for each in menu.actions() if each.text() == Words.CORRECT).trigger()
    menu.deleteLater()
    assert not closed(made)


@pytest.mark.parametrize(("text", "status"), [("In the", MessageStatus.STREAMING), ("", MessageStatus.FAILED)])
def test_what_is_no_whole_answer_is_not_put_right(qtbot: QtBot, text: str, status: MessageStatus) -> None:
    made = view(qtbot, text, status)
    assert made.correcting is not None
    made.correcting.begin()
    assert closed(made)
    foot = made.findChild(Foot)
    assert foot is not None and not foot.correct.isVisible()
    menu = made.correcting.menu()
    assert not any(each.isEnabled() for each in menu.actions() if each.text() == Words.CORRECT)
    menu.deleteLater()


def test_what_the_person_wrote_is_not_put_right(qtbot: QtBot) -> None:
    assert view(qtbot, ASKED, role=Role.USER).correcting is None


def test_an_open_editor_takes_another_theme(qtbot: QtBot) -> None:
    made = view(qtbot, "In the attic.")
    editor = editing(made)
    before = editor.teach.grab().toImage()
    editor.edit.setPlainText(RIGHT)
    light = editor.teach.grab().toImage()
    made.set_theme(DARK)
    assert editor.teach.grab().toImage() != light != before
