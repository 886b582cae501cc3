"""The line under the learn chip: how many skills the words become, what they change or add to; a cross takes that back.

Shows the words it is given. What they mean is for `aiming`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.change_words import ChangeWords
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme


class ChipNote(QWidget):
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = TextLines(theme, "accent", ink.SMALL, most=3)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.cross = CardButton(theme, "", "x", "muted")
        self.cross.setAccessibleName(ChangeWords.KEEP_BOTH)
        self.cross.clicked.connect(self.removed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        for part in (self._text, self.cross):
            part.set_theme(theme)

    def say(self, text: str, take_back: str) -> None:
        """`take_back` says what the cross does, "" hides it; an empty `text` hides the line."""
        self._text.set_text(text)
        self.cross.setVisible(bool(take_back))
        if take_back:
            self.cross.setAccessibleName(take_back)
            self.cross.setToolTip(take_back)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self._text.text()
