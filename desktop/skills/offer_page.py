"""The page of a skill that came as a file: what it is, whose, what it says it was taught; then Add or Not now.

Shows a frozen OfferView; wishes leave by `added` and `left`. Everything on it is somebody else's text and shown plain.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.chat.primary import PrimaryButton
from desktop.paper import Bar, Paper, Section
from desktop.share_words import ShareWords as Words
from desktop.skills import ink
from desktop.skills.offer_view import OfferView
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

_LONG: Final = re.compile(r"[0-9a-f]{16}")  # of a checksum: it may break there


class OfferPage(QWidget):
    added = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("skillPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._view: OfferView | None = None
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self._title = TextLines(theme, "text", ink.TITLE, bold=True, most=1)
        self._title.set_text(Words.TITLE)
        self._intro = TextLines(theme, "muted", ink.BODY)
        self._intro.set_text(Words.INTRO)
        self._label = TextLines(theme, "text", ink.BODY)
        self._sign = IconLabel(theme, "circle-alert", "warn")
        self._form = QFormLayout()
        self._told = Section(theme, Words.TOLD)
        self._more = TextLines(theme, "muted", ink.SMALL)
        self.not_now = CardButton(theme, Words.NOT_NOW, outlined=True)
        self.add = PrimaryButton(theme, Words.ADD, "plus")
        self._lay_out()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.left)
        for button in (self.back, self.not_now):
            button.clicked.connect(self.left)
        self.add.clicked.connect(self._add)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.back, self._title, self._intro, self._label, self._sign, self._told, self._more):
            part.set_theme(theme)
        for button in (self.not_now, self.add):
            button.set_theme(theme)
        self._scroll.set_theme(theme)
        if self._view is not None:
            self._show(self._view)

    def view(self) -> OfferView | None:
        return self._view

    def show_view(self, view: OfferView) -> None:
        self._view = view
        self.setAccessibleName(f"{Words.TITLE}: {view.name}")
        self.add.setEnabled(True)
        self._show(view)
        self._scroll.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        """Enter must not add what nobody has looked at."""
        self.not_now.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self) -> None:
        """Once."""
        self.add.setEnabled(False)
        self.added.emit()

    def _show(self, view: OfferView) -> None:
        self._label.set_text(view.label)
        while self._form.rowCount():
            self._form.removeRow(0)
        for line in view.lines:
            self._form.addRow(self._words(line.label, False), self._words(line.value, True))
        self._told.clear()
        for text in view.told:
            shown = TextLines(self._theme, "text", ink.BODY)
            shown.set_text(text)
            self._told.body.addWidget(shown)
        self._told.setVisible(bool(view.told))
        self._more.set_text(view.more)
        self._more.setVisible(bool(view.more))

    def _words(self, text: str, value: bool) -> QLabel:
        label = QLabel(_LONG.sub("\\g<0>\u200b", text))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(ink.font(ink.BODY, QFont.Weight.Normal))
        label.setWordWrap(value)
        ink.tint(label, self._theme, "text" if value else "muted")
        return label

    def _lay_out(self) -> None:
        self._scroll = Paper(self._theme)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(6)
        label = QHBoxLayout()
        label.setSpacing(6)
        label.addWidget(self._sign)
        label.addWidget(self._label, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.not_now)
        buttons.addWidget(self.add)
        page = self._scroll.page
        page.addWidget(self._title)
        page.addWidget(self._intro)
        page.addLayout(label)
        page.addLayout(self._form)
        page.addWidget(self._told)
        page.addWidget(self._more)
        page.addLayout(buttons)
        page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Bar(self.back))
        layout.addWidget(self._scroll, 1)
