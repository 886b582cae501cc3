"""The list of skills: keys, clicks on painted switches, and the real widgets in the current row.

Knows model and delegate. Every wish leaves by `requested`; what is shown comes back through the model.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from desktop.keyed_model import Index
from desktop.skill_words import SkillWords as Words
from desktop.skills.current_row import CurrentRow
from desktop.skills.delegate import SkillDelegate, places
from desktop.skills.model import SkillListModel
from desktop.skills.requests import DeleteRequest, OpenRequest, StateRequest, StrengthRequest
from desktop.skills.rows import SkillRow, stepped
from desktop.skills.segments import ORDER, segment_rects
from desktop.theme import Theme
from learning.types import SkillState


class SkillList(QListView):
    requested = Signal(object)

    def __init__(self, model: SkillListModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skills = model
        self._theme = theme
        self._delegate = SkillDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(Words.SKILLS)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        model.dataChanged.connect(self._data_changed)
        self.doubleClicked.connect(self._open)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.set_theme(theme)
        widget = self.current_row()
        if widget is not None:
            widget.set_theme(theme)
        self.viewport().update()

    def current_row(self) -> CurrentRow | None:
        """The real widgets of the current row."""
        widget = self.indexWidget(self.currentIndex())
        return widget if isinstance(widget, CurrentRow) else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if previous.isValid():
            self.setIndexWidget(previous, None)  # type: ignore[arg-type]  # Qt takes none to clear
        row = self._skills.row(current)
        if row is not None:
            self._build(current, row)
        self.scheduleDelayedItemsLayout()  # the current row is taller

    def rename_current(self) -> None:
        widget = self.current_row()
        if widget is not None:
            widget.rename()

    # --------------------------------------------------------------------------------- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a painted switch acts at once; its row becomes current in the same breath."""
        row = self._skills.row(self.indexAt(event.position().toPoint()))
        state = self._state_at(event.position())
        super().mousePressEvent(event)
        if row is not None and row.usable and state not in (None, row.state):
            self.requested.emit(StateRequest(row.id, state))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self._skills.row(self.currentIndex())
        if row is None or not self._row_key(row, event):
            super().keyPressEvent(event)

    def _row_key(self, row: SkillRow, event: QKeyEvent) -> bool:
        """True when the key was meant for the row."""
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                self._step(row, 1 if (key == Qt.Key.Key_Right) is not mirrored else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.requested.emit(OpenRequest(row.id))
            case Qt.Key.Key_F2:
                self.rename_current()
            case Qt.Key.Key_Delete:
                self.requested.emit(DeleteRequest(row.id))
            case Qt.Key.Key_Plus | Qt.Key.Key_Minus as key:
                self._strengthen(row, key == Qt.Key.Key_Plus)
            case _:
                return False
        return True

    def _step(self, row: SkillRow, by: int) -> None:
        place = ORDER.index(row.state) + by
        if 0 <= place < len(ORDER):
            self._switch(row, ORDER[place])

    def _switch(self, row: SkillRow, state: SkillState) -> None:
        if row.usable and state is not row.state:
            self.requested.emit(StateRequest(row.id, state))

    def _strengthen(self, row: SkillRow, up: bool) -> None:
        strength = stepped(row.strength, up)
        if row.usable and strength != row.strength:
            self.requested.emit(StrengthRequest(row.id, strength))

    def _open(self, index: QModelIndex) -> None:
        row = self._skills.row(index)
        if row is not None:
            self.requested.emit(OpenRequest(row.id))

    def _state_at(self, where: QPointF) -> SkillState | None:
        """The painted segment under a point."""
        index = self.indexAt(where.toPoint())
        if not index.isValid() or index == self.currentIndex():
            return None
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        switch = places(QRectF(self.visualRect(index)), mirrored).segments
        found = (state for state, rect in segment_rects(switch, mirrored).items() if rect.contains(where))
        return next(found, None)

    # ----------------------------------------------------------------------------- the current row

    def _build(self, index: Index, row: SkillRow) -> None:
        widget = CurrentRow(row, self._theme)
        widget.requested.connect(self.requested)
        widget.done.connect(self._take_focus)
        self.setIndexWidget(index, widget)
        stops = [self, *(widget.segments.button(state) for state in ORDER), widget.strength.slider]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        index, widget = self.currentIndex(), self.current_row()
        row = self._skills.row(index)
        if widget is not None and row is not None and first.row() <= index.row() <= last.row():
            widget.set_row(row)
            self.scheduleDelayedItemsLayout()  # a skill that cannot be used has no strength line

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
