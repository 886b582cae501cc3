"""One question with its answer before and now: side by side, above each other when there is little room.

Knows texts and colours only. Long answers are cut after a few lines, whole in the tooltip.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.skills import ink
from desktop.skills.parts import Group, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

NARROW = 30  # times the text size
LINES = 3


class AnswerBlock(Group):
    def __init__(self, theme: Theme, icon_name: str, role: str, fill: str) -> None:
        super().__init__()
        self._theme, self._fill = theme, fill
        self._icon = IconLabel(theme, icon_name, role)
        self._head = TextLines(theme, role, ink.CAPTION, bold=True, most=1)
        self._answer = TextLines(theme, "text", ink.BODY, most=LINES)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self._head, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._answer)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._icon, self._head, self._answer):
            part.set_theme(theme)
        self.update()

    def set_texts(self, head: str, answer: str) -> None:
        self._head.set_text(head)
        self._answer.set_text(answer)
        self.setAccessibleName(f"{head}: {answer}")

    def answer(self) -> str:
        return self._answer.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        outline = ink.color(self._theme, "line") if self._theme.high_contrast else None
        ink.rounded(QPainter(self), QRectF(self.rect()), 4, ink.color(self._theme, self._fill), outline)


class AnswerPair(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.before = AnswerBlock(theme, "circle-help", "muted", "raised")
        self.now = AnswerBlock(theme, "check", "accent", "accent_soft")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.before, 1)
        self._layout.addWidget(self.now, 1)

    def set_theme(self, theme: Theme) -> None:
        self.before.set_theme(theme)
        self.now.set_theme(theme)

    def stacked(self) -> bool:
        return self._layout.direction() is QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < ink.em(NARROW)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if wanted is not self._layout.direction():
            self._layout.setDirection(wanted)
        super().resizeEvent(event)
