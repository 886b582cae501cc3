"""The buttons a learn chip is made of: the chip itself, and one removable part with its own menu.

Knows words and colours. What a choice means is the chip's business.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.icons import icon
from desktop.lesson_words import ChipWords as Words
from desktop.skills import ink
from desktop.theme import Theme
from learning.intent import REQUESTS
from learning.types import IntentPart, Kind

KINDS = (Kind.FACT, Kind.INSTRUCTION, Kind.CONDITIONAL)
PART_WIDTH = 15  # times the text size, at most


def kind_words(kind: Kind) -> str:
    match kind:
        case Kind.FACT:
            return Words.FACT
        case Kind.INSTRUCTION:
            return Words.INSTRUCTION
        case Kind.CONDITIONAL:
            return Words.CONDITIONAL
        case Kind.CORRECTION:
            return Words.CORRECTION
        case Kind.TOOL:
            return Words.TOOL
        case Kind.DOCUMENT:
            return Words.DOCUMENT
        case Kind.WEB:
            return Words.WEB


def choices(kind: Kind, corrects: bool) -> tuple[Kind, ...]:
    """What a part may be taken for. Nothing can be corrected where nothing was answered."""
    if kind in REQUESTS:
        return (Kind.FACT,)
    own = () if kind in KINDS or (kind is Kind.CORRECTION and corrects) else (kind,)
    return (*own, *KINDS, Kind.CORRECTION) if corrects else (*own, *KINDS)


def height() -> int:
    return max(28, ink.em(2.0))


class ChipButton(QPushButton):
    """The mark, what was understood, and a chevron that says there is a menu."""

    backspaced = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._used()).horizontalAdvance(self.text())
        return QSize(round(words) + 2 * ink.em(1.14) + 36, height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.backspaced.emit()
            case Qt.Key.Key_Down:
                self.showMenu()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        accent = ink.color(self._theme, "accent")
        ink.rounded(painter, rect, 6, ink.color(self._theme, "accent_soft"), accent)
        size = ink.em(1.14)
        middle = rect.center().y() - size / 2
        first = QRectF(8, middle, size, size)
        last = QRectF(rect.right() - 8 - size, middle, size, size)
        mark, chevron = (last, first) if mirrored else (first, last)
        ink.rings(painter, mark, self._theme, 3.0)
        icon(self._theme, "chevron-down", "accent").paint(painter, chevron.toRect())
        painter.setFont(self._used())
        painter.setPen(accent)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, rect, 6, self._theme)

    def _used(self) -> QFont:
        return ink.font(ink.SMALL, QFont.Weight.DemiBold)


class PartChip(QWidget):
    """One part: its words open a menu of kinds, the cross leaves it out."""

    kind_chosen = Signal(object)  # Kind
    left_out = Signal()

    def __init__(self, part: IntentPart, corrects: bool, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._corrects = corrects
        words = Words.part(kind_words(part.kind), part.text)
        self.choose = _Plain(theme, words, "chevron-down", self)
        self.cross = _Plain(theme, "", "x", self)
        self.choose.setAccessibleName(words)
        self.choose.setToolTip(words)
        self.choose.setMenu(self._menu(part))
        self.cross.setAccessibleName(Words.remove(part.text))
        self.cross.setToolTip(Words.REMOVE)
        for button in (self.choose, self.cross):
            button.backspaced.connect(self.left_out)
        self.cross.clicked.connect(self.left_out)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.choose)
        layout.addWidget(self.cross)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.choose.set_theme(theme)
        self.cross.set_theme(theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill, line = ink.color(self._theme, "raised"), ink.color(self._theme, "edge")
        ink.rounded(QPainter(self), QRectF(self.rect()), 6, fill, line)

    def _menu(self, part: IntentPart) -> QMenu:
        menu = QMenu(self)
        for kind in choices(part.kind, self._corrects):
            action = menu.addAction(Words.AS_FACT_INSTEAD if part.kind in REQUESTS else kind_words(kind))
            action.setCheckable(part.kind not in REQUESTS)
            action.setChecked(kind is part.kind)
            action.triggered.connect(lambda _on=False, kind=kind: self.kind_chosen.emit(kind))
        menu.addSeparator()
        menu.addAction(Words.REMOVE).triggered.connect(self.left_out)
        return menu


class _Plain(QPushButton):
    """Words or an icon on the part's own block."""

    backspaced = Signal()

    def __init__(self, theme: Theme, text: str, icon_name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme, self._icon = theme, icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        if not self.text():
            return QSize(height(), height())
        words = QFontMetricsF(ink.font(ink.SMALL)).horizontalAdvance(self.text())
        return QSize(ceil(min(words, ink.em(PART_WIDTH))) + ink.em(1.0) + 18, height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Backspace | Qt.Key.Key_Delete:
                self.backspaced.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        size = ink.em(1.0)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        sign = QRectF(rect.right() - size - 2, rect.center().y() - size / 2, size, size)
        if not self.text():
            sign.moveCenter(rect.center())
        elif mirrored:
            sign.moveLeft(rect.left() + 2)
        icon(self._theme, self._icon, "muted").paint(painter, sign.toRect())
        used = ink.font(ink.SMALL)
        painter.setFont(used)
        painter.setPen(ink.color(self._theme, "text"))
        words = rect.adjusted(size + 8, 0, -10, 0) if mirrored else rect.adjusted(10, 0, -size - 8, 0)
        cut = QFontMetricsF(used).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, cut)
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, rect, 6, self._theme)
