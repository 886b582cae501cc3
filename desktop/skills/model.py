"""The list of skills as a Qt model. It only ever inserts, moves, removes and changes rows, never resets.

Knows frozen rows and their order. Knows no widget, no store; a rename is a request, so nothing is editable here.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.skills.rows import Entry, Head, SkillRow, grouped, line, spoken

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class SkillRole(IntEnum):
    ENTRY = Qt.ItemDataRole.UserRole + 1  # the frozen SkillRow or Head
    SKILL_ID = Qt.ItemDataRole.UserRole + 2  # "" for a heading


class SkillListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SkillRow, ...] = ()
        self._search = ""
        self._shown: list[Entry] = []

    def set_rows(self, rows: tuple[SkillRow, ...]) -> None:
        self._rows = rows
        self._show(grouped(rows, self._search))

    def set_search(self, search: str) -> None:
        self._search = search
        self._show(grouped(self._rows, search))

    def search(self) -> str:
        return self._search

    def total(self) -> int:
        """Skills there are, found or not."""
        return len(self._rows)

    def index_of(self, skill: str) -> QModelIndex:
        """The row of a skill; an invalid index when it is not shown."""
        for number, entry in enumerate(self._shown):
            if _key(entry) == skill:
                return self.index(number)
        return QModelIndex()

    def entry(self, index: Index) -> Entry | None:
        return self._shown[index.row()] if index.isValid() else None

    def row(self, index: Index) -> SkillRow | None:
        """The skill at an index; None at a heading or nowhere."""
        entry = self.entry(index)
        return entry if isinstance(entry, SkillRow) else None

    # ------------------------------------------------------------------------------------- Qt's side

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own return type
        entry = self.entry(index)
        if entry is None:
            return None
        match role:
            case SkillRole.ENTRY:
                return entry
            case SkillRole.SKILL_ID:
                return _key(entry) if isinstance(entry, SkillRow) else ""
        return _head_data(entry, role) if isinstance(entry, Head) else _row_data(entry, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.entry(index), SkillRow):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemNeverHasChildren if index.isValid() else Qt.ItemFlag.NoItemFlags

    # ----------------------------------------------------------------------- from one list to the next

    def _show(self, wanted: tuple[Entry, ...]) -> None:
        """Small steps from what is shown to what is wanted, so that the current row and the scroll place stay."""
        keys = {_key(entry) for entry in wanted}
        for number in reversed(range(len(self._shown))):
            if _key(self._shown[number]) not in keys:
                self._remove(number)
        for number, entry in enumerate(wanted):
            self._place(number, entry)

    def _place(self, number: int, entry: Entry) -> None:
        at = next((n for n in range(number, len(self._shown)) if _key(self._shown[n]) == _key(entry)), None)
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


def _key(entry: Entry) -> str:
    return entry.id if isinstance(entry, SkillRow) else f"head:{entry.title}"


def _head_data(head: Head, role: int) -> str | None:
    return head.title if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None


def _row_data(row: SkillRow, role: int) -> str | None:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return row.name
        case Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        case Qt.ItemDataRole.ToolTipRole:
            return f"{row.name}\n{line(row)}"
    return None
