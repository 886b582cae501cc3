"""The field that a message is written in: one to eight lines, Enter submits, Shift+Enter is a new line.

Knows keys and heights. What the words are for is the composer's business.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop.chat.safe_text import READING
from desktop.chat.wrapping import wrap_mode
from desktop.skills import ink
from desktop.words import ComposerWords as Words

LIMIT = 100_000  # letters of one message
MOST_LINES = 8


class Editor(QPlainTextEdit):
    """One to eight lines; Enter submits, Shift+Enter is a new line."""

    submitted = Signal()
    stopped = Signal()
    erased = Signal()  # Backspace with nothing before the cursor
    overflowed = Signal()  # a paste was longer than any message can be

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("composerText")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setPlaceholderText(Words.HINT)
        self.setAccessibleName(Words.NAME)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(lambda: self._wrap_for(self.toPlainText()))
        self.grow()

    def grow(self) -> None:
        """As high as the words, up to eight lines."""
        font = ink.font(READING)
        if self.font() != font:
            self.setFont(font)
        line = self.fontMetrics().lineSpacing()
        lines = min(max(round(self.document().size().height()), 1), MOST_LINES)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines == MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(lines * line + 8)

    def setPlainText(self, text: str) -> None:
        self._wrap_for(text)  # before it is laid out
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        words = source.text()
        if len(words) > LIMIT:
            self.overflowed.emit()
            return
        self._wrap_for(self.toPlainText() + words)
        super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        elif event.key() == Qt.Key.Key_Backspace and self._at_start():
            self.erased.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grow()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark_frame(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_frame(False)

    def _wrap_for(self, text: str) -> None:
        wanted = wrap_mode(text)
        if self.wordWrapMode() is not wanted:
            self.setWordWrapMode(wanted)

    def _mark_frame(self, focused: bool) -> None:
        """The composer shows the focus as its border."""
        frame = self.parentWidget()
        if frame is not None:
            frame.setProperty("focused", focused)
            frame.style().polish(frame)

    def _at_start(self) -> bool:
        cursor = self.textCursor()
        return cursor.position() == 0 and not cursor.hasSelection()
