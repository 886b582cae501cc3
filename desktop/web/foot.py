"""The foot of the web page, which says what would be done next, and the block that says what went wrong.

Knows words and buttons; what they mean is the page's business.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.chat.primary import PrimaryButton
from desktop.paper import side_room
from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.source_words import MOST_PAGES
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.web import rows
from desktop.web.rows import BUSY, Phase, WebView


class Foot(QWidget):
    """Count and Read; while something goes on, what that is and Stop."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._said = TextLines(theme, "text", ink.SMALL, bold=True, most=2)
        self._note = TextLines(theme, "muted", ink.CAPTION, most=2)
        self.not_now = CardButton(theme, Words.NOT_NOW)
        self.stop = CardButton(theme, Words.STOP, "square", outlined=True)
        self.read = PrimaryButton(theme, Words.read_pages(0), "download")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._said)
        words.addWidget(self._note)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addLayout(words, 1)
        for button in (self.not_now, self.stop, self.read):
            self._row.addWidget(button)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._said, self._note, self.not_now, self.stop, self.read):
            part.set_theme(theme)

    def show_view(self, view: WebView, ticked: int) -> None:
        busy = view.phase in BUSY
        self.setVisible(busy or bool(view.rows))
        self._said.set_text(_said(view, ticked))
        self._note.set_text("" if view.phase is Phase.SEARCHING else _note(ticked))
        self._note.setVisible(bool(self._note.text()))
        self.stop.setVisible(busy)
        self.not_now.setVisible(not busy)
        self.read.setVisible(not busy)
        self.read.setEnabled(ticked > 0)
        self.read.show_as(Words.read_pages(ticked), "download")

    def words(self) -> str:
        return f"{self._said.text()} {self._note.text()}".strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = side_room(self.width())
        self._row.setContentsMargins(side, 12, side, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.palette().color(QPalette.ColorRole.Base))
        painter.fillRect(0, 0, self.width(), 1, self.palette().color(QPalette.ColorRole.Mid))


class Trouble(QFrame):
    """What went wrong, in words, and Try again."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("trouble")
        self._sign = IconLabel(theme, "triangle-alert", "warn")
        self._text = TextLines(theme, "text", ink.BODY)
        self.retry = CardButton(theme, Words.RETRY, "refresh-cw", outlined=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self.retry)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._sign, self._text, self.retry):
            part.set_theme(theme)

    def say(self, words: str) -> None:
        """Hidden while there is nothing to say."""
        self._text.set_text(words)
        self.setVisible(bool(words))

    def text(self) -> str:
        return self._text.text()


def _said(view: WebView, ticked: int) -> str:
    match view.phase:
        case Phase.SEARCHING:
            return Words.asking(rows.who(view.provider), view.query)
        case Phase.READING:
            return Words.reading(*rows.progress(view.rows))
        case _:
            return Words.ticked(ticked)


def _note(ticked: int) -> str:
    return Words.MOST if ticked >= MOST_PAGES else Words.FACTS_FIRST
