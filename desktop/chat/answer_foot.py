"""The row under an answer: which skills answered, and what one can do with it.

Shows a frozen Message; its buttons are connected by the message's view.
"""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel, Mark
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ChatWords as Words
from desktop.words import CorrectionWords
from learning.types import Message, MessageStatus


class Foot(QWidget):
    """What answered, and what one can do with an answer. Always laid out and in tab order; painted when near."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._always = self._near = False
        self._sign = IconLabel(theme, "triangle-alert", "warn")
        self._mark = Mark(theme, 1.0)
        self._said = TextLines(theme, "muted", ink.CAPTION, most=2)
        self.copy = FootButton(theme, "copy", Words.COPY)
        self.again = FootButton(theme, "refresh-cw", Words.AGAIN)
        self.correct = FootButton(theme, "pencil", CorrectionWords.CORRECT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self._sign, self._mark, self._said, self.copy, self.again, self.correct):
            layout.addWidget(part, 1 if part is self._said else 0)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._sign, self._mark, self._said, self.copy, self.again, self.correct):
            part.set_theme(theme)

    def set_always(self, always: bool) -> None:
        self._always = always
        self._paint()

    def set_near(self, near: bool) -> None:
        self._near = near
        self._paint()

    def show_message(self, message: Message) -> None:
        broken = message.status in (MessageStatus.STOPPED, MessageStatus.FAILED)
        self.setVisible(message.status is not MessageStatus.STREAMING)
        self._sign.setVisible(message.status is MessageStatus.FAILED)
        self._mark.setVisible(bool(message.skills) and not broken)
        self._mark.set_rings(3.0)
        if message.status is MessageStatus.FAILED:
            self._said.set_text(Words.FAILED)
        elif message.status is MessageStatus.STOPPED:
            self._said.set_text(Words.STOPPED)
        else:
            self._said.set_text(Words.answered_with(message.skills))
        self.again.setToolTip(Words.TRY_AGAIN if broken else Words.AGAIN)
        self.again.setAccessibleName(self.again.toolTip())
        self.again.setText(Words.TRY_AGAIN if broken else "")
        self.again.updateGeometry()
        self.correct.setVisible(correctable(message))
        self._always = self._always or broken
        self._paint()

    def _paint(self) -> None:
        for button in (self.copy, self.again, self.correct):
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
