"""A lesson that is to come from a file or the web: the chip proposes, the button asks, and nothing is searched here."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.composer import Composer, Doing
from desktop.chat.page import ChatPage
from desktop.lesson_words import ChipWords
from desktop.skills import ink
from desktop.theme import Theme
from desktop.words import ComposerWords
from tests.desktop.learned_samples import THEMES, colours, larger_text

WEB = "[Learn] Look up the dog tax."
PAPER = "[Learn] Read rules.pdf"
BOTH = "[Learn] My dog is called Rex. Look up the dog tax. Read rules.pdf"


class Heard:
    def __init__(self, composer: Composer) -> None:
        self.all: list[tuple[str, str]] = []
        composer.web_asked.connect(lambda words: self.all.append(("web", words)))
        composer.document_asked.connect(lambda words: self.all.append(("document", words)))
        composer.taught.connect(lambda words, _wanted: self.all.append(("taught", words)))
        composer.sent.connect(lambda words: self.all.append(("sent", words)))


def composer(qtbot: QtBot, words: str = "", theme: Theme = THEMES[0]) -> tuple[Composer, Heard]:
    made = Composer(theme)
    qtbot.addWidget(made)
    made.set_theme(theme)
    made.resize(ink.em(46), 200)
    made.show()
    made.edit.setPlainText(words)
    return made, Heard(made)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("words", [WEB, PAPER, BOTH])
def test_it_is_painted_and_asks_nothing_by_itself(qtbot: QtBot, words: str, theme: Theme) -> None:
    made, heard = composer(qtbot, words, theme)
    assert colours(made) > 10 and heard.all == []


def test_words_to_search_for_are_proposed_and_can_be_changed(qtbot: QtBot) -> None:
    made, heard = composer(qtbot, WEB)
    row = made.chip.requests.shown[0]
    assert made.chip.chip.text() == "Learn from the web" and row.query.text() == "the dog tax"
    assert made.doing() is Doing.ASK and made.primary.text() == "Search…" and made.primary.isEnabled()
    assert made.hint.text() == ComposerWords.ENTER_SEARCHES and not row.button.isVisible()
    row.query.setText("  dog tax 2027 ")
    qtbot.mouseClick(made.primary, Qt.MouseButton.LeftButton)
    assert heard.all == [("web", "dog tax 2027")]
    assert made.text() == WEB, "what was written stays until the desk takes it"


@pytest.mark.parametrize("place", ["edit", "query"])
def test_enter_opens_the_search(qtbot: QtBot, place: str) -> None:
    made, heard = composer(qtbot, WEB)
    qtbot.keyClick(made.edit if place == "edit" else made.chip.requests.shown[0].query, Qt.Key.Key_Return)
    assert heard.all == [("web", "the dog tax")]


def test_nothing_to_search_for_is_said(qtbot: QtBot) -> None:
    made, heard = composer(qtbot, WEB)
    made.chip.requests.shown[0].query.setText("  ")
    assert not made.primary.isEnabled() and made.hint.text() == ComposerWords.NO_QUERY
    qtbot.keyClick(made.chip.requests.shown[0].query, Qt.Key.Key_Return)
    qtbot.keyClick(made.edit, Qt.Key.Key_Return)
    assert heard.all == []


def test_a_file_is_chosen_with_the_button(qtbot: QtBot) -> None:
    made, heard = composer(qtbot, PAPER)
    assert made.chip.chip.text() == "Learn from rules.pdf" and made.primary.text() == "Choose the file…"
    assert made.hint.text() == ComposerWords.ENTER_CHOOSES
    qtbot.keyClick(made.edit, Qt.Key.Key_Return)
    assert heard.all == [("document", "rules.pdf")]


def test_a_file_that_is_there_is_named(qtbot: QtBot) -> None:
    made, heard = composer(qtbot, "[Learn] Read the attached handbook")
    made.chip.set_file("handbook \u202eof.docx")
    assert made.chip.chip.text() == "Learn from handbook of.docx"
    assert made.primary.text() == "Read the file…" and made.hint.text() == ComposerWords.ENTER_READS
    made.submit()
    assert heard.all == [("document", "the attached handbook")]
    made.clear()
    made.edit.setPlainText(PAPER)
    assert made.chip.chip.text() == "Learn from rules.pdf", "the next message has no file"


def test_beside_other_parts_each_request_has_its_own_button(qtbot: QtBot) -> None:
    made, heard = composer(qtbot, BOTH)
    web, paper = made.chip.requests.shown
    assert made.primary.text() == ComposerWords.TEACH and not made.primary.isEnabled()
    assert made.hint.text() == ComposerWords.ELSEWHERE_FIRST
    assert web.button.accessibleName() == "Search… the dog tax" and paper.button.text() == "Choose the file…"
    qtbot.mouseClick(web.button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(paper.button, Qt.Key.Key_Space)
    assert heard.all == [("web", "the dog tax"), ("document", "rules.pdf")]
    made.chip.set_file("house rules.pdf")
    assert paper.name.text() == "house rules.pdf" and paper.button.text() == ChipWords.READ_FILE


def test_the_rest_is_taught_when_the_requests_are_left_out(qtbot: QtBot) -> None:
    made, heard = composer(qtbot, BOTH)
    menu = made.chip.chip.menu()
    next(action for action in menu.actions() if action.text() == ChipWords.LEAVE_OUT).trigger()
    assert made.chip.requests.shown == () and not made.chip.requests.isVisible()
    made.submit()
    assert [kind for kind, _ in heard.all] == ["taught"]


def test_changed_words_stay_while_the_request_does(qtbot: QtBot) -> None:
    made, _ = composer(qtbot, BOTH)
    made.chip.requests.shown[0].query.setText("dog tax 2027")
    made.edit.setPlainText("My dog is called Max. Look up the dog tax. Read rules.pdf")
    assert made.chip.requests.shown[0].query.text() == "dog tax 2027"
    made.edit.setPlainText("My dog is called Max. Look up the cat tax. Read rules.pdf")
    assert made.chip.requests.shown[0].query.text() == "the cat tax"


def test_the_keyboard_goes_from_the_chip_to_the_words_and_on(qtbot: QtBot) -> None:
    made, _ = composer(qtbot, WEB)
    made.activateWindow()
    made.chip.chip.setFocus()
    qtbot.waitUntil(made.chip.chip.hasFocus)
    qtbot.keyClick(made.chip.chip, Qt.Key.Key_Tab)
    assert made.chip.requests.shown[0].query.hasFocus()
    qtbot.keyClick(made.chip.requests.shown[0].query, Qt.Key.Key_Tab)
    assert made.edit.hasFocus()


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    made, _ = composer(qtbot, BOTH)
    parts = [
        each for each in made.chip.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]  # fmt: skip
    assert len(parts) > 8 and all(part.accessibleName() for part in parts)


@pytest.mark.parametrize("words", [WEB, PAPER, BOTH])
def test_at_twice_the_text_size_no_button_is_cut(qtbot: QtBot, words: str) -> None:
    with larger_text(2.0):
        made, _ = composer(qtbot, words)
        made.resize(ink.em(40), ink.em(30))
        buttons = [made.primary, *(row.button for row in made.chip.requests.shown if row.button.isVisible())]
        qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in buttons))


def test_the_page_hands_the_wishes_up(qtbot: QtBot) -> None:
    made = ChatPage(THEMES[0])
    qtbot.addWidget(made)
    made.composer.edit.setPlainText(WEB)
    with qtbot.waitSignal(made.web_asked) as asked:
        made.composer.submit()
    assert asked.args == ["the dog tax"]
    made.composer.clear()
    made.composer.edit.setPlainText(PAPER)
    with qtbot.waitSignal(made.document_asked) as asked:
        made.composer.submit()
    assert asked.args == ["rules.pdf"]
