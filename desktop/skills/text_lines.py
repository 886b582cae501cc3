"""Plain text that wraps, and that is cut with a tooltip where only so many lines are allowed.

QLabel guesses rich text and cannot elide; this paints what it is given and nothing else.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.skills import ink
from desktop.theme import Theme


def plain_tip(text: str) -> str:
    """A tooltip that shows the text as it is: Qt guesses rich text, and rich text could load pictures."""
    return f"<p>{escape(text)}</p>" if GuiQt.mightBeRichText(text) else text


class TextLines(QWidget):
    """Plain text over at most `most` lines (0 = as many as it takes). What is cut ends in … and is in the tooltip."""

    def __init__(
        self, theme: Theme, role: str = "text", size: float = ink.BODY, bold: bool = False, most: int = 0
    ) -> None:
        super().__init__()
        self._theme, self._role, self._size, self._bold, self._most = theme, role, size, bold, most
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def theme(self) -> Theme:
        return self._theme

    def set_role(self, role: str) -> None:
        self._role = role
        self.update()

    def set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self._measure_cut()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._line_height() * max(1, len(self._lines(width)))) + 1

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._used())
        width = round(min(metrics.horizontalAdvance(self._text) + 2, ink.em(30)))
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(ink.em(3), round(self._line_height()) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(ink.color(self._theme, self._role))
        painter.setFont(self._used())
        height, lines = self._line_height(), self._lines(self.width())
        top = max(0.0, (self.height() - height * len(lines)) / 2)  # beside something taller, in its middle
        for number, text in enumerate(lines):
            rect = QRectF(0, top + number * height, self.width(), height)
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure_cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def _used(self) -> QFont:
        return ink.font(self._size, QFont.Weight.DemiBold if self._bold else QFont.Weight.Normal)

    def _line_height(self) -> float:
        return QFontMetricsF(self._used()).lineSpacing() * 1.1

    def _measure_cut(self) -> None:
        lines = self._lines(self.width())
        cut = bool(lines) and lines[-1].endswith("…") and not self._text.endswith("…")
        self.setToolTip(plain_tip(self._text) if cut else "")

    def _lines(self, width: int) -> list[str]:
        """The text broken to a width; the last line allowed takes the rest and is elided."""
        found: list[str] = []
        paragraphs = [part for part in self._text.splitlines() if part.strip()]
        for number, paragraph in enumerate(paragraphs):
            for start, length in self._breaks(paragraph, width):
                if self._most and len(found) == self._most - 1:
                    rest = " ".join((paragraph[start:], *paragraphs[number + 1 :]))
                    return [*found, self._elided(rest, width)]
                found.append(self._elided(paragraph[start : start + length], width))
        return found

    def _breaks(self, paragraph: str, width: int) -> list[tuple[int, int]]:
        layout = QTextLayout(paragraph, self._used())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        breaks = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, 0))
            breaks.append((line.textStart(), line.textLength()))
        layout.endLayout()
        return breaks

    def _elided(self, text: str, width: int) -> str:
        return QFontMetricsF(self._used()).elidedText(text.rstrip(), Qt.TextElideMode.ElideRight, max(1, width))
