"""Under the learn chip: what a message wants from elsewhere, a file to be chosen or words to be searched for.

Shows parts of an intent; the words to search for can be changed here. Opens no file and searches nothing: a wish leaves
by a signal, and the page it leads to asks again.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import foreign
from desktop.lesson_words import ChipWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ComposerWords
from learning.intent import requests
from learning.types import IntentPart, Kind

LONGEST_QUERY = 300


class RequestRows(QWidget):
    document_asked = Signal(str)  # the words that name it
    web_asked = Signal(str)  # what to search for
    changed = Signal()  # the words to search for, or the file

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._file = theme, ""
        self._single = True
        self.shown: tuple[RequestRow, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self.shown:
            row.set_theme(theme)

    def set_file(self, name: str) -> None:
        """A file that was dropped or attached; "" = none."""
        self._file = name
        for row in self.shown:
            row.show_file(name)
        self.changed.emit()

    def show_parts(self, parts: Sequence[IntentPart]) -> None:
        """A single request is asked for by the composer's own button and the chip names its file: no need to repeat."""
        wanted, single = requests(parts), len(parts) == 1
        if wanted != tuple(row.part for row in self.shown) or single is not self._single:
            self._single = single
            self._build(wanted)
        self.setVisible(bool(wanted) and not (single and wanted[0].kind is Kind.DOCUMENT))

    def action(self) -> tuple[str, str]:
        """What the composer's button says for a single request, and its sign."""
        row = self.shown[0]
        return row.button.text(), "globe" if row.part.kind is Kind.WEB else "folder-open"

    def hint(self) -> str:
        """What Enter does."""
        if not self.can_ask():
            return ComposerWords.NO_QUERY
        if self.shown[0].part.kind is Kind.WEB:
            return ComposerWords.ENTER_SEARCHES
        return ComposerWords.ENTER_READS if self._file else ComposerWords.ENTER_CHOOSES

    def can_ask(self) -> bool:
        return bool(self.shown) and self.shown[0].ready()

    def ask(self) -> None:
        """What Enter does."""
        if self.shown:
            self.shown[0].ask()

    def _build(self, wanted: Sequence[IntentPart]) -> None:
        for row in self.shown:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.shown = tuple(RequestRow(part, not self._single, self._theme, self) for part in wanted)
        for row in self.shown:
            row.show_file(self._file)
            row.document_asked.connect(self.document_asked)
            row.web_asked.connect(self.web_asked)
            row.query.textChanged.connect(self.changed)
            self._layout.addWidget(row)


class RequestRow(QWidget):
    """One request. `acts`: with a button of its own."""

    document_asked = Signal(str)
    web_asked = Signal(str)

    def __init__(self, part: IntentPart, acts: bool, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.part, self._file = part, ""
        web = part.kind is Kind.WEB
        self._sign = IconLabel(theme, "globe" if web else "file-text", "muted")
        self.query = QLineEdit(foreign.line(part.text, LONGEST_QUERY) if web else "")
        self.query.setMaxLength(LONGEST_QUERY)
        self.query.setCursorPosition(0)
        self.query.setAccessibleName(Words.QUERY)
        self.name = TextLines(theme, "text", ink.BODY, most=1)
        self.button = CardButton(theme, Words.SEARCH if web else Words.CHOOSE_FILE, outlined=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for each in (self._sign, self.query, self.name, self.button):
            row.addWidget(each, 1 if each in (self.query, self.name) else 0)
        self.query.setVisible(web)
        self.name.setVisible(not web)
        self.button.setVisible(acts)
        self.button.clicked.connect(self.ask)
        self.query.returnPressed.connect(self.ask)
        self.query.textChanged.connect(self._settle)
        self.show_file("")

    def set_theme(self, theme: Theme) -> None:
        for part in (self._sign, self.name, self.button):
            part.set_theme(theme)

    def show_file(self, name: str) -> None:
        """The file that is there already stands where its name was asked for."""
        self._file = name
        self.name.set_text(foreign.line(name or self.part.text, 120))
        if self.part.kind is Kind.DOCUMENT:
            self.button.setText(Words.READ_FILE if name else Words.CHOOSE_FILE)
            self.button.updateGeometry()
        self.button.setAccessibleName(f"{self.button.text()} {self.name.text()}")

    def ready(self) -> bool:
        return self.part.kind is Kind.DOCUMENT or bool(self.query.text().strip())

    def ask(self) -> None:
        if not self.ready():
            return
        if self.part.kind is Kind.DOCUMENT:
            self.document_asked.emit(self.part.text)
        else:
            self.web_asked.emit(self.query.text().strip())

    def _settle(self) -> None:
        self.button.setEnabled(self.ready())
