"""The settings page: it takes the chat's place, and applies at once. Knows its blocks; wishes leave by `requested`."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.paper import Bar, Paper
from desktop.settings.data_block import DataBlock
from desktop.settings.looks_block import LooksBlock
from desktop.settings.news_block import NewsBlock
from desktop.settings.views import Back
from desktop.settings_words import SettingsWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import AppWords


class SettingsPage(QWidget):
    requested = Signal(object)  # one of desktop.settings.views

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(Words.TITLE)
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self._title = TextLines(theme, "text", ink.TITLE, bold=True, most=1)
        self._title.set_text(Words.TITLE)
        self.looks, self.news, self.data = LooksBlock(theme), NewsBlock(theme), DataBlock(theme)
        self._about = TextLines(theme, "muted", ink.SMALL)
        self._paper = Paper(theme)
        for part in (self._title, self.looks, self.news, self.data, self._about):
            self._paper.page.addWidget(part)
        self._paper.page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Bar(self.back))
        layout.addWidget(self._paper, 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._go_back)
        self.back.clicked.connect(self._go_back)
        for block in (self.looks, self.news, self.data):
            block.requested.connect(self.requested)
        self.show_version("")

    def set_theme(self, theme: Theme) -> None:
        for part in (self.back, self._title, self.looks, self.news, self.data, self._about, self._paper):
            part.set_theme(theme)

    def show_version(self, version: str) -> None:
        self._about.set_text(f"{Words.version(version)}. {AppWords.ONLY_HERE}")

    def take_focus(self) -> None:
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        self.requested.emit(Back())
