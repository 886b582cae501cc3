"""Where addresses of pages are pasted or written: several lines, and a button that puts them into the list.

Reads no address and fetches nothing: what is a page's address is for whoever hears `requested`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.web.requests import AddAddress
from desktop.web.rows import BUSY, Phase, Provider, WebView


class Paste(QWidget):
    """Where addresses are written: one field, several lines. What was taken is cleared by the next view."""

    requested = Signal(object)  # AddAddress

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._label = TextLines(theme, "text", ink.SMALL, bold=True, most=1)
        self.field = QPlainTextEdit()
        self.field.setObjectName("addresses")
        self.field.setPlaceholderText(Words.ADDRESSES_HINT)
        self.field.setTabChangesFocus(True)
        self.add = CardButton(theme, Words.ADD, "plus", outlined=True)
        self._refused = TextLines(theme, "warn", ink.SMALL)
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._line.addWidget(self.field, 1)
        self._line.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        layout.addLayout(self._line)
        layout.addWidget(self._refused)
        self.add.clicked.connect(self._add)
        self.field.textChanged.connect(self._settle)
        self._settle()

    def set_theme(self, theme: Theme) -> None:
        for part in (self._label, self.add, self._refused):
            part.set_theme(theme)

    def show_view(self, view: WebView) -> None:
        """There where pages may be named: beside what was found, or instead of a search."""
        only = view.provider is Provider.ADDRESSES
        self.setVisible(view.phase not in BUSY and (only or view.phase is Phase.RESULTS))
        large = only and view.phase is not Phase.RESULTS
        words = Words.ADDRESSES if large else Words.ADD_ONE
        self._label.set_text(words)
        self.field.setAccessibleName(words)
        self.field.setFixedHeight(self.field.fontMetrics().lineSpacing() * (4 if large else 1) + 16)
        self._line.setAlignment(self.add, Qt.AlignmentFlag.AlignBottom if large else Qt.AlignmentFlag.AlignVCenter)
        self._refused.set_text(view.refused)
        self._refused.setVisible(bool(view.refused))

    def take_focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _settle(self) -> None:
        self.add.setEnabled(bool(self.field.toPlainText().strip()))

    def _add(self) -> None:
        text = self.field.toPlainText().strip()
        self.field.clear()
        self.requested.emit(AddAddress(text))
