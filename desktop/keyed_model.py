"""A Qt list model over frozen entries with keys. It only ever inserts, moves, removes and changes rows, never resets.

Knows keys and order, so that the current row and the scroll place stay. Knows no widget and no store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
Entry = TypeVar("Entry")


class KeyedListModel(QAbstractListModel, Generic[Entry]):
    """Subclasses say what the key of an entry is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Entry] = []

    def key(self, entry: Entry) -> str:
        raise TypeError("a subclass knows its keys")

    def entry(self, index: Index) -> Entry | None:
        return self._shown[index.row()] if index.isValid() and index.row() < len(self._shown) else None

    def index_of(self, key: str) -> QModelIndex:
        """The row with a key; an invalid index when it is not shown."""
        for number, entry in enumerate(self._shown):
            if self.key(entry) == key:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def show_entries(self, wanted: Sequence[Entry]) -> None:
        """Small steps from what is shown to what is wanted."""
        keys = {self.key(entry) for entry in wanted}
        for number in reversed(range(len(self._shown))):
            if self.key(self._shown[number]) not in keys:
                self._remove(number)
        for number, entry in enumerate(wanted):
            self._place(number, entry)

    def _place(self, number: int, entry: Entry) -> None:
        key = self.key(entry)
        at = next((n for n in range(number, len(self._shown)) if self.key(self._shown[n]) == key), None)
        if at is None:
            self._insert(number, entry)
            return
        if at != number:
            self._move(at, number)
        if self._shown[number] != entry:
            self._shown[number] = entry
            self.dataChanged.emit(self.index(number), self.index(number))

    def _remove(self, number: int) -> None:
        self.beginRemoveRows(QModelIndex(), number, number)
        del self._shown[number]
        self.endRemoveRows()

    def _insert(self, number: int, entry: Entry) -> None:
        self.beginInsertRows(QModelIndex(), number, number)
        self._shown.insert(number, entry)
        self.endInsertRows()

    def _move(self, source: int, target: int) -> None:
        self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
        self._shown.insert(target, self._shown.pop(source))
        self.endMoveRows()
