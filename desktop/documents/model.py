"""The documents, and the places that a search found, as Qt models. Know frozen rows; no widget, no store."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt

from desktop import foreign
from desktop.documents.rows import DocumentLine, HitLine, spoken, state
from desktop.keyed_model import Index, KeyedListModel
from desktop.library_words import LibraryWords as Words
from desktop.skills.text_lines import plain_tip


class Roles(IntEnum):
    LINE = Qt.ItemDataRole.UserRole + 1  # the frozen DocumentLine or HitLine


class DocumentsModel(KeyedListModel[DocumentLine]):
    def key(self, entry: DocumentLine) -> str:
        return entry.id

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own return type
        line = self.entry(index)
        if line is None:
            return None
        match role:
            case Roles.LINE:
                return line
            case Qt.ItemDataRole.DisplayRole:
                return foreign.line(line.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(line)
            case Qt.ItemDataRole.ToolTipRole:
                parts = (foreign.line(line.title), state(line).words, line.size, foreign.line(line.source))
                return plain_tip("\n".join(part for part in parts if part))
        return None


class HitsModel(KeyedListModel[HitLine]):
    def key(self, entry: HitLine) -> str:
        return f"{entry.document}:{entry.place}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own return type
        hit = self.entry(index)
        if hit is None:
            return None
        match role:
            case Roles.LINE:
                return hit
            case Qt.ItemDataRole.DisplayRole:
                return hit.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{Words.hit_place(hit.title, hit.page)}. {hit.text}"
        return None
