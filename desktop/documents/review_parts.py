"""Head and foot of the check before learning: what it is about, what is shown of it, how much is ticked.

Know words and colours; what a press means is for the page.
"""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.chat.primary import PrimaryButton
from desktop.documents.review_view import ReviewView
from desktop.documents.two_ways import TwoWays
from desktop.icons import icon
from desktop.library_words import LibraryWords as Words
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme

SIDE = 18


class ReviewHead(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = TextLines(theme, "text", ink.TITLE, bold=True, most=1)
        self.title.set_text(Words.TITLE)
        self.source = TextLines(theme, "muted", ink.BODY, most=2)
        self.which = TwoWays(theme)
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(Words.FIND)
        self.finder.setAccessibleName(Words.FIND)
        self.finder.setClearButtonEnabled(True)
        self.finder.setMaximumWidth(ink.em(13))
        self._sign = self.finder.addAction(icon(theme, "search"), QLineEdit.ActionPosition.LeadingPosition)
        self.safe = CardButton(theme, Words.TICK_SAFE, outlined=True)
        self.part = TextLines(theme, "muted", ink.SMALL, most=2)
        self.before = CardButton(theme, Words.LAST_PART, "chevron-left")
        self.after = CardButton(theme, Words.NEXT_PART, "chevron-right")
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        self._sign.setIcon(icon(theme, "search"))
        for text in (self.title, self.source, self.part):
            text.set_theme(theme)
        for button in (self.safe, self.before, self.after):
            button.set_theme(theme)
        self.which.set_theme(theme)

    def show_view(self, view: ReviewView) -> None:
        self.finder.clear()
        self.which.choose(False)
        self.source.set_text(Words.from_source(view.name, view.pages))
        for part in (self.part, self.before, self.after):
            part.setVisible(view.parts > 1)
        self.part.set_text(Words.part(view.first, view.first + len(view.facts) - 1, view.total))
        self.before.setEnabled(view.part > 0)
        self.after.setEnabled(view.part + 1 < view.parts)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.which)
        tools.addStretch(1)
        tools.addWidget(self.finder, 2)
        tools.addWidget(self.safe)
        parts = QHBoxLayout()
        parts.addWidget(self.part, 1)
        parts.addWidget(self.before)
        parts.addWidget(self.after)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, 12, SIDE, 8)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.source)
        layout.addLayout(tools)
        layout.addLayout(parts)


class ReviewFoot(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.count = TextLines(theme, "text", ink.BODY, bold=True, most=1)
        self.stays = TextLines(theme, "muted", ink.CAPTION, most=1)
        self.stays.set_text(Words.SEARCHABLE)
        self.trust = QCheckBox(Words.TRUST)
        self.not_now = CardButton(theme, Words.NOT_NOW)
        self.learn = PrimaryButton(theme, Words.learn(0), "circle-check")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.count)
        words.addWidget(self.stays)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.not_now)
        row.addWidget(self.learn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SIDE, 10, SIDE, 12)
        layout.setSpacing(6)
        layout.addWidget(self.trust)
        layout.addLayout(row)

    def set_theme(self, theme: Theme) -> None:
        for text in (self.count, self.stays):
            text.set_theme(theme)
        self.not_now.set_theme(theme)
        self.learn.set_theme(theme)

    def show_view(self, view: ReviewView) -> None:
        self.trust.setVisible(bool(view.folder))
        self.trust.setChecked(False)
        self.trust.setToolTip(view.folder)

    def show_count(self, ticked: int, total: int, seconds: float) -> None:
        self.count.set_text(Words.ticked(ticked, total, seconds))
        self.learn.setText(Words.learn(ticked))
        self.learn.setEnabled(ticked > 0)
        self.learn.updateGeometry()
