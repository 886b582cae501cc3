"""Pasting very much: one endless word is broken anywhere, and what no message can hold is refused in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption
from pytestqt.qtbot import QtBot

from desktop.chat.composer import LIMIT, Composer
from desktop.chat.message_view import MessageView
from desktop.chat.wrapping import LONG_WORD
from desktop.words import ComposerWords
from learning.types import Message, MessageStatus, Role
from tests.desktop.learned_samples import THEMES

ANYWHERE = QTextOption.WrapMode.WrapAnywhere
BY_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
WORD = "x" * (LONG_WORD + 1)
PROSE = "The quick brown fox " * 3000


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer(THEMES[0])
    qtbot.addWidget(made)
    return made


class Wraps:
    """How the text was wrapped each time it was laid out."""

    def __init__(self, composer: Composer) -> None:
        self.seen: list[QTextOption.WrapMode] = []
        self._edit = composer.edit
        composer.edit.document().contentsChange.connect(self._look)

    def _look(self) -> None:
        self.seen.append(self._edit.wordWrapMode())


def paste(composer: Composer, words: str) -> None:
    data = QMimeData()
    data.setText(words)
    composer.edit.insertFromMimeData(data)


def test_an_endless_word_never_meets_the_slow_wrapping(composer: Composer) -> None:
    wraps = Wraps(composer)
    paste(composer, WORD)
    composer.set_text(WORD)  # a draft that comes back
    assert composer.text() == WORD
    assert set(wraps.seen) == {ANYWHERE}


def test_prose_is_wrapped_by_words_also_after_an_endless_word(composer: Composer) -> None:
    paste(composer, PROSE)
    assert composer.edit.wordWrapMode() is BY_WORDS
    composer.set_text(WORD)
    composer.clear()
    assert composer.edit.wordWrapMode() is BY_WORDS


def test_a_paste_that_no_message_can_hold_is_refused(qtbot: QtBot, composer: Composer) -> None:
    composer.set_text("Mine")
    with qtbot.waitSignal(composer.refused) as refused:
        paste(composer, "x" * (LIMIT + 1))
    assert refused.args == [ComposerWords.too_long_to_paste(LIMIT // 1000)]
    assert composer.text() == "Mine"


@pytest.mark.parametrize("role", list(Role))
def test_an_endless_word_that_was_sent_or_answered_is_broken_anywhere(qtbot: QtBot, role: Role) -> None:
    made = MessageView(Message("m", "c", 1, None, role, WORD, "", MessageStatus.DONE), THEMES[0])
    qtbot.addWidget(made)
    assert made.text.toPlainText() == WORD
    assert made.text.wordWrapMode() is ANYWHERE
    made.show_message(Message("m", "c", 1, None, role, PROSE, "", MessageStatus.DONE))
    assert made.text.wordWrapMode() is BY_WORDS
