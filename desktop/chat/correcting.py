"""An answer and the editor that takes its place while it is put right.

Knows one answer's text, the row under it and their layout. What is taught leaves by a signal.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout

from desktop.chat.answer_editor import AnswerEditor
from desktop.chat.answer_foot import Foot, correctable
from desktop.chat.safe_text import SafeText
from desktop.theme import Theme
from desktop.words import CorrectionWords as Words
from learning.types import Message


class Correcting(QObject):
    corrected = Signal(str, str)  # message id, the answer as it should have been

    def __init__(self, message: Message, text: SafeText, foot: Foot, layout: QVBoxLayout, theme: Theme) -> None:
        super().__init__(text)
        self._message, self._text, self._foot, self._layout, self._theme = message, text, foot, layout, theme
        self.editor: AnswerEditor | None = None
        foot.correct.clicked.connect(self.begin)
        text.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        text.customContextMenuRequested.connect(self._show_menu)

    def show_message(self, message: Message) -> None:
        self._message = message

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.editor is not None:
            self.editor.set_theme(theme)

    def begin(self) -> None:
        """The editor in the place of the answer."""
        if self.editor is not None or not correctable(self._message):
            return
        self.editor = AnswerEditor(self._message.text, self._theme)
        self.editor.taught.connect(self._teach)
        self.editor.left.connect(self.stop)
        self._layout.insertWidget(0, self.editor)
        self.editor.show()
        self._text.hide()
        self._foot.hide()
        self.editor.begin()

    def stop(self) -> None:
        """The answer as it was given; the keyboard is back at the button that began it."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            self._layout.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
            self._text.show()
            self._foot.show()
            self._foot.correct.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def menu(self) -> QMenu:
        """What the text offers itself, and to put it right."""
        menu = self._text.createStandardContextMenu()
        menu.addSeparator()
        menu.addAction(Words.CORRECT, self.begin).setEnabled(correctable(self._message))
        return menu

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._text.viewport().mapToGlobal(at))

    def _teach(self, words: str) -> None:
        self.corrected.emit(self._message.id, words)
