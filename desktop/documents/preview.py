"""The very text of a document: what is learned and looked up is this and nothing else.

Shows a frozen TextView in slices, so that a thousand pages never hold the window up; finds words in it and shows a
place. Plain text only: nothing in it can load or run anything. Knows no store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from desktop.documents import requests as ask
from desktop.icons import icon
from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

SLICE = 200  # passages put in at a time
SIDE = 18


@dataclass(frozen=True, slots=True)
class TextPart:
    """One passage. `note` says why it is left out of learning, "" where nothing speaks against it."""

    text: str
    page: int = 0
    heading: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TextView:
    document: str
    title: str
    size: str  # pages, words and language in words
    parts: tuple[TextPart, ...]
    place: int = 0  # passage to show


class PreviewPage(QWidget):
    requested = Signal(object)  # one of desktop.documents.requests

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._view: TextView | None = None
        self._coming: Sequence[TextPart] = ()
        self._blocks: list[int] = []  # by passage: number of its text block
        self._page = 0
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self.original = CardButton(theme, Words.OPEN_ORIGINAL, "file-text")
        self.title = TextLines(theme, "text", ink.TITLE, bold=True, most=2)
        self.size_note = TextLines(theme, "muted", ink.BODY, most=1)
        self.finder = QLineEdit()
        self.previous = CardButton(theme, "", "chevron-left", role="muted")
        self.next = CardButton(theme, "", "chevron-right", role="muted")
        self.found = TextLines(theme, "muted", ink.SMALL, most=1)
        self.text = QPlainTextEdit()
        self._timer = QTimer(self, interval=0)
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._sign.setIcon(icon(theme, "search"))
        for button in (self.back, self.original, self.previous, self.next):
            button.set_theme(theme)
        for words in (self.title, self.size_note, self.found):
            words.set_theme(theme)
        if self._view is not None:
            self.show_view(self._view)

    @property
    def whole(self) -> bool:
        """Whether all of it is in."""
        return not self._coming

    def show_view(self, view: TextView) -> None:
        self._view, self._coming, self._blocks, self._page = view, view.parts, [], 0
        self.text.clear()
        self.text.setExtraSelections([])
        self.title.set_text(view.title)
        self.size_note.set_text(view.size)
        self.setAccessibleName(view.title)
        self._timer.start()
        self._put_some()

    def show_place(self, place: int) -> None:
        """Scroll to a passage and mark it; a place that is not in yet is shown when it is."""
        if 0 <= place < len(self._blocks):
            cursor = QTextCursor(self.text.document().findBlockByNumber(self._blocks[place]))
            self.text.setTextCursor(cursor)
            self.text.centerCursor()
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format.setBackground(QColor(self._theme.accent_soft))
            self.text.setExtraSelections([mark])

    def find_next(self, back: bool = False) -> bool:
        """The next place of the words in the field, round and round."""
        words = self.finder.text()
        if not words:
            self.found.set_text("")
            return False
        flags = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        if not self.text.find(words, flags):
            end = QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start
            self.text.moveCursor(end)
            if not self.text.find(words, flags):
                self.found.set_text(Words.NOT_FOUND)
                return False
        self.found.set_text("")
        return True

    # -------------------------------------------------------------------------------------- private

    def _lay_out(self) -> None:
        for button, words in ((self.previous, Words.PREVIOUS), (self.next, Words.NEXT)):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.finder.setPlaceholderText(Words.FIND_TEXT)
        self.finder.setAccessibleName(Words.FIND_TEXT)
        self.finder.setClearButtonEnabled(True)
        self.finder.setMaximumWidth(ink.em(16))
        self._sign = self.finder.addAction(icon(self._theme, "search"), QLineEdit.ActionPosition.LeadingPosition)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setUndoRedoEnabled(False)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(Words.OPEN_TEXT)
        bar = QHBoxLayout()
        bar.setContentsMargins(SIDE - 6, 8, SIDE - 6, 8)
        bar.addWidget(self.back)
        bar.addStretch(1)
        bar.addWidget(self.original)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        tools.addWidget(self.size_note, 2)
        tools.addWidget(self.found, 1)
        for part in (self.finder, self.previous, self.next):
            tools.addWidget(part)
        body = QVBoxLayout()
        body.setContentsMargins(SIDE, 4, SIDE, 12)
        body.setSpacing(6)
        body.addWidget(self.title)
        body.addLayout(tools)
        body.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._put_some)
        self.back.clicked.connect(self._leave)
        self.original.clicked.connect(self._open_original)
        self.next.clicked.connect(self._find_on)
        self.previous.clicked.connect(self._find_back)
        self.finder.returnPressed.connect(self._find_on)
        self.finder.textChanged.connect(lambda: self.found.set_text(""))
        for keys, act in (("Esc", self._leave), ("F3", self._find_on)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _find_on(self) -> None:
        self.find_next()

    def _find_back(self) -> None:
        self.find_next(back=True)

    def _put_some(self) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for part in self._coming[:SLICE]:
            self._put(cursor, part)
        cursor.endEditBlock()
        self._coming = self._coming[SLICE:]
        place = self._view.place if self._view is not None else 0
        if place and place < len(self._blocks) <= place + SLICE:
            self.show_place(place)
        if not self._coming:
            self._timer.stop()

    def _put(self, cursor: QTextCursor, part: TextPart) -> None:
        if part.page and part.page != self._page:
            self._page = part.page
            self._line(cursor, Words.page(part.page), "muted", ink.CAPTION)
        role = "warn" if part.note else "text"
        block = self._line(cursor, part.text, role, ink.HEADING if part.heading else ink.BODY, part.heading)
        self._blocks.append(block)
        if part.note:
            self._line(cursor, part.note, "warn", ink.CAPTION)

    def _line(self, cursor: QTextCursor, text: str, role: str, size: float, bold: bool = False) -> int:
        """One line of the text; its number."""
        form = QTextCharFormat()
        form.setFont(ink.font(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        form.setForeground(ink.color(self._theme, role))
        if not self.text.document().isEmpty():
            cursor.insertBlock(QTextBlockFormat())
        cursor.insertText(text.replace("\u2029", " ").replace("\n", " "), form)
        return cursor.blockNumber()

    def _leave(self) -> None:
        self.requested.emit(ask.Back())

    def _open_original(self) -> None:
        if self._view is not None:
            self.requested.emit(ask.OpenOriginal(self._view.document))
