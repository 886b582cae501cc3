"""The page "Which engine answers": one choice for each engine, why it is as it is, and a way to try again.

Shows a frozen EnginesView; wishes leave by `chosen`, `again` and `left`. Knows no engine.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desktop.engine_words import EngineWords as Words
from desktop.engines.view import NOTHING, EngineRow, EnginesView
from desktop.paper import Bar, Paper
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.ticks import Choice


class EnginesPage(QWidget):
    chosen = Signal(str)  # name of an engine, "" for the best
    again = Signal()  # what was passed over gets a new chance
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("skillPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(Words.TITLE)
        self._theme, self._view = theme, NOTHING
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self._title = TextLines(theme, "text", ink.TITLE, bold=True, most=1)
        self._title.set_text(Words.TITLE)
        self._intro = TextLines(theme, "muted", ink.BODY)
        self._intro.set_text(Words.INTRO)
        self.rows: list[Row] = []
        self._group = QButtonGroup(self)
        self.try_again = CardButton(theme, Words.AGAIN, "refresh-cw", outlined=True)
        self._lay_out()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        self.back.clicked.connect(self.left)
        self.try_again.clicked.connect(self.again)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.back, self._title, self._intro, self.try_again, self._scroll):
            part.set_theme(theme)
        for row in self.rows:
            row.set_theme(theme)

    def show_view(self, view: EnginesView) -> None:
        self._view = view
        if [row.name for row in view.rows] != [row.name for row in self.rows]:
            self._make_rows(view)
        for row, shown in zip(self.rows, view.rows, strict=True):
            row.show_row(shown, shown.name == view.chosen)
        self.try_again.setVisible(view.trouble)

    def take_focus(self) -> None:
        checked = self._group.checkedButton()
        (checked or self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_rows(self, view: EnginesView) -> None:
        for row in self.rows:
            self._group.removeButton(row.choice)
            row.hide()
            row.deleteLater()
        self.rows = [Row(self._theme, shown) for shown in view.rows]
        for row in self.rows:
            self._group.addButton(row.choice)
            self._list.addWidget(row)
            row.choice.toggled.connect(self._toggled)

    def _toggled(self, on: bool) -> None:
        """By mouse or arrow key; what is shown is no choice of anybody's."""
        row = next((row for row in self.rows if row.choice.isChecked()), None)
        if on and row is not None and row.name != self._view.chosen:
            self.chosen.emit(row.name)

    def _lay_out(self) -> None:
        self._scroll = Paper(self._theme)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        page = self._scroll.page
        page.addWidget(self._title)
        page.addWidget(self._intro)
        page.addLayout(self._list)
        page.addWidget(self.try_again)
        page.addStretch(1)
        self.try_again.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Bar(self.back))
        layout.addWidget(self._scroll, 1)


class Row(Group):
    """One choice, with what it is and how it does under it."""

    def __init__(self, theme: Theme, row: EngineRow) -> None:
        super().__init__()
        self.name = row.name
        self.choice = Choice(theme, row.title)
        self._about = TextLines(theme, "muted", ink.SMALL)
        self.state = TextLines(theme, "text", ink.SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.choice)
        under = QVBoxLayout()
        under.setContentsMargins(ink.em(1.2) + 8, 0, 0, 0)
        under.setSpacing(2)
        under.addWidget(self._about)
        under.addWidget(self.state)
        layout.addLayout(under)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.choice, self._about, self.state):
            part.set_theme(theme)

    def show_row(self, row: EngineRow, chosen: bool) -> None:
        self._about.set_text(row.about)
        self.state.set_text(row.state)
        self.state.set_role("warn" if row.trouble else "accent")
        self.state.setVisible(bool(row.state))
        self.choice.setAccessibleName(row.title)
        self.choice.setAccessibleDescription(f"{row.about} {row.state}".strip())
        self.choice.setChecked(chosen)
