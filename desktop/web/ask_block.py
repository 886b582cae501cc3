"""The upper part of the web page: what would be searched for, who would be asked, and the one button that asks.

Sends nothing: wishes leave by `requested`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import foreign
from desktop.chat.primary import PrimaryButton
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, IconLabel
from desktop.skills.text_lines import TextLines
from desktop.source_words import WebWords as Words
from desktop.theme import Theme
from desktop.ticks import Choice
from desktop.web import rows
from desktop.web.requests import ChooseProvider, SearchWeb
from desktop.web.rows import BUSY, Phase, Provider, WebView

LONGEST_QUERY = 300


class AskBlock(QWidget):
    requested = Signal(object)  # one of desktop.web.requests

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._view = WebView()
        self._promise = TextLines(theme, "muted", ink.BODY)
        self._lock = IconLabel(theme, "lock", "muted")
        self._label = TextLines(theme, "text", ink.SMALL, bold=True, most=1)
        self._label.set_text(Words.QUERY)
        self.query = QLineEdit()
        self.query.setAccessibleName(Words.QUERY)
        self.query.setMaxLength(LONGEST_QUERY)
        self.search = PrimaryButton(theme, Words.SEARCH, "search")
        self.again = CardButton(theme, Words.SEARCH_AGAIN, "search", outlined=True)
        self.who = WhoIsAsked(theme)
        self._why = TextLines(theme, "warn", ink.SMALL)
        self._lay_out()
        self.query.textChanged.connect(self._settle)
        self.query.returnPressed.connect(self._ask)
        for button in (self.search, self.again):
            button.clicked.connect(self._ask)
        self.who.chosen.connect(self.requested)
        self.who.address.textChanged.connect(self._settle)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._promise, self._lock, self._label, self.search, self.again, self.who, self._why):
            part.set_theme(theme)

    def show_view(self, view: WebView) -> None:
        changed = view.query != self._view.query
        self._view = view
        if changed:
            self.query.setText(foreign.line(view.query, LONGEST_QUERY))
            self.query.setCursorPosition(0)
        self.who.show_choice(view.provider, view.searxng)
        busy = view.phase in BUSY
        asked = view.provider is not Provider.ADDRESSES
        open_ = view.phase in (Phase.ASK, Phase.TROUBLE)
        self.query.setReadOnly(busy)
        for part in (self._label, self.query):
            part.setVisible(asked)
        self.search.setVisible(asked and open_)
        self.again.setVisible(asked and view.phase is Phase.RESULTS)
        self.who.setVisible(open_)
        self._promise.set_text(Words.UNTIL_SEARCH if asked else Words.UNTIL_READ)
        for each in (self._promise, self._lock):
            each.setVisible(view.phase is Phase.ASK)
        self._settle()

    def take_focus(self) -> None:
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---------------------------------------------------------------------------------------- private

    def _lay_out(self) -> None:
        promise = QHBoxLayout()
        promise.setSpacing(8)
        promise.addWidget(self._lock)
        promise.addWidget(self._promise, 1)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.query, 1)
        line.addWidget(self.search)
        line.addWidget(self.again)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._label)
        words.addLayout(line)
        words.addWidget(self._why)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(promise)
        layout.addLayout(words)
        layout.addWidget(self.who)

    def _settle(self) -> None:
        """Search can be pressed when there is something to ask and somebody to ask it."""
        why = self._missing()
        for button in (self.search, self.again):
            button.setEnabled(not why)
        self._why.set_text(why)
        self._why.setVisible(bool(why) and self._can_ask())

    def _missing(self) -> str:
        if not self.query.text().strip():
            return Words.NO_QUERY
        lacks = self.who.provider() is Provider.SEARXNG and not self.who.address.text().strip()
        return Words.NO_SEARXNG if lacks else ""

    def _ask(self) -> None:
        if self._can_ask() and not self._missing():
            self.who.keep_address()
            self.requested.emit(SearchWeb(self.query.text().strip(), self.who.provider()))

    def _can_ask(self) -> bool:
        return self._view.phase not in BUSY and self._view.provider is not Provider.ADDRESSES


class WhoIsAsked(Group):
    """Three ways to find pages; below, what the one chosen gets to know."""

    chosen = Signal(object)  # ChooseProvider

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._kept = ""
        self._head = TextLines(theme, "text", ink.SMALL, bold=True, most=1)
        self._head.set_text(Words.WHO)
        self.setAccessibleName(Words.WHO)
        self._group = QButtonGroup(self)
        self.radios = {provider: Choice(theme, rows.who(provider)) for provider in Provider}
        self.address = QLineEdit()
        self.address.setAccessibleName(Words.SEARXNG_ADDRESS)
        self.address.setPlaceholderText(Words.SEARXNG_HINT)
        self._gets = TextLines(theme, "muted", ink.SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        for provider, radio in self.radios.items():
            self._group.addButton(radio)
            radio.clicked.connect(lambda _on=False, provider=provider: self._choose(provider))
            layout.addWidget(radio)
        layout.addWidget(self.address)
        layout.addWidget(self._gets)
        self.address.editingFinished.connect(self.keep_address)

    def set_theme(self, theme: Theme) -> None:
        self._head.set_theme(theme)
        self._gets.set_theme(theme)
        for radio in self.radios.values():
            radio.set_theme(theme)

    def show_choice(self, provider: Provider, address: str) -> None:
        self.radios[provider].setChecked(True)
        if address != self._kept:
            self._kept = address
            self.address.setText(address)
        self.address.setVisible(provider is Provider.SEARXNG)
        self._gets.set_text(rows.gets(provider))

    def provider(self) -> Provider:
        return next(provider for provider, radio in self.radios.items() if radio.isChecked())

    def keep_address(self) -> None:
        """The address as it is written now is the one to ask."""
        written = self.address.text().strip()
        if self.provider() is Provider.SEARXNG and written != self._kept:
            self._kept = written
            self.chosen.emit(ChooseProvider(Provider.SEARXNG, written))

    def _choose(self, provider: Provider) -> None:
        self.chosen.emit(ChooseProvider(provider, self._kept if provider is Provider.SEARXNG else ""))
