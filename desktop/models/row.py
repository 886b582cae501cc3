"""One model as a row of the page: choose it, get it, pause, remove.

Shows a frozen ModelRow; every wish leaves by `requested`. Names and licences are foreign and shown as plain text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.model_words import ModelWords as Words
from desktop.models.requests import Download, Pause, Remove, UseModel
from desktop.models.rows import Doing, ModelRow, spoken
from desktop.models.verdict import Share, Verdict
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.ticks import Choice
from learning.shelf.shelf import State


class ModelLine(Group):
    requested = Signal(object)  # one of desktop.models.requests

    def __init__(self, row: ModelRow, theme: Theme) -> None:
        super().__init__()
        self.row, self._theme = row, theme
        self.use = Choice(theme, "")
        self.use.setAutoExclusive(False)  # which one is in use comes back from the desk
        self._name = TextLines(theme, "text", ink.BODY, bold=True, most=1)
        self._state = TextLines(theme, "accent", ink.SMALL, most=1)
        self._about = TextLines(theme, "muted", ink.SMALL, most=2)
        self._facts = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._sign = IconLabel(theme, "circle-alert", "warn")
        self._note = TextLines(theme, "muted", ink.SMALL, most=3)
        self.share = Share(theme)
        self._verdict = Verdict(theme)
        self.get = CardButton(theme, Words.DOWNLOAD, "download", outlined=True)
        self.pause = CardButton(theme, Words.PAUSE, "pause", outlined=True)
        self.remove = CardButton(theme, Words.REMOVE, "trash-2", role="muted")
        self._lay_out()
        self.use.clicked.connect(self._choose)
        self.get.clicked.connect(lambda: self.requested.emit(Download(self.row.id)))
        self.pause.clicked.connect(lambda: self.requested.emit(Pause(self.row.id)))
        self.remove.clicked.connect(lambda: self.requested.emit(Remove(self.row.id)))
        self.show_row(row)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        parts = (self.use, self._name, self._state, self._about, self._facts, self._sign, self._note, self.share)
        for part in (*parts, self._verdict, self.get, self.pause, self.remove):
            part.set_theme(theme)
        self.update()

    def show_row(self, row: ModelRow) -> None:
        """The next state of the same model."""
        self.row = row
        going = row.doing in (Doing.GETTING, Doing.WAITING)
        self.setAccessibleName(spoken(row))
        self._name.set_text(row.name)
        self._state.set_text(_state(row))
        self._state.setVisible(bool(self._state.text()))
        self._about.set_text(row.about)
        self._about.setVisible(bool(row.about))
        self._facts.set_text(row.facts)
        self._note.set_text(row.note)
        self._note.set_role("text" if row.warns else "muted")
        self._note.setVisible(bool(row.note))
        self._sign.setVisible(row.warns)
        self.share.setVisible(row.done is not None)
        self.share.show_share(row.done or 0.0)
        self.share.setAccessibleName(row.note)
        self._verdict.show_marks(row.marks)
        self.use.setVisible(row.can_use)
        self.use.setChecked(row.current)
        self.use.setAccessibleName(Words.use(row.name))
        self.get.setText(Words.RESUME if row.state is State.PARTLY else Words.DOWNLOAD)
        self.get.updateGeometry()
        self.get.setVisible(row.can_get and not going)
        self.pause.setVisible(going)
        self.remove.setVisible(row.can_remove and not going)
        for button in (self.get, self.pause, self.remove):
            button.setAccessibleName(Words.name(button.text(), row.name))

    def _choose(self) -> None:
        """The mark moves only when the model is really in use."""
        self.use.setChecked(self.row.current)
        if not self.row.current:
            self.requested.emit(UseModel(self.row.id))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._state)
        head.addStretch(1)
        note = QHBoxLayout()
        note.setSpacing(6)
        note.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self._note, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.setContentsMargins(0, 3, 0, 0)
        words.addLayout(head)
        for part in (self._about, self._facts):
            words.addWidget(part)
        words.addSpacing(2)
        words.addWidget(self.share)
        words.addLayout(note)
        words.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(6)
        side.setContentsMargins(0, 3, 0, 0)
        side.addWidget(self._verdict)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.remove, self.get, self.pause):
            buttons.addWidget(button)
        side.addLayout(buttons)
        side.addStretch(1)
        self._mark = QWidget()
        self._mark.setFixedWidth(ink.em(2.0))
        mark = QVBoxLayout(self._mark)
        mark.setContentsMargins(0, 0, 0, 0)
        mark.addWidget(self.use)
        mark.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 9)
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addLayout(side)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, ink.color(self._theme, "line"))


def _state(row: ModelRow) -> str:
    if row.doing is Doing.OPENING:
        return Words.LOADING
    if row.current:
        return Words.IN_USE
    return Words.SUGGESTED if row.suggested else ""
