"""The lower part of the page: words to search the hub for, and what it found, each with its files when they are asked.

Sends nothing: wishes leave by `requested`. Everything found is foreign and shown as plain text.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import foreign
from desktop.chat.primary import PrimaryButton
from desktop.model_words import ModelWords as Words
from desktop.models.requests import DownloadFile, SearchHub, ShowFiles, StopSearch
from desktop.models.rows import FileRow, FoundRow, ModelsView
from desktop.models.verdict import Verdict
from desktop.paper import Section
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

LONGEST = 200


class Finder(Section):
    requested = Signal(object)  # one of desktop.models.requests

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Words.MORE)
        self._theme = theme
        self._view = ModelsView()
        self.query = QLineEdit()
        self.query.setAccessibleName(Words.QUERY)
        self.query.setPlaceholderText(Words.QUERY)
        self.query.setMaxLength(LONGEST)
        self.search = PrimaryButton(theme, Words.SEARCH, "search")
        self.stop = CardButton(theme, Words.STOP, "square", outlined=True)
        self._who = TextLines(theme, "muted", ink.SMALL)
        self._who.set_text(Words.WHO)
        self._said = TextLines(theme, "text", ink.SMALL)
        self._shown: list[Found] = []
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.query, 1)
        line.addWidget(self.search)
        line.addWidget(self.stop)
        self.top.setSpacing(6)
        self.top.addLayout(line)
        self.top.addWidget(self._who)
        self.top.addWidget(self._said)
        self.query.textChanged.connect(self._settle)
        self.query.returnPressed.connect(self._ask)
        self.search.clicked.connect(self._ask)
        self.stop.clicked.connect(lambda: self.requested.emit(StopSearch()))
        self.show_view(self._view)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._theme = theme
        for part in (self.search, self.stop, self._who, self._said):
            part.set_theme(theme)
        for shown in self._shown:
            shown.set_theme(theme)

    def shown(self) -> tuple[Found, ...]:
        return tuple(self._shown)

    def show_view(self, view: ModelsView) -> None:
        before, self._view = self._view, view
        self._said.set_text(_said(view))
        self._said.setVisible(bool(self._said.text()))
        self.stop.setVisible(view.searching)
        self.search.setVisible(not view.searching)
        self._settle()
        if view.found != before.found or not self._shown:
            self._build(view.found or ())

    def _build(self, rows: tuple[FoundRow, ...]) -> None:
        """Rows of the same collections stay as they are, so that the keyboard keeps its place."""
        if [shown.row.repo for shown in self._shown] != [row.repo for row in rows]:
            self.clear()
            self._shown = [Found(row, self._theme) for row in rows]
            for shown in self._shown:
                shown.requested.connect(self.requested)
                self.body.addWidget(shown)
        for shown, row in zip(self._shown, rows, strict=True):
            shown.show_row(row)

    def _settle(self) -> None:
        self.search.setEnabled(bool(self.query.text().strip()) and not self._view.searching)

    def _ask(self) -> None:
        if self.search.isEnabled():
            self.requested.emit(SearchHub(self.query.text().strip()))


class Found(Group):
    """One collection, and its files below."""

    requested = Signal(object)

    def __init__(self, row: FoundRow, theme: Theme) -> None:
        super().__init__()
        self.row, self._theme = row, theme
        self._name = TextLines(theme, "text", ink.BODY, bold=True, most=1)
        self._facts = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._note = TextLines(theme, "text", ink.SMALL, most=3)
        self.open = CardButton(theme, Words.SHOW_FILES, "chevron-right", outlined=True)
        self._files: list[FileLine] = []
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addWidget(self.open)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(ink.em(1.4), 0, 0, 0)
        self._below.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 9)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._note)
        layout.addLayout(self._below)
        self.open.clicked.connect(lambda: self.requested.emit(ShowFiles(self.row.repo)))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._name, self._facts, self._note, self.open):
            part.set_theme(theme)
        for line in self._files:
            line.set_theme(theme)
        self.update()

    def files(self) -> tuple[FileLine, ...]:
        return tuple(self._files)

    def show_row(self, row: FoundRow) -> None:
        self.row = row
        name = foreign.line(row.repo, 120)
        self.setAccessibleName(f"{name}. {row.facts}")
        self._name.set_text(name)
        self._facts.set_text(row.facts)
        note = Words.ASKING if row.asking else row.note
        self._note.set_text(note or (Words.NO_FILES if row.files == () else ""))
        self._note.setVisible(bool(self._note.text()))
        self.open.setVisible(row.files is None and not row.asking)
        self.open.setAccessibleName(Words.name(Words.SHOW_FILES, name))
        if [line.row for line in self._files] != list(row.files or ()):
            self._build(row.files or ())

    def _build(self, files: tuple[FileRow, ...]) -> None:
        for line in self._files:
            line.hide()
            line.deleteLater()
        self._files = [FileLine(file, self._theme) for file in files]
        for line in self._files:
            self._below.addWidget(line)
            line.get.clicked.connect(lambda _on=False, line=line: self._get(line))

    def _get(self, line: FileLine) -> None:
        self.requested.emit(DownloadFile(self.row.repo, line.row.file))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, ink.color(self._theme, "line"))


class FileLine(QWidget):
    """One file of a collection, and Download."""

    def __init__(self, row: FileRow, theme: Theme) -> None:
        super().__init__()
        self.row = row
        self._name = TextLines(theme, "text", ink.SMALL, most=1)
        self._name.set_text(foreign.line(row.file, 120))
        self._facts = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._facts.set_text(row.facts)
        self._verdict = Verdict(theme)
        self._verdict.show_marks(row.marks)
        self._here = IconLabel(theme, "check", "accent")
        self._here.setVisible(row.here)
        self.get = CardButton(theme, Words.DOWNLOAD, "download", outlined=True)
        self.get.setAccessibleName(Words.name(Words.DOWNLOAD, foreign.line(row.file, 120)))
        self.get.setVisible(not row.here)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(12)
        layout.addLayout(words, 1)
        layout.addWidget(self._verdict)
        layout.addWidget(self._here)
        layout.addWidget(self.get)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._name, self._facts, self._verdict, self._here, self.get):
            part.set_theme(theme)


def _said(view: ModelsView) -> str:
    if view.searching:
        return Words.SEARCHING
    if view.trouble:
        return view.trouble
    if view.found is None:
        return ""
    return Words.found(len(view.found)) if view.found else Words.nothing(view.words)
