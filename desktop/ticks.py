"""A tick box and a round choice in the colours of the theme, as large as the text.

Knows theme and type. They are Qt's own controls, so keys and screen readers know them.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton

from desktop.icons import icon
from desktop.skills import ink
from desktop.theme import Theme

SIGN = 1.2  # times the text size
LEAST = 28  # points: what a finger or a shaky hand needs


class TickBox(QCheckBox):
    """A box without words: those stand beside it, and in its accessible name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        side = max(LEAST, ink.em(2.0))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, size = QPainter(self), ink.em(SIGN)
        box = QRectF(0, 0, size, size)
        box.moveCenter(QRectF(self.rect()).center())
        on = self.isChecked()
        fill = ink.color(self._theme, ("accent" if self.isEnabled() else "muted") if on else "base")
        edge = ink.color(self._theme, "edge" if self.isEnabled() else "line")
        ink.rounded(painter, box, 4, fill, None if on else edge)
        if on:
            icon(self._theme, "check", "on_accent" if self.isEnabled() else "base").paint(painter, box.toRect())
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, box.adjusted(-4, -4, 4, 4), 6, self._theme)


class Choice(QRadioButton):
    """One of several, with its words."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(ink.font()).horizontalAdvance(self.text())
        return QSize(round(words) + ink.em(SIGN) + 16, max(LEAST, ink.em(2.0)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, size = QPainter(self), ink.em(SIGN)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - size - 1 if mirrored else 1
        ring = QRectF(left, (self.height() - size) / 2, size, size)
        on = self.isChecked()
        painter.setPen(QPen(ink.color(self._theme, "accent" if on else "edge"), 2 if on else 1))
        painter.setBrush(ink.color(self._theme, "base"))
        painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.color(self._theme, "accent"))
            painter.drawEllipse(ring.adjusted(size * 0.28, size * 0.28, -size * 0.28, -size * 0.28))
        painter.setFont(ink.font())
        painter.setPen(ink.color(self._theme, "text"))
        gap = size + 8
        words = QRectF(self.rect()).adjusted(0 if mirrored else gap, 0, -gap if mirrored else 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text())
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, QRectF(self.rect()), 6, self._theme)
