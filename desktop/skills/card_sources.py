"""What taught a skill, on its page: the person's own statements, and documents and web pages with their facts folded.

Shows frozen lines; wishes leave by `requested`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.change_words import ChangeWords
from desktop.chat.flow import FlowLayout
from desktop.paper import Section
from desktop.skill_words import SkillWords
from desktop.skills import ink
from desktop.skills.card_parts import SourceRow
from desktop.skills.card_view import SkillCard
from desktop.skills.origins import OriginLine
from desktop.skills.parts import CardButton, Group, IconLabel
from desktop.skills.requests import AddRequest, ForgetRequest, ForgetSourceRequest, RefreshRequest
from desktop.skills.text_lines import TextLines
from desktop.source_words import OriginWords as Words
from desktop.theme import Theme


class TaughtBy(Section):
    requested = Signal(object)  # one of desktop.skills.requests

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, SkillWords.SOURCES)
        self._theme = theme
        self._skill = ""
        self._open: set[str] = set()  # origins whose facts are shown
        self._age = TextLines(theme, "muted", ink.SMALL)
        self._again = TextLines(theme, "muted", ink.CAPTION)
        self.add = CardButton(theme, ChangeWords.ADD, "plus", role="accent", flush=True)
        self.top.addWidget(self._age)
        self.foot.addWidget(self._again)
        self.foot.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.add.clicked.connect(lambda: self.requested.emit(AddRequest(self._skill)))

    def set_theme(self, theme: Theme) -> None:
        """The lines are built anew with the card."""
        super().set_theme(theme)
        self._theme = theme
        for part in (self._age, self._again, self.add):
            part.set_theme(theme)

    def show_card(self, card: SkillCard) -> None:
        if card.row.id != self._skill:
            self._skill, self._open = card.row.id, set()
        self.clear()
        for source in card.sources:
            self.body.addWidget(self._told(SourceRow(source, self._theme)))
        for line in card.origins:
            self.body.addWidget(self._origin(line))
        self._age.set_text(card.age)
        self._age.setVisible(bool(card.age))
        self._again.set_text(ChangeWords.LEARNING_AGAIN if card.learning_again else "")
        self._again.setVisible(card.learning_again)
        self.setVisible(bool(card.sources or card.origins))

    def _told(self, row: SourceRow) -> SourceRow:
        row.forget.connect(lambda source, text: self.requested.emit(ForgetRequest(self._skill, source, text)))
        return row

    def _origin(self, line: OriginLine) -> OriginRow:
        row = OriginRow(line, self._theme)
        row.fact_built.connect(self._told)
        row.turned.connect(self._turned)
        row.forget.clicked.connect(lambda: self.requested.emit(ForgetSourceRequest(self._skill, line.origin)))
        row.refresh.clicked.connect(lambda: self.requested.emit(RefreshRequest(self._skill, line.address)))
        row.show_facts(line.origin in self._open)
        return row

    def _turned(self, origin: str, shown: bool) -> None:
        (self._open.add if shown else self._open.discard)(origin)


class OriginRow(Group):
    """One document or web page: what it is, how old, how many facts; its facts on demand."""

    fact_built = Signal(object)  # SourceRow, to be connected
    turned = Signal(str, bool)  # origin, whether its facts are shown

    def __init__(self, line: OriginLine, theme: Theme) -> None:
        super().__init__()
        self.line, self._theme = line, theme
        self.facts: tuple[SourceRow, ...] = ()
        role = "muted" if line.going else "text"
        texts = [TextLines(theme, role, ink.BODY, bold=True, most=2), TextLines(theme, "muted", ink.SMALL, most=2)]
        texts.append(TextLines(theme, "muted", ink.SMALL, most=3))
        self.toggle = CardButton(theme, Words.SHOW, "chevron-right", flush=True)
        self.toggle.setCheckable(True)
        self.refresh = CardButton(theme, Words.REFRESH, "refresh-cw")
        self.refresh.setAccessibleName(Words.refresh(line.title))
        self.forget = CardButton(theme, Words.FORGET, "trash-2")
        self.forget.setAccessibleName(Words.forget(line.title))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(0)
        words = QVBoxLayout()
        words.setSpacing(2)
        for text, said in zip(texts, (line.title, line.where, line.note), strict=True):
            text.set_text(said)
            text.setVisible(bool(said))
            words.addWidget(text)
        words.addWidget(self._buttons())
        words.addLayout(self._inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 9)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, "globe" if line.web else "file-text", "muted"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setAccessibleName(". ".join(part for part in (line.title, line.where, line.note) if part))
        self.refresh.setVisible(line.web and not line.going)
        self.forget.setVisible(not line.going)
        self.toggle.toggled.connect(self.show_facts)
        self.show_facts(False)

    def show_facts(self, shown: bool) -> None:
        """The facts are built when they are first wanted: a document can have a hundred."""
        if shown and not self.facts:
            last = self.line.facts[-1]
            self.facts = tuple(SourceRow(fact, self._theme, ruled=fact is not last) for fact in self.line.facts)
            for fact in self.facts:
                self.fact_built.emit(fact)
                self._inside.addWidget(fact)
        for fact in self.facts:
            fact.setVisible(shown)
        self.toggle.setChecked(shown)
        self.toggle.setText(Words.HIDE if shown else Words.SHOW)
        self.toggle.set_icon("chevron-down" if shown else "chevron-right")
        self.toggle.setAccessibleName(Words.show(shown, self.line.title))
        self.toggle.updateGeometry()
        self.turned.emit(self.line.origin, shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, ink.color(self._theme, "line"))

    def _buttons(self) -> QWidget:
        """They wrap the row, they are never cut."""
        line = QWidget()
        flow = FlowLayout(line, gap=12)
        for button in (self.toggle, self.refresh, self.forget):
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        line.setSizePolicy(policy)
        return line
