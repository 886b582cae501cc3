"""The quiz table of a skill's page: as high as its rows, so that only the page scrolls.

Paints the model's lines in the theme's colours; results are icon and word.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.icons import icon
from desktop.skill_words import SkillWords as Words
from desktop.skills import ink
from desktop.skills.quiz_model import Asked, Column, Note, QuizModel, QuizRole
from desktop.theme import Theme
from learning.types import QuizResult

PAD = 8
MOST_LINES = 3  # of an answer; the rest is in the tooltip
SHARES = {Column.QUESTION: 0.43, Column.BEFORE: 0.29, Column.NOW: 0.28}
FIRST = 5  # questions shown before "Show all"
Index = QModelIndex | QPersistentModelIndex


class QuizTable(QTableView):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: tuple[QuizResult, ...] = ()
        self._all = False
        self._quiz = QuizModel(self)
        self._delegate = _QuizDelegate(theme, self)
        self._header = _QuizHeader(theme, self)
        self.setModel(self._quiz)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(self._header)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ink.em(1.5))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)  # Tab leaves the table, arrows walk in it
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(Words.QUIZ)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.set_theme(theme)
        self._header.set_theme(theme)
        self.viewport().update()

    def set_items(self, items: tuple[QuizResult, ...]) -> None:
        self._items, self._all = items, False
        self._fill()

    def show_all(self) -> None:
        self._all = True
        self._fill()

    def hidden_items(self) -> int:
        return 0 if self._all else max(0, len(self._items) - FIRST)

    def quiz(self) -> QuizModel:
        return self._quiz

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the table

    def _fill(self) -> None:
        self.clearSpans()
        self._quiz.set_items(self._items if self._all else _first(self._items))
        for row in range(self._quiz.rowCount()):
            if isinstance(self._quiz.line(row), Note):
                self.setSpan(row, 0, 1, len(Column))
        self._fit()

    def _fit(self) -> None:
        """Columns share the width; the result keeps room for its icon and word."""
        result = ink.em(6.0)
        room = max(1, self.viewport().width() - result)
        for column, share in SHARES.items():
            self.setColumnWidth(column, round(room * share))
        self.setColumnWidth(Column.RESULT, result)
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self._quiz.rowCount()))
        self.setFixedHeight(self._header.sizeHint().height() + rows + 2)


def _first(items: tuple[QuizResult, ...]) -> tuple[QuizResult, ...]:
    """The first few; a missed one is never hidden behind "Show all" while a right one is shown."""
    chosen = sorted(range(len(items)), key=lambda n: (items[n].right, n))[:FIRST]
    return tuple(items[n] for n in sorted(chosen))


class _QuizDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(QuizRole.LINE)
        metrics = QFontMetricsF(self._font(line, Column(index.column())))
        if isinstance(line, Note):
            return QSize(0, round(metrics.lineSpacing()) + PAD + 2)
        width = _width(option, index) - PAD
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = metrics.boundingRect(QRectF(0, 0, width, 10_000), flags, index.data() or "").height()
        most = metrics.lineSpacing() * MOST_LINES
        return QSize(0, round(min(needed, most)) + PAD + (4 if line.noted else PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(QuizRole.LINE)
        rect: QRect = option.rect
        painter.save()
        if isinstance(line, Note):
            inner = _without(rect.adjusted(0, 0, 0, -PAD), PAD, painter, leading=False)
            self._text(painter, inner, line, Column.QUESTION, line.text)
        else:
            self._cell(painter, rect, line, Column(index.column()), index.data() or "")
        if isinstance(line, Note) or not line.noted:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, ink.color(self._theme, "line"))
        view = option.widget
        if isinstance(view, QTableView) and view.currentIndex() == index and ink.keyboard_focus(view):
            ink.focus_ring(painter, QRectF(rect.adjusted(0, 0, 0, -1)), 4, self._theme)
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRect, line: Asked, column: Column, text: str) -> None:
        inner = _without(rect.adjusted(0, PAD, 0, -2 if line.noted else -PAD), PAD, painter, leading=False)
        if column is Column.RESULT:
            size = ink.em(1.0)
            name = "check" if line.item.right else "circle-alert"
            left = inner.right() - size if _mirrored(painter) else inner.left()
            metrics = QFontMetricsF(self._font(line, column))
            top = inner.top() + (metrics.lineSpacing() - size) / 2
            sign = QRectF(left, top, size, size).toRect()
            icon(self._theme, name, self._role(line, column)).paint(painter, sign)
            inner = _without(inner, size + 6, painter, leading=True)
        self._text(painter, inner, line, column, text)

    def _text(self, painter: QPainter, rect: QRect, line: Asked | Note, column: Column, text: str) -> None:
        used = self._font(line, column)
        painter.setFont(used)
        painter.setPen(ink.color(self._theme, self._role(line, column)))
        wrapped = _clamped(text, used, rect)
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
        painter.drawText(rect, flags | Qt.TextFlag.TextWordWrap, wrapped)

    def _font(self, line: Asked | Note, column: Column) -> QFont:
        if isinstance(line, Note):
            return ink.font(ink.SMALL)
        return ink.font(ink.BODY, QFont.Weight.DemiBold if column is Column.NOW else QFont.Weight.Normal)

    def _role(self, line: Asked | Note, column: Column) -> str:
        if isinstance(line, Note) or column is Column.BEFORE:
            return "muted"
        if column is Column.RESULT:
            return "accent" if line.item.right else "warn"
        return "text"


class _QuizHeader(QHeaderView):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(0, ink.em(1.9))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        used = ink.font(ink.CAPTION, QFont.Weight.DemiBold)
        painter.setFont(used)
        painter.setPen(ink.color(self._theme, "muted"))
        text = self.model().headerData(section, Qt.Orientation.Horizontal)
        if QFontMetricsF(used).horizontalAdvance(text) > rect.width() - PAD:
            text = text.split(",")[0]  # with little room "Question" says enough; the tooltip has the rest
        cut = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - PAD)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, ink.color(self._theme, "line"))


def _width(option: QStyleOptionViewItem, index: Index) -> int:
    view = option.widget
    width = view.columnWidth(index.column()) if isinstance(view, QTableView) else ink.em(10)
    return max(1, width - (ink.em(1.0) + 6 if index.column() == Column.RESULT else 0))


def _mirrored(painter: QPainter) -> bool:
    return painter.layoutDirection() is Qt.LayoutDirection.RightToLeft


def _without(rect: QRect, room: int, painter: QPainter, leading: bool) -> QRect:
    """The rectangle less some room at the side where text begins, or where it ends."""
    left = leading is not _mirrored(painter)
    return rect.adjusted(room, 0, 0, 0) if left else rect.adjusted(0, 0, -room, 0)


def _clamped(text: str, used: QFont, rect: QRect) -> str:
    """The text cut at a word, with …, where it would not fit its cell."""
    metrics = QFontMetricsF(used)
    limit = QRectF(0, 0, rect.width(), 10_000)

    def fits(part: str) -> bool:
        return metrics.boundingRect(limit, int(Qt.TextFlag.TextWordWrap), part).height() <= rect.height() + 2

    if fits(text):
        return text
    words = text.split(" ")
    while len(words) > 1 and not fits(" ".join(words) + "…"):
        words.pop()
    return " ".join(words) + "…"
