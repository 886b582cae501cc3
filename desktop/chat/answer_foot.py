"""The row under an answer: which skills answered or where it was looked up, and what one can do with it.

Shows a frozen Message and its sources; its buttons are connected by the message's view.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.chat.answer_source import AnswerSource, looked_up, said
from desktop.chat.cited import CitedList
from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel, Mark
from desktop.skills.text_lines import TextLines
from desktop.source_words import CiteWords
from desktop.theme import Theme
from desktop.words import ChatWords as Words
from desktop.words import CorrectionWords
from learning.types import Message, MessageStatus


class Foot(QWidget):
    """What answered, and what one can do with an answer. Always laid out and in tab order; painted when near."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._always = self._near = self._can_look_up = False
        self._message: Message | None = None
        self._sources: tuple[AnswerSource, ...] = ()
        self._sign = IconLabel(theme, "triangle-alert", "warn")
        self._mark = Mark(theme, 1.0)
        self._said = TextLines(theme, "muted", ink.CAPTION, most=2)
        self.copy = FootButton(theme, "copy", Words.COPY)
        self.again = FootButton(theme, "refresh-cw", Words.AGAIN)
        self.look_up = FootButton(theme, "search", CiteWords.LOOK_UP)
        self.correct = FootButton(theme, "pencil", CorrectionWords.CORRECT)
        self._said.setMinimumHeight(max(28, ink.em(2.0)))  # as high as the buttons at its right
        self.cited = CitedList(theme)
        line = QHBoxLayout()
        line.setSpacing(6)
        for part in (self._sign, self._mark, self._said):
            line.addWidget(part, 1 if part is self._said else 0)
        self._left = QVBoxLayout()
        self._left.setSpacing(0)
        self._left.addLayout(line)
        self._left.addWidget(self.cited)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._left, 1)
        for button in self._buttons():
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._sign, self._mark, self._said, self.cited):
            part.set_theme(theme)
        for button in self._buttons():
            button.set_theme(theme)

    def set_always(self, always: bool) -> None:
        self._always = always
        self._paint()

    def set_near(self, near: bool) -> None:
        self._near = near
        self._paint()

    def set_look_up(self, possible: bool) -> None:
        """There are documents that the question could be looked up in."""
        self._can_look_up = possible
        self._show_sources()

    def show_sources(self, sources: Sequence[AnswerSource]) -> None:
        self._sources = tuple(sources)
        self._show_sources()

    def words(self) -> str:
        """What a screen reader hears of where the answer came from."""
        return ". ".join(part for part in (self._said.text(), self.cited.words()) if part)

    def show_message(self, message: Message) -> None:
        self._message = message
        broken = message.status in (MessageStatus.STOPPED, MessageStatus.FAILED)
        self.setVisible(message.status is not MessageStatus.STREAMING)
        self._sign.setVisible(message.status is MessageStatus.FAILED)
        self._mark.setVisible(bool(message.skills) and not broken)
        self._mark.set_rings(3.0)
        self._show_sources()
        self.again.setToolTip(Words.TRY_AGAIN if broken else Words.AGAIN)
        self.again.setAccessibleName(self.again.toolTip())
        self.again.setText(Words.TRY_AGAIN if broken else "")
        self.again.updateGeometry()
        self.correct.setVisible(correctable(message))
        self._always = self._always or broken
        self._paint()

    def _show_sources(self) -> None:
        """The line says what answered; only what was looked up has lines of its own."""
        message = self._message
        if message is None:
            return
        found = looked_up(self._sources)
        self._said.set_text(said(message, self._sources))
        self._said.setVisible(bool(self._said.text()))
        self.cited.show_sources(found)
        self.look_up.setVisible(self._can_look_up and not found and message.status is MessageStatus.DONE)

    def _buttons(self) -> tuple[FootButton, ...]:
        return self.copy, self.again, self.look_up, self.correct

    def _paint(self) -> None:
        for button in self._buttons():
            button.set_seen(self._always or self._near)


class FootButton(CardButton):
    """Keeps its place and its turn in the tab order; painted when seen, or when the keyboard is on it."""

    def __init__(self, theme: Theme, icon_name: str, words: str) -> None:
        super().__init__(theme, "", icon_name, role="muted")
        self._seen = False
        self.setAccessibleName(words)
        self.setToolTip(words)

    def set_seen(self, seen: bool) -> None:
        if seen != self._seen:
            self._seen = seen
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._seen or self.hasFocus() or QAccessible.isActive():
            super().paintEvent(event)


def correctable(message: Message) -> bool:
    """Whether there is an answer to put right."""
    return bool(message.text.strip()) and message.status is not MessageStatus.STREAMING
