"""The pane "Documents": search, a way to add, the list, what was found, and where to drop files.

Shows the lines it is given and nothing else; every wish leaves by `requested`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.documents import requests as ask
from desktop.documents.dropping import Drops, paths
from desktop.documents.lists import DocumentList, HitList
from desktop.documents.model import DocumentsModel, HitsModel
from desktop.documents.rows import DocumentLine, HitLine
from desktop.icons import icon
from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

MARGIN = 12
SEARCH_MS = 150  # after the last key


class DocumentsPane(QWidget):
    requested = Signal(object)  # one of desktop.documents.requests
    said = Signal(str)  # a sentence for the notice bar

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.model, self.hits = DocumentsModel(self), HitsModel(self)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(Words.SEARCH)
        self.search.setAccessibleName(Words.SEARCH)
        self.search.setMinimumHeight(max(32, ink.em(2.3)))
        self._sign = self.search.addAction(icon(theme, "search"), QLineEdit.ActionPosition.LeadingPosition)
        self.add = CardButton(theme, Words.ADD, "plus", outlined=True)
        self.add.setMenu(self._add_menu())
        self.list = DocumentList(self.model, theme, self)
        self.found = HitList(self.hits, theme, self)
        self.nothing = TextLines(theme, "muted", ink.BODY)
        self.empty = TextLines(theme, "muted", ink.BODY)
        self.empty.set_text(Words.EMPTY)
        self.zone = DropZone(theme)
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._lay_out()
        self._connect()
        self.setAccessibleName(Words.DOCUMENTS)
        self.set_lines(())

    def event(self, event: QEvent) -> bool:
        """Ctrl+V belongs to the pane while no field of it wants the key; else the menu would take it."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Paste):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(ink.em(22.6), ink.em(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(ink.em(18), ink.em(14))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._sign.setIcon(icon(theme, "search"))
        for part in (self.add, self.list, self.found, self.nothing, self.empty, self.zone):
            part.set_theme(theme)

    def set_lines(self, lines: tuple[DocumentLine, ...]) -> None:
        self.model.show_entries(lines)
        self.search.setEnabled(bool(lines))
        self._turn()

    def show_hits(self, text: str, hits: tuple[HitLine, ...]) -> None:
        """What was found for `text`; it is dropped when something else stands in the field by now."""
        if text == self.search.text().strip():
            self.hits.show_entries(hits)
            self.nothing.set_text("" if hits else Words.nothing_found(text))
            self._turn()

    def select(self, document: str) -> None:
        index = self.model.index_of(document)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def page(self) -> QWidget | None:
        """What stands under the search field now."""
        return self._stack.currentWidget()

    # -------------------------------------------------------------------------------------- private

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        for page in (self.list, self.found, self.nothing, self.empty):
            self._stack.addWidget(page)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.zone)

    def _connect(self) -> None:
        self.list.requested.connect(self.requested)
        self.found.requested.connect(self.requested)
        self.zone.clicked.connect(self._ask_files)
        self.search.textChanged.connect(self._typed)
        self._timer.timeout.connect(self._ask_search)
        self.drops = Drops(self)
        self.drops.requested.connect(self.requested)

    def _add_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(Words.ADD_FILES).triggered.connect(self._ask_files)
        menu.addAction(Words.ADD_FOLDER).triggered.connect(self._ask_folder)
        menu.addAction(Words.ADD_TEXT).triggered.connect(self.paste)
        return menu

    def paste(self) -> None:
        """Files or text from the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        files = paths(data) if data is not None else ()
        if files:
            self.requested.emit(ask.AddFiles(files))
        elif data is not None and data.hasText() and data.text().strip():
            self.requested.emit(ask.AddText(data.text()))
        else:
            self.said.emit(Words.NO_TEXT_COPIED)

    def _ask_files(self) -> None:
        self.requested.emit(ask.AskFiles())

    def _ask_folder(self) -> None:
        self.requested.emit(ask.AskFiles(folder=True))

    def _typed(self) -> None:
        self._timer.start()
        self._turn()

    def _ask_search(self) -> None:
        if self.search.text().strip():
            self.requested.emit(ask.Search(self.search.text().strip()))

    def _turn(self) -> None:
        """The list, what was found, or the sentence for why there is nothing."""
        if not self.model.rowCount():
            self._stack.setCurrentWidget(self.empty)
        elif not self.search.text().strip():
            self._stack.setCurrentWidget(self.list)
        else:
            self._stack.setCurrentWidget(self.nothing if self.nothing.text() else self.found)


class DropZone(QPushButton):
    """A dashed place to drop files on, which is also a button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFlat(True)
        self.setAccessibleName(Words.DROP_NAME)
        self.setToolTip(Words.DROP_NAME)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ink.em(12), ink.em(4.2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(ink.color(self._theme, "edge"), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        half = self.height() // 2
        upper, lower = self.rect().adjusted(8, 8, -8, -half), self.rect().adjusted(8, half, -8, -8)
        for rect, words, role, bold in ((upper, Words.DROP, "text", True), (lower, Words.DROP_KINDS, "muted", False)):
            used = ink.font(ink.SMALL if bold else ink.CAPTION)
            used.setBold(bold)
            painter.setFont(used)
            painter.setPen(ink.color(self._theme, role))
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, cut)
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, self.rect().toRectF(), 8, self._theme)
