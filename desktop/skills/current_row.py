"""The real widgets of the list's current row: switch, strength, and the field that renames.

Laid over the painted row; knows where the delegate puts things, asks by `requested`, changes nothing itself.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.skill_words import SkillWords as Words
from desktop.skills import ink
from desktop.skills.delegate import places
from desktop.skills.requests import RenameRequest, StateRequest, StrengthRequest
from desktop.skills.rows import SkillRow
from desktop.skills.segments import Segments
from desktop.skills.strength import StrengthLine
from desktop.theme import Theme
from learning.types import SkillState


class NameField(QLineEdit):
    """Enter keeps the name, Esc and leaving the field keep the old one."""

    kept = Signal(str)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the field while it has the focus, not to a shortcut of the page around it."""
        asked = event.type() is QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.kept.emit(self.text().strip())
                self.left.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)
                event.accept()  # keys of the list underneath must not act while a name is written


class CurrentRow(QWidget):
    requested = Signal(object)
    done = Signal()  # renaming ended: the list takes the focus back

    def __init__(self, row: SkillRow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self.segments = Segments(theme, self)
        self.strength = StrengthLine(theme, self)
        self.name_field = NameField(self)
        self.name_field.setFont(ink.font(ink.BODY, QFont.Weight.DemiBold))
        self.name_field.setMaxLength(120)
        self.name_field.hide()
        self.segments.chosen.connect(self._ask_state)
        self.strength.asked.connect(self._ask_strength)
        self.name_field.kept.connect(self._ask_name)
        self.name_field.left.connect(self._end_rename)
        self.set_row(row)

    def set_theme(self, theme: Theme) -> None:
        self.segments.set_theme(theme)
        self.strength.set_theme(theme)

    def set_row(self, row: SkillRow) -> None:
        self._row = row
        self.segments.set_state(row.state, row.usable)
        self.segments.set_name(row.name)
        self.strength.set_strength(row.name, row.strength)
        self.strength.setVisible(row.usable)
        self.name_field.setAccessibleName(Words.NAME)

    def rename(self) -> None:
        self.name_field.setText(self._row.name)
        self.name_field.show()
        self.name_field.selectAll()
        self.name_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        where = places(QRectF(self.rect()), mirrored)
        self.segments.move(where.segments.topLeft().toPoint())
        self.strength.setGeometry(where.strength.toRect())
        self.name_field.setGeometry(where.name.toRect().adjusted(-4, 0, 0, 0))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.name_field.setFont(ink.font(ink.BODY, QFont.Weight.DemiBold))

    def _ask_state(self, state: SkillState) -> None:
        if state is not self._row.state:
            self.requested.emit(StateRequest(self._row.id, state))

    def _ask_strength(self, strength: float) -> None:
        if strength != self._row.strength:
            self.requested.emit(StrengthRequest(self._row.id, strength))

    def _ask_name(self, name: str) -> None:
        if name and name != self._row.name:
            self.requested.emit(RenameRequest(self._row.id, name))

    def _end_rename(self) -> None:
        self.name_field.hide()
        self.done.emit()
