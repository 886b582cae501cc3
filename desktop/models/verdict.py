"""Small widgets of the page of models: the verdict with its sign, and the line that fills while a download goes on.

Know theme and type. Know no model.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.rows import Mark
from desktop.skills import ink
from desktop.skills.parts import IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from learning.shelf.room import Fit

SIGNS: Final = {Fit.WELL: ("check", "accent"), Fit.TIGHT: ("circle-alert", "warn"), Fit.TOO_BIG: ("x", "bad")}
THICK: Final = 6
WIDE: Final = 17.4


class Verdict(QWidget):
    """One line a verdict: sign and words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._lines = [self._line() for _ in range(2)]
        self.setMinimumWidth(ink.em(WIDE))  # in every row alike, so that the signs stand below each other

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for _, sign, words in self._lines:
            sign.set_theme(theme)
            words.set_theme(theme)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        for at, (line, sign, words) in enumerate(self._lines):
            line.setVisible(at < len(marks))
            if at < len(marks):
                sign.set_icon(self._theme, *SIGNS[marks[at].fit])
                words.set_text(marks[at].words)
                words.set_role("muted" if marks[at].fit is Fit.WELL else SIGNS[marks[at].fit][1])
        self.setVisible(bool(marks))

    def _line(self) -> tuple[QWidget, IconLabel, TextLines]:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        sign, words = IconLabel(self._theme, "check", "accent"), TextLines(self._theme, "muted", ink.SMALL, most=1)
        row.addWidget(sign)
        row.addWidget(words, 1)
        self._layout.addWidget(line)
        return line, sign, words


class Share(QProgressBar):
    """How much is here; its words stand beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ink.em(12), THICK)

    def minimumSizeHint(self) -> QSize:
        return QSize(ink.em(4), THICK)

    def show_share(self, done: float) -> None:
        self.setValue(round(1000 * min(1.0, max(0.0, done))))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        strong = self._theme.high_contrast
        track = None if strong else ink.color(self._theme, "line")
        ink.rounded(painter, rect, THICK / 2, track, ink.color(self._theme, "line") if strong else None)
        filled = QRectF(rect)
        filled.setWidth(rect.width() * self.value() / 1000)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            filled.moveRight(rect.right())
        if filled.width() >= 1:
            ink.rounded(painter, filled, THICK / 2, ink.color(self._theme, "accent"), None)
