"""The page of one skill: its state, four plain facts, the quiz, what taught it, its history; details stay folded.

Shows a frozen SkillCard; every wish leaves by `requested`. Knows no store and no engine.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.paper import Bar, Paper, Section
from desktop.skill_words import SkillWords as Words
from desktop.skills import card_view as views
from desktop.skills import ink
from desktop.skills.card_parts import FactBand, More, VersionRow
from desktop.skills.card_sources import TaughtBy
from desktop.skills.card_title import CardTitle
from desktop.skills.card_view import SkillCard
from desktop.skills.parts import CardButton
from desktop.skills.quiz_table import QuizTable
from desktop.skills.requests import (
    BackRequest,
    DeleteRequest,
    RenameRequest,
    ReteachRequest,
    SaveRequest,
    ShowInFolderRequest,
    StateRequest,
    UndoVersionRequest,
)
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from learning.types import SkillState


class SkillCardPage(QWidget):
    requested = Signal(object)  # one of desktop.skills.requests

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("skillPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._card: SkillCard | None = None
        self.back = CardButton(theme, Words.BACK, "chevron-left")
        self.title = CardTitle(theme)
        self.band = FactBand(theme)
        self.quiz = QuizTable(theme)
        self.show_all = CardButton(theme, "", role="accent", flush=True)
        self._near = TextLines(theme, "muted", ink.CAPTION, most=2)
        self._sources = TaughtBy(theme)
        self.add = self._sources.add
        self._history = Section(theme, Words.HISTORY)
        self.more = More(theme)
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.back, self.title, self.band, self.quiz, self.show_all, self._near, self._scroll):
            part.set_theme(theme)
        for section in (self._quiz_section, self._sources, self._history, self.more):
            section.set_theme(theme)
        if self._card is not None:
            self._show_lines(self._card)

    def card(self) -> SkillCard | None:
        return self._card

    def show_card(self, card: SkillCard) -> None:
        """Shows a skill, or the next state of the one shown. A page opened anew is announced."""
        opened = self._card is None or self._card.row.id != card.row.id
        changed = self._card is None or self._card.score != card.score or opened
        self._card = card
        name = Words.page_name(card.row.name, card.row.state_word)
        self.setAccessibleName(name)
        self.title.show_card(card)
        self.band.show_facts(views.facts(card))
        if changed:
            self.quiz.set_items(card.score.items)
        self._near.set_text(views.near_miss_note(card.score))
        self._turn_show_all()
        self._show_lines(card)
        self.more.show_card(card)
        if opened:
            self._scroll.verticalScrollBar().setValue(0)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, name))

    def focus_title(self) -> None:
        self.title.take_focus()

    def versions(self) -> tuple[VersionRow, ...]:
        return tuple(self.findChildren(VersionRow))

    # --------------------------------------------------------------------------------------- building

    def _lay_out(self) -> None:
        self._scroll = Paper(self._theme)
        self._quiz_section = Section(self._theme, Words.QUIZ)
        self._quiz_section.body.addWidget(self.quiz)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.show_all)
        foot.addWidget(self._near, 1)
        self._quiz_section.body.addLayout(foot)
        for part in (self.title, self.band, self._quiz_section, self._sources, self._history, self.more):
            self._scroll.page.addWidget(part)
        self._scroll.page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Bar(self.back))
        layout.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._go_back)
        self.back.clicked.connect(self._go_back)
        self.title.segments.chosen.connect(self._ask_state)
        self.title.renamed.connect(self._ask_name)
        self.title.reteach.clicked.connect(self._ask_reteach)
        self.show_all.clicked.connect(self._show_all)
        self._sources.requested.connect(self.requested)
        self.more.show_in_folder.connect(self._ask_folder)
        self.more.delete.connect(self._ask_delete)
        self.more.save.connect(self._ask_save)

    # ---------------------------------------------------------------------------------------- showing

    def _show_lines(self, card: SkillCard) -> None:
        self._sources.show_card(card)
        self._history.clear()
        earlier = len(card.versions) > 1
        for line in card.versions:
            row = VersionRow(line, earlier and line.current, self._theme)
            row.undo.connect(self._ask_undo)
            self._history.body.addWidget(row)

    def _turn_show_all(self) -> None:
        hidden = self.quiz.hidden_items()
        total = len(self._card.score.items) if self._card is not None else 0
        self.show_all.setText(Words.show_all(total))
        self.show_all.setVisible(hidden > 0)
        self._quiz_section.setVisible(total > 0)

    def _show_all(self) -> None:
        self.quiz.show_all()
        self._turn_show_all()

    # ----------------------------------------------------------------------------------------- asking

    def _go_back(self) -> None:
        self.requested.emit(BackRequest())

    def _ask_state(self, state: SkillState) -> None:
        if self._card is not None and state is not self._card.row.state:
            self.requested.emit(StateRequest(self._card.row.id, state))

    def _ask_name(self, name: str) -> None:
        if self._card is not None:
            self.requested.emit(RenameRequest(self._card.row.id, name))

    def _ask_reteach(self) -> None:
        if self._card is not None:
            self.requested.emit(ReteachRequest(self._card.row.id))

    def _ask_folder(self) -> None:
        if self._card is not None:
            self.requested.emit(ShowInFolderRequest(self._card.path))

    def _ask_save(self) -> None:
        if self._card is not None:
            self.requested.emit(SaveRequest(self._card.row.id))

    def _ask_delete(self) -> None:
        if self._card is not None:
            self.requested.emit(DeleteRequest(self._card.row.id))

    def _ask_undo(self) -> None:
        if self._card is not None:
            current = next(line for line in self._card.versions if line.current)
            self.requested.emit(UndoVersionRequest(self._card.row.id, current.lesson))
