"""The page of models: those on this computer, those that can be had, and a search. Nothing leaves before a button.

Shows a frozen ModelsView; every wish leaves by `requested`. Knows no network, no disk and no engine.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.model_words import ModelWords as Words
from desktop.models.found import Finder
from desktop.models.requests import AddModel, Back
from desktop.models.row import ModelLine
from desktop.models.rows import ModelRow, ModelsView
from desktop.paper import Bar, Paper, Section
from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme


class ModelsPage(QWidget):
    requested = Signal(object)  # one of desktop.models.requests

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelsPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(Words.TITLE)
        self._theme = theme
        self._view = ModelsView()
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self._title = TextLines(theme, "text", ink.TITLE, bold=True, most=1)
        self._title.set_text(Words.TITLE)
        self._lock = IconLabel(theme, "lock", "muted")
        self._promise = TextLines(theme, "muted", ink.BODY)
        self._promise.set_text(Words.PROMISE)
        self._here, self._to_get = _List(theme, Words.HERE), _List(theme, Words.TO_GET)
        self._said = TextLines(theme, "muted", ink.SMALL)
        self.add = CardButton(theme, Words.ADD, "plus", outlined=True)
        self.add.setMenu(self._add_menu())
        self.finder = Finder(theme)
        self._paper = Paper(theme)
        self._lay_out()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)
        self.back.clicked.connect(self._leave)
        for part in (self._here, self._to_get, self.finder):
            part.requested.connect(self.requested)
        self.show_view(self._view)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        parts = (self.back, self._title, self._lock, self._promise, self._here, self._to_get, self._said, self.add)
        for part in (*parts, self.finder, self._paper):
            part.set_theme(theme)

    def view(self) -> ModelsView:
        return self._view

    def lines(self) -> tuple[ModelLine, ...]:
        """Every model shown, in order."""
        return (*self._here.shown, *self._to_get.shown)

    def line(self, model: str) -> ModelLine | None:
        return next((line for line in self.lines() if line.row.id == model), None)

    def show_view(self, view: ModelsView) -> None:
        self._view = view
        self._here.show_rows(view.here)
        self._to_get.show_rows(view.to_get)
        self._said.set_text(view.said)
        self._said.setVisible(bool(view.said))
        self.finder.show_view(view)

    def take_focus(self) -> None:
        """The keyboard goes to the model in use."""
        chosen = [line.use for line in self.lines() if line.row.current and line.row.can_use]
        (chosen[0] if chosen else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        promise = QHBoxLayout()
        promise.setSpacing(8)
        promise.addWidget(self._lock)
        promise.addWidget(self._promise, 1)
        self._here.foot.setSpacing(6)
        self._here.foot.addSpacing(4)
        self._here.foot.addWidget(self._said)
        self._here.foot.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        page = self._paper.page
        page.addWidget(self._title)
        page.addLayout(promise)
        for part in (self._here, self._to_get, self.finder):
            page.addWidget(part)
        page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Bar(self.back))
        layout.addWidget(self._paper, 1)

    def _add_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(Words.ADD_FILE).triggered.connect(lambda: self.requested.emit(AddModel()))
        menu.addAction(Words.ADD_FOLDER).triggered.connect(lambda: self.requested.emit(AddModel(folder=True)))
        return menu

    def _leave(self) -> None:
        self.requested.emit(Back())


class _List(Section):
    """Rows of models under a heading. Rows of the same models stay, so that the keyboard keeps its place."""

    requested = Signal(object)

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title)
        self._theme = theme
        self.body.setSpacing(0)
        self.shown: tuple[ModelLine, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        for line in self.shown:
            line.set_theme(theme)

    def show_rows(self, rows: tuple[ModelRow, ...]) -> None:
        if [line.row.id for line in self.shown] != [row.id for row in rows]:
            self.clear()
            self.shown = tuple(ModelLine(row, self._theme) for row in rows)
            for line in self.shown:
                line.requested.connect(self.requested)
                self.body.addWidget(line)
        for line, row in zip(self.shown, rows, strict=True):
            line.show_row(row)
