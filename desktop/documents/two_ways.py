"""A switch of two words, "All 18 | To check 1", in the manner of the skills' own. Knows words and colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.theme import Theme


class TwoWays(QWidget):
    """`chosen` says that the other one was pressed; which one it is, is in `second`."""

    chosen = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.ways = (_Way(theme, self), _Way(theme, self))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for way in self.ways:
            layout.addWidget(way)
            way.clicked.connect(self.chosen)
        self.ways[0].setChecked(True)
        self.set_words(Words.all_facts(0), Words.to_check(0))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def second(self) -> bool:
        return self.ways[1].isChecked()

    def choose(self, second: bool) -> None:
        self.ways[int(second)].setChecked(True)

    def set_words(self, first: str, second: str) -> None:
        for way, words in zip(self.ways, (first, second), strict=True):
            if way.text() != words:
                way.setText(words)
                way.setAccessibleName(words)
                way.updateGeometry()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for way in self.ways:
            way.set_theme(theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink.rounded(QPainter(self), QRectF(self.rect()), 6, None, ink.color(self._theme, "edge"))


class _Way(QRadioButton):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.toggled.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(ink.font(ink.SMALL, QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(round(width) + 2 * ink.em(0.9), max(26, ink.em(1.9)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.clicked.emit()  # the arrow has checked the other one

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            ink.rounded(painter, rect, 5, ink.color(self._theme, "accent_soft"), ink.color(self._theme, "accent"))
        painter.setFont(ink.font(ink.SMALL, QFont.Weight.DemiBold if on else QFont.Weight.Normal))
        painter.setPen(ink.color(self._theme, "accent" if on else "text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, rect, 5, self._theme)
