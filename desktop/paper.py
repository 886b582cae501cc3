"""A page that takes the chat's place: a bar with the way back, and one column of reading width that scrolls.

Knows widths and colours. What stands on a page is the page's own business.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.skills import ink
from desktop.skills.parts import BARE_PAD, CardButton, Group
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

COLUMN = 48.6  # the reading column, times the text size
SIDE = 32  # room at its sides, as in the chat


class Paper(QScrollArea):
    """Scrolls one column, which stands at the same place with and without a scroll bar. Widgets go into `page`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QWidget()
        column.setObjectName("paperColumn")
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.page = QVBoxLayout(column)
        self.page.setSpacing(16)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(column)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, ink.color(theme, "base"))
        self.setPalette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_column()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._keep_column()

    def _keep_column(self) -> None:
        side = side_room(self.width())
        bar = self.width() - self.viewport().width()
        self.page.setContentsMargins(side, 24, max(side - bar, 0), 32)


def side_room(width: int) -> int:
    """Room at either side of the column, in a page this wide."""
    return max((width - ink.em(COLUMN)) // 2, SIDE)


class Bar(QWidget):
    """The way back stands in a bar of its own, as the chat's title does; its words begin where the column does."""

    def __init__(self, back: CardButton) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.addWidget(back)
        self._row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = side_room(self.width()) - BARE_PAD
        self._row.setContentsMargins(side, 8, side, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.palette().color(QPalette.ColorRole.Base))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.palette().color(QPalette.ColorRole.Mid))


class Section(Group):
    """A heading and what belongs under it; a group for screen readers."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._head = TextLines(theme, "text", ink.HEADING, bold=True, most=1)
        self._head.set_text(title)
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        self.top = QVBoxLayout()
        layout.addLayout(self.top)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        layout.addLayout(self.body)
        self.foot = QVBoxLayout()
        layout.addLayout(self.foot)

    def set_theme(self, theme: Theme) -> None:
        self._head.set_theme(theme)

    def clear(self) -> None:
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
