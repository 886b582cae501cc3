"""The list of skills as a Qt model.

Knows frozen rows and their order. Knows no widget, no store; a rename is a request, so nothing is editable here.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, Qt

from desktop.keyed_model import Index, KeyedListModel
from desktop.skills.rows import Entry, Head, SkillRow, grouped, line, spoken


class SkillRole(IntEnum):
    ENTRY = Qt.ItemDataRole.UserRole + 1  # the frozen SkillRow or Head
    SKILL_ID = Qt.ItemDataRole.UserRole + 2  # "" for a heading


class SkillListModel(KeyedListModel[Entry]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SkillRow, ...] = ()
        self._search = ""

    def set_rows(self, rows: tuple[SkillRow, ...]) -> None:
        self._rows = rows
        self.show_entries(grouped(rows, self._search))

    def set_search(self, search: str) -> None:
        self._search = search
        self.show_entries(grouped(self._rows, search))

    def search(self) -> str:
        return self._search

    def total(self) -> int:
        """Skills there are, found or not."""
        return len(self._rows)

    def key(self, entry: Entry) -> str:
        return _key(entry)

    def row(self, index: Index) -> SkillRow | None:
        """The skill at an index; None at a heading or nowhere."""
        entry = self.entry(index)
        return entry if isinstance(entry, SkillRow) else None

    # ------------------------------------------------------------------------------------- Qt's side

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
