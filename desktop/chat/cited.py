"""The passages that an answer was looked up in: one quiet line each, its words folded, and the way to the place.

Shows frozen sources as plain text. Opens nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop import foreign
from desktop.chat.answer_source import AnswerSource, title
from desktop.chat.flow import FlowLayout
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, IconLabel
from desktop.skills.text_lines import TextLines, plain_tip
from desktop.source_words import CiteWords as Words
from desktop.theme import Theme


class CitedList(QWidget):
    source_asked = Signal(object)  # AnswerSource: open this place

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shown: tuple[Cited, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for cited in self.shown:
            cited.set_theme(theme)

    def show_sources(self, sources: Sequence[AnswerSource]) -> None:
        if tuple(cited.source for cited in self.shown) == tuple(sources):
            return
        for cited in self.shown:
            self._rows.removeWidget(cited)
            cited.hide()
            cited.deleteLater()
        self.shown = tuple(Cited(source, self._theme) for source in sources)
        for cited in self.shown:
            cited.asked.connect(self.source_asked)
            self._rows.addWidget(cited)
        self.setVisible(bool(self.shown))

    def words(self) -> str:
        return ". ".join(cited.words() for cited in self.shown)


class Cited(Group):
    """“Looked up in rules.pdf, page 3”, Show the passage, Open."""

    asked = Signal(object)  # AnswerSource

    def __init__(self, source: AnswerSource, theme: Theme) -> None:
        super().__init__()
        self.source = source
        name = title(source)
        self._said = _Said(Words.looked_up(name, source.page), theme)
        self._said.setToolTip(plain_tip(foreign.line(source.title)) if name.endswith("…") else "")
        self.toggle = CardButton(theme, Words.SHOW, "chevron-right", role="accent")
        self.toggle.setCheckable(True)
        self.open = CardButton(theme, Words.OPEN, role="accent")
        self.open.setAccessibleName(Words.open(name, source.page))
        self.quote = Quote(foreign.passage(source.quote), theme)
        line = QWidget()
        flow = FlowLayout(line, gap=4)
        for part in (self._said, self.toggle, self.open):
            flow.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        line.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(line)
        layout.addWidget(self.quote)
        self.setAccessibleName(self.words())
        self.toggle.setVisible(bool(self.quote.text()))
        self.open.setVisible(bool(source.document or source.address))
        self.toggle.toggled.connect(self._turn)
        self.open.clicked.connect(lambda: self.asked.emit(self.source))
        self._turn(False)

    def set_theme(self, theme: Theme) -> None:
        for part in (self._said, self.toggle, self.open, self.quote):
            part.set_theme(theme)

    def words(self) -> str:
        return Words.looked_up(title(self.source), self.source.page)

    def _turn(self, shown: bool) -> None:
        self.quote.setVisible(shown)
        self.toggle.setText(Words.HIDE if shown else Words.SHOW)
        self.toggle.setAccessibleName(Words.passage(shown, title(self.source)))
        self.toggle.set_icon("chevron-down" if shown else "chevron-right")
        self.toggle.updateGeometry()


class Quote(QWidget):
    """A passage as it stands in the document: plain text on a raised block with a bar."""

    def __init__(self, text: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = TextLines(theme, "text", ink.SMALL)
        self._text.set_text(text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 8)
        layout.addWidget(self._text)
        self.setAccessibleName(Words.PASSAGE)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._text.set_theme(theme)
        self.update()

    def text(self) -> str:
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        outline = ink.color(self._theme, "line") if self._theme.high_contrast else None
        ink.rounded(painter, rect, 4, ink.color(self._theme, "raised"), outline)
        ink.rounded(painter, QRectF(0, 0, 3, rect.height()), 1.5, ink.color(self._theme, "edge"), None)


class _Said(QWidget):
    """The sign and the words, as high as the buttons beside them."""

    def __init__(self, words: str, theme: Theme) -> None:
        super().__init__()
        self._sign = IconLabel(theme, "quote", "muted")
        self._text = TextLines(theme, "muted", ink.CAPTION, most=3)
        self._text.set_text(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        self.setMinimumHeight(max(28, ink.em(2.0)))

    def set_theme(self, theme: Theme) -> None:
        self._sign.set_theme(theme)
        self._text.set_theme(theme)
