"""How it looks: light or dark, and the size of text. Shows what holds; wishes leave by `requested`."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout

from desktop.paper import Section
from desktop.settings.views import ChangeText, ChooseScheme
from desktop.settings_words import SettingsWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.ticks import Choice

_STEP = 1.1  # from one size of text to the next, as in the View menu


class LooksBlock(Section):
    requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Words.LOOKS)
        self._labels = {words: TextLines(theme, "muted", ink.BODY, most=1) for words in (Words.SCHEME, Words.TEXT)}
        self.schemes = {
            name: Choice(theme, words)
            for name, words in (("light", Words.LIGHT), ("dark", Words.DARK), ("system", Words.SYSTEM))
        }
        self.sizes = {
            factor: CardButton(theme, words, outlined=True)
            for factor, words in ((1 / _STEP, Words.SMALLER), (0.0, Words.NORMAL), (_STEP, Words.LARGER))
        }
        self._group = QButtonGroup(self)
        for name, choice in self.schemes.items():
            choice.setAccessibleName(f"{Words.SCHEME}: {choice.text()}")
            choice.clicked.connect(partial(self._choose, name))
            self._group.addButton(choice)
        for factor, button in self.sizes.items():
            button.setAccessibleName(f"{Words.TEXT}: {button.text()}")
            button.clicked.connect(partial(self._change, factor))
        self._add_row(Words.SCHEME, list(self.schemes.values()))
        self._add_row(Words.TEXT, list(self.sizes.values()))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for label in self._labels.values():
            label.set_theme(theme)
        for choice in self.schemes.values():
            choice.set_theme(theme)
        for button in self.sizes.values():
            button.set_theme(theme)

    def show_scheme(self, scheme: str) -> None:
        self.schemes.get(scheme, self.schemes["system"]).setChecked(True)

    def _add_row(self, words: str, controls: list[Choice] | list[CardButton]) -> None:
        label = self._labels[words]
        label.set_text(words)
        label.setFixedWidth(ink.em(6))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        for control in controls:
            row.addWidget(control)
        row.addStretch(1)
        self.body.addLayout(row)

    def _choose(self, name: str) -> None:
        self.requested.emit(ChooseScheme(name))

    def _change(self, factor: float) -> None:
        self.requested.emit(ChangeText(factor))
