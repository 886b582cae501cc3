"""Paints the rows of the skill list and says where their parts lie.

Knows rows, type and colours. The current row's switch and slider are real widgets: their place is left free.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.icons import icon
from desktop.skills import ink
from desktop.skills.model import SkillRole
from desktop.skills.rows import Head, SkillRow, line
from desktop.skills.segments import paint_segments, segments_size
from desktop.theme import Theme

PAD_X = 10
PAD_Y = 8
GAP = 8
BAR = 3  # the accent bar of the current row
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one row lie, in the coordinates of the row's rectangle."""

    mark: QRectF
    name: QRectF
    segments: QRectF
    line: QRectF
    strength: QRectF


def places(rect: QRectF, mirrored: bool = False) -> Places:
    switch = segments_size()
    mark = float(ink.em(1.36))
    top = rect.top() + PAD_Y
    left = rect.left() + PAD_X + mark + GAP
    right = rect.right() - PAD_X
    low = top + switch.height() + 2
    text = float(ink.em(1.43))
    found = Places(
        mark=QRectF(rect.left() + PAD_X, top + (switch.height() - mark) / 2, mark, mark),
        name=QRectF(left, top, right - switch.width() - GAP - left, switch.height()),
        segments=QRectF(right - switch.width(), top, switch.width(), switch.height()),
        line=QRectF(left, low, right - left, text),
        strength=QRectF(left, low + text, right - left, max(28.0, ink.em(2.0))),
    )
    return _mirrored(found, rect) if mirrored else found


def row_height(current: bool, usable: bool) -> int:
    """A two-line row, and a third line for the strength of the current one."""
    where = places(QRectF(0, 0, ink.em(20), 0))
    last = where.strength if current and usable else where.line
    return round(last.bottom()) + PAD_Y - (4 if current and usable else 0)


class SkillDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(SkillRole.ENTRY)
        if isinstance(entry, Head):
            return QSize(0, ink.em(2.3))
        return QSize(0, row_height(_is_current(option, index), entry.usable))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(SkillRole.ENTRY)
        painter.save()
        if isinstance(entry, Head):
            self._paint_head(painter, option, entry)
        else:
            self._paint_row(painter, option, entry, _is_current(option, index))
        painter.restore()

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, head: Head) -> None:
        painter.setFont(ink.font(ink.CAPTION, QFont.Weight.DemiBold))
        painter.setPen(ink.color(self._theme, "muted"))
        rect = QRectF(option.rect).adjusted(PAD_X, 0, -PAD_X, -4)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom, head.title)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: SkillRow, current: bool) -> None:
        rect = QRectF(option.rect)
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        where = places(rect, mirrored)
        if current:
            self._paint_current(painter, rect, option, mirrored)
        reached = 2.0 if row.gentle else 3.0
        ink.rings(painter, where.mark, self._theme, reached, muted=not row.on)
        self._paint_text(painter, where.name, row.name, "text" if row.usable else "muted", ink.BODY, bold=True)
        self._paint_line(painter, where.line, row, mirrored)
        if not current:
            paint_segments(painter, where.segments, row.state, self._theme, row.usable, mirrored)

    def _paint_current(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, mirrored: bool) -> None:
        outline = ink.color(self._theme, "line") if self._theme.high_contrast else None
        ink.rounded(painter, rect, 6, ink.color(self._theme, "accent_soft"), outline)
        bar = QRectF(rect.left(), rect.top() + PAD_Y, BAR, rect.height() - 2 * PAD_Y)
        if mirrored:
            bar.moveRight(rect.right())
        ink.rounded(painter, bar, BAR / 2, ink.color(self._theme, "accent"), None)
        state = option.state
        keyboard = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if state & keyboard == keyboard:
            ink.focus_ring(painter, rect, 6, self._theme)

    def _paint_line(self, painter: QPainter, rect: QRectF, row: SkillRow, mirrored: bool) -> None:
        """Red never stands alone: damage has a sign beside its words."""
        if row.damaged:
            size = float(ink.em(1.0))
            sign = QRectF(rect.right() - size if mirrored else rect.left(), rect.center().y() - size / 2, size, size)
            icon(self._theme, "circle-alert", "bad").paint(painter, sign.toRect())
            rect = rect.adjusted(0, 0, -size - 4, 0) if mirrored else rect.adjusted(size + 4, 0, 0, 0)
        self._paint_text(painter, rect, line(row), "bad" if row.damaged else "muted", ink.SMALL, bold=False)

    def _paint_text(self, painter: QPainter, rect: QRectF, text: str, role: str, size: float, bold: bool) -> None:
        used = ink.font(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        painter.setFont(used)
        painter.setPen(ink.color(self._theme, role))
        cut = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, cut)


def _is_current(option: QStyleOptionViewItem, index: Index) -> bool:
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.currentIndex() == index


def _mirrored(found: Places, rect: QRectF) -> Places:
    def flip(part: QRectF) -> QRectF:
        return QRectF(rect.left() + rect.right() - part.right(), part.top(), part.width(), part.height())

    return Places(*(flip(part) for part in (found.mark, found.name, found.segments, found.line, found.strength)))
