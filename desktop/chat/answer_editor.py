"""An answer that is put right in its place: its words to change, and the button that teaches them.

Knows one answer's text. Escape leaves it as it was, Ctrl+Enter teaches. What teaching means is somebody else's work.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.chat.editor import Editor
from desktop.chat.primary import PrimaryButton
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import CorrectionWords as Words
from learning import intent


class AnswerEditor(QFrame):
    taught = Signal(str)  # the answer as it should have been
    left = Signal()

    def __init__(self, answer: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("answerEditor")
        self._answer = answer
        self.edit = AnswerEdit(self)
        self.edit.setPlainText(answer)
        self.edit.textChanged.connect(self._changed)
        self.edit.submitted.connect(self._teach)
        self.edit.stopped.connect(self.left)
        self.hint = TextLines(theme, "muted", ink.CAPTION, most=2)
        self.cancel = CardButton(theme, Words.CANCEL)
        self.cancel.clicked.connect(self.left)
        self.teach = PrimaryButton(theme, Words.TEACH, "arrow-up")
        self.teach.clicked.connect(self._teach)
        self._lay_out()
        self._changed()
        self.setFocusProxy(self.edit)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.hint, self.cancel, self.teach):
            part.set_theme(theme)

    def begin(self) -> None:
        """All words selected: a whole new answer is one keystroke away."""
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape on a button."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # ---------------------------------------------------------------------------------------- private

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.teach)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.edit)
        layout.addLayout(foot)

    def _changed(self) -> None:
        self.edit.grow()
        words = self._words()
        self.teach.setEnabled(bool(words) and words != self._answer.strip() and len(words) <= intent.LIMIT)
        self.teach.update()
        self.hint.set_text(_hint(words, self._answer))

    def _words(self) -> str:
        return self.edit.toPlainText().strip()

    def _teach(self) -> None:
        if self.teach.isEnabled():
            self.taught.emit(self._words())


class AnswerEdit(Editor):
    """Enter is a new line here, as in the answer; Ctrl+Enter submits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText("")
        self.setAccessibleName(Words.NAME)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            QPlainTextEdit.keyPressEvent(self, event)
        else:
            super().keyPressEvent(event)


def _hint(words: str, answer: str) -> str:
    """What can be done next, or why it cannot."""
    if len(words) > intent.LIMIT:
        return Words.TOO_LONG
    if not words or words == answer.strip():
        return Words.CHANGE_IT
    return Words.KEYS
