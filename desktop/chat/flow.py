"""A layout that sets its items in a row and wraps into further rows. Knows nothing but rectangles."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._shown()]
        height = max((item.sizeHint().height() for item in self._shown()), default=0)
        return QSize(sum(widths) + self._gap * max(0, len(widths) - 1), height)

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Places the items from the leading edge; returns the height used."""
        x, y, row = 0, 0, 0
        for item in self._shown():
            size = item.sizeHint().boundedTo(QSize(rect.width(), item.sizeHint().height()))
            if x > 0 and x + size.width() > rect.width():
                x, y, row = 0, y + row + self._gap, 0
            if move:
                item.setGeometry(self._place(rect, QPoint(x, y), size))
            x, row = x + size.width() + self._gap, max(row, size.height())
        return y + row

    def _place(self, rect: QRect, at: QPoint, size: QSize) -> QRect:
        widget = self.parentWidget()
        if widget is not None and widget.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            return QRect(QPoint(rect.right() + 1 - at.x() - size.width(), rect.top() + at.y()), size)
        return QRect(rect.topLeft() + at, size)
