"""Paints the rows of the document list and of the search in it, and says where their parts lie.

Knows rows, type and colours. Foreign text is drawn as plain text, whatever it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import foreign
from desktop.documents.model import Roles
from desktop.documents.rows import DocumentLine, HitLine, Status, action, state
from desktop.icons import icon
from desktop.keyed_model import Index
from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.theme import Theme

PAD_X, PAD_Y, GAP, BAR = 10, 8, 8, 3
_SHOWN = 400  # letters of a found passage around the first hit


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one row lie. `action` is empty where there is none."""

    icon: QRectF
    title: QRectF
    state: QRectF
    action: QRectF
    bar: QRectF


def places(rect: QRectF, line: DocumentLine, mirrored: bool = False) -> Places:
    size = float(ink.em(1.14))
    left, right = rect.left() + PAD_X, rect.right() - PAD_X
    top, height = rect.top() + PAD_Y, float(ink.em(1.5))
    inner = left + size + GAP
    offered = action(line)
    words = offered[0] if offered is not None else ""
    metrics = QFontMetricsF(ink.font(ink.SMALL, QFont.Weight.DemiBold))
    width = metrics.horizontalAdvance(words) + 2 if words else 0.0
    low = top + height
    found = Places(
        icon=QRectF(left, top + (height - size) / 2, size, size),
        title=QRectF(inner, top, right - inner, height),
        state=QRectF(inner, low, right - inner - (width + GAP if words else 0), height),
        action=QRectF(right - width, low, width, height),
        bar=QRectF(inner, low + height + 1, right - inner, BAR),
    )
    return _mirrored(found, rect) if mirrored else found


def row_height() -> int:
    return 2 * PAD_Y + 2 * ink.em(1.5) + BAR


class DocumentDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: DocumentLine = index.data(Roles.LINE)
        painter.save()
        rect, mirrored = QRectF(option.rect), option.direction is Qt.LayoutDirection.RightToLeft
        where = places(rect, line, mirrored)
        if _is_current(option, index):
            paint_current(painter, rect, option, self._theme, mirrored)
        name = "file-x" if line.status is Status.UNREADABLE else "globe" if line.web else "file-text"
        icon(self._theme, name).paint(painter, where.icon.toRect())
        paint_text(painter, where.title, line.title, self._theme, "text", ink.BODY, bold=True)
        self._paint_state(painter, where.state, line, mirrored)
        if (offered := action(line)) is not None:
            paint_text(painter, where.action, offered[0], self._theme, "accent", ink.SMALL, bold=True)
        if line.status is Status.READING:
            self._paint_bar(painter, where.bar, line)
        painter.restore()

    def _paint_state(self, painter: QPainter, rect: QRectF, line: DocumentLine, mirrored: bool) -> None:
        shown = state(line)
        if shown.icon:
            size = float(ink.em(1.0))
            left = rect.right() - size if mirrored else rect.left()
            sign = QRectF(left, rect.center().y() - size / 2, size, size)
            icon(self._theme, shown.icon, shown.role).paint(painter, sign.toRect())
            rect = rect.adjusted(0, 0, -size - 4, 0) if mirrored else rect.adjusted(size + 4, 0, 0, 0)
        paint_text(painter, rect, shown.words, self._theme, shown.role, ink.SMALL)

    def _paint_bar(self, painter: QPainter, rect: QRectF, line: DocumentLine) -> None:
        ink.rounded(painter, rect, BAR / 2, ink.color(self._theme, "line"), None)
        if line.total:
            done = QRectF(rect.left(), rect.top(), rect.width() * min(1.0, line.done / line.total), rect.height())
            ink.rounded(painter, done, BAR / 2, ink.color(self._theme, "accent"), None)


class HitDelegate(QStyledItemDelegate):
    """A found passage in at most three lines, its words in bold."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 2 * PAD_Y + ink.em(1.4) + 3 * ink.em(1.36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: HitLine = index.data(Roles.LINE)
        painter.save()
        rect, mirrored = QRectF(option.rect), option.direction is Qt.LayoutDirection.RightToLeft
        if _is_current(option, index):
            paint_current(painter, rect, option, self._theme, mirrored)
        inside = rect.adjusted(PAD_X, PAD_Y, -PAD_X, -PAD_Y)
        head = QRectF(inside.left(), inside.top(), inside.width(), ink.em(1.4))
        paint_text(painter, head, Words.hit_place(hit.title, hit.page), self._theme, "accent", ink.SMALL, bold=True)
        painter.setPen(ink.color(self._theme, "text"))
        painter.setClipRect(inside)
        self._paint_passage(painter, inside.adjusted(0, head.height(), 0, 0), hit)
        painter.restore()

    def _paint_passage(self, painter: QPainter, rect: QRectF, hit: HitLine) -> None:
        start, text = excerpt(hit)
        layout = QTextLayout(text, ink.font(ink.SMALL))
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        formats = []
        for first, last in hit.marks:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = first - start, last - first, bold
            if one.start >= 0 and first - start < len(text):
                formats.append(one)
        layout.setFormats(formats)
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid() and top < rect.height():
            line.setLineWidth(rect.width())
            line.setPosition(rect.topLeft() + QPointF(0, top))
            top += ink.em(1.36)
        layout.endLayout()
        for number in range(layout.lineCount()):
            if layout.lineAt(number).y() > 0:  # the last one made has no place
                layout.lineAt(number).draw(painter, QPointF(0, 0))


def excerpt(hit: HitLine) -> tuple[int, str]:
    """Where the shown part of a passage begins, and that part: the first hit is in it."""
    first = hit.marks[0][0] if hit.marks else 0
    start = max(0, first - 60)
    if start:
        start = hit.text.find(" ", start, first) + 1 or start
    return start, hit.text[start : start + _SHOWN]


def paint_current(painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, theme: Theme, mirrored: bool) -> None:
    """Tint, bar and, on the keyboard, a ring."""
    outline = ink.color(theme, "line") if theme.high_contrast else None
    ink.rounded(painter, rect, 6, ink.color(theme, "accent_soft"), outline)
    bar = QRectF(rect.left(), rect.top() + PAD_Y, BAR, rect.height() - 2 * PAD_Y)
    if mirrored:
        bar.moveRight(rect.right())
    ink.rounded(painter, bar, BAR / 2, ink.color(theme, "accent"), None)
    keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
    if option.state & keyboard == keyboard:
        ink.focus_ring(painter, rect, 6, theme)


def paint_text(
    painter: QPainter, rect: QRectF, text: str, theme: Theme, role: str, size: float, bold: bool = False
) -> None:
    """One line, cut where it is too long."""
    used = ink.font(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.setFont(used)
    painter.setPen(ink.color(theme, role))
    cut = QFontMetricsF(used).elidedText(foreign.line(text, 300), Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, cut)


def _is_current(option: QStyleOptionViewItem, index: Index) -> bool:
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.currentIndex() == index


def _mirrored(found: Places, rect: QRectF) -> Places:
    def turned(part: QRectF) -> QRectF:
        return QRectF(rect.left() + rect.right() - part.right(), part.top(), part.width(), part.height())

    return Places(*(turned(part) for part in (found.icon, found.title, found.state, found.action, found.bar)))
