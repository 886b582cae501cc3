"""One page found, as a row with a tick box: title, where it really is, what it says, and what became of it.

Shows a frozen ResultRow. Everything in it is foreign and is shown as plain text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import foreign
from desktop.skills import ink
from desktop.skills.parts import IconLabel
from desktop.skills.text_lines import TextLines
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.ticks import TickBox
from desktop.web import rows
from desktop.web.rows import PageState, ResultRow

SIGNS = {
    PageState.READING: ("download", "muted"),
    PageState.READ: ("check", "accent"),
    PageState.FAILED: ("triangle-alert", "warn"),
}


class PageRow(QWidget):
    ticked = Signal(str, bool)  # address
    stepped = Signal(int)  # the box above (-1) or below (1) gets the keyboard

    def __init__(self, row: ResultRow, theme: Theme) -> None:
        super().__init__()
        self.row, self._theme = row, theme
        where = foreign.address(row.address)
        self.box = _Box(theme)
        self._title = TextLines(theme, "text", ink.BODY, bold=True, most=2)
        self._where = TextLines(theme, "text", ink.SMALL, most=1)
        self._odd = TextLines(theme, "warn", ink.SMALL, most=2)
        self._place = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._snippet = TextLines(theme, "muted", ink.SMALL, most=2)
        self._sign = IconLabel(theme, "check", "accent")
        self._state = TextLines(theme, "text", ink.SMALL, most=3)
        self._title.set_text(rows.title(row))
        self._where.set_text(where.shown)
        self._odd.set_text(Words.reads_as(where.reads_as) if where.reads_as else "")
        self._place.set_text(rows.place(row))
        self._snippet.set_text(foreign.line(row.snippet, 400))
        for part in (self._odd, self._place, self._snippet):
            part.setVisible(bool(part.text()))
        self._lay_out()
        self.box.toggled.connect(lambda on: self.ticked.emit(self.row.address, on))
        self.box.stepped.connect(self.stepped)
        self.show_row(row, True, True)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (
            self.box,
            self._title,
            self._where,
            self._odd,
            self._place,
            self._snippet,
            self._sign,
            self._state,
        ):
            part.set_theme(theme)
        self.update()

    def show_row(self, row: ResultRow, choosing: bool, room: bool) -> None:
        """The next state of the same page. `choosing`: pages may be ticked; `room`: one more may be."""
        self.row = row
        self.box.blockSignals(True)
        self.box.setChecked(row.ticked)
        self.box.blockSignals(False)
        self.box.setEnabled(choosing and (room or row.ticked))
        self.box.setAccessibleName(rows.spoken(row))
        self.box.setToolTip("" if room or row.ticked else Words.MOST)
        words = rows.state(row)
        self._state.set_text(words)
        self._state.set_role("warn" if row.state is PageState.FAILED else "muted")
        self._state.setVisible(bool(words))
        self._sign.setVisible(row.state in SIGNS)
        if row.state in SIGNS:
            self._sign.set_icon(self._theme, *SIGNS[row.state])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole row ticks, as its box does."""
        if self.box.isEnabled() and event.button() is Qt.MouseButton.LeftButton:
            self.box.toggle()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, ink.color(self._theme, "line"))

    def _lay_out(self) -> None:
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._state, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._title, self._where, self._odd, self._place, self._snippet):
            words.addWidget(part)
        words.addLayout(state)
        words.setContentsMargins(0, 4, 0, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 9)
        row.setSpacing(8)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


class _Box(TickBox):
    """Up and Down go to the next page's box."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case _:
                super().keyPressEvent(event)
