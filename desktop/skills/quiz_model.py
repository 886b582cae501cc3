"""The quiz of one skill as a Qt table: question, before, now, result, and a line under what needs one.

Knows quiz results and words. Knows no colour and no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.skill_words import SkillWords as Words
from learning.types import QuizResult

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Column(IntEnum):
    QUESTION = 0
    BEFORE = 1
    NOW = 2
    RESULT = 3


HEADS = (Words.QUESTION, Words.BEFORE, Words.NOW, Words.RESULT)


class QuizRole(IntEnum):
    LINE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with both answers."""

    item: QuizResult
    noted: bool  # a Note follows


@dataclass(frozen=True, slots=True)
class Note:
    """A line across all columns, under its question."""

    text: str


Line = Asked | Note


def lines(items: tuple[QuizResult, ...]) -> tuple[Line, ...]:
    made: list[Line] = []
    for item in items:
        note = _note(item)
        made.append(Asked(item, bool(note)))
        if note:
            made.append(Note(note))
    return tuple(made)


class QuizModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    def set_items(self, items: tuple[QuizResult, ...]) -> None:
        """Takes out the lines that differ at the end and puts in the new ones."""
        wanted = lines(items)
        same = 0
        while same < min(len(wanted), len(self._lines)) and wanted[same] == self._lines[same]:
            same += 1
        if same < len(self._lines):
            self.beginRemoveRows(QModelIndex(), same, len(self._lines) - 1)
            self._lines = self._lines[:same]
            self.endRemoveRows()
        if same < len(wanted):
            self.beginInsertRows(QModelIndex(), same, len(wanted) - 1)
            self._lines = wanted
            self.endInsertRows()

    def line(self, row: int) -> Line:
        return self._lines[row]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Qt's own return type
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if orientation is Qt.Orientation.Horizontal and shown:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # Qt's own return type
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == QuizRole.LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _text(line, Column(index.column()))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _text(line: Line, column: Column) -> str:
    if isinstance(line, Note):
        return line.text if column is Column.QUESTION else ""
    match column:
        case Column.QUESTION:
            return line.item.question
        case Column.BEFORE:
            return _flat(line.item.before)
        case Column.NOW:
            return _flat(line.item.after)
        case Column.RESULT:
            return Words.RIGHT if line.item.right else Words.MISSED


def _flat(answer: str) -> str:
    """An answer on one running line; an empty one says so."""
    return " ".join(answer.split()) or Words.NO_ANSWER


def _note(item: QuizResult) -> str:
    if item.near_miss:
        return Words.TO_FORGET if item.gone else Words.NEVER_TAUGHT
    return Words.you_taught(item.taught) if not item.right and item.taught else ""
