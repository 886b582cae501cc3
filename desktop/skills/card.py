"""The page of one skill: its state, four plain facts, the quiz, what taught it, its history; details stay folded.

Shows a frozen SkillCard; every wish leaves by `requested`. Knows no store and no engine.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.change_words import ChangeWords
from desktop.skill_words import SkillWords as Words
from desktop.skills import card_view as views
from desktop.skills import ink
from desktop.skills.card_parts import FactBand, More, SourceRow, VersionRow
from desktop.skills.card_title import CardTitle
from desktop.skills.card_view import SkillCard
from desktop.skills.parts import CardButton, Group
from desktop.skills.quiz_table import QuizTable
from desktop.skills.requests import (
    AddRequest,
    BackRequest,
    DeleteRequest,
    ForgetRequest,
    RenameRequest,
    ShowInFolderRequest,
    StateRequest,
    UndoVersionRequest,
)
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from learning.types import SkillState

COLUMN = 48.6  # the reading column, times the text size
SIDE = 32  # room at its sides, as in the chat


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
        self._sources = _Section(theme, Words.SOURCES)
        self._again = TextLines(theme, "muted", ink.CAPTION)
        self.add = CardButton(theme, ChangeWords.ADD, "plus", role="accent", flush=True)
        self._history = _Section(theme, Words.HISTORY)
        self.more = More(theme)
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.back, self.title, self.band, self.quiz, self.show_all, self._near, self._again, self.add):
            part.set_theme(theme)
        for section in (self._quiz_section, self._sources, self._history, self.more):
            section.set_theme(theme)
        self._scroll.setPalette(self._paper())
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
        column = _Column()
        column.setObjectName("skillColumn")
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page = QVBoxLayout(column.inside)
        page.setContentsMargins(SIDE, 24, SIDE, 32)
        page.setSpacing(16)
        self._quiz_section = _Section(self._theme, Words.QUIZ)
        self._quiz_section.body.addWidget(self.quiz)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.show_all)
        foot.addWidget(self._near, 1)
        self._quiz_section.body.addLayout(foot)
        self._sources.foot.addWidget(self._again)
        self._sources.foot.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.title, self.band, self._quiz_section, self._sources, self._history, self.more):
            page.addWidget(part)
        page.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setPalette(self._paper())
        self._scroll.setWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(_Bar(self._theme, self.back))
        layout.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._go_back)
        self.back.clicked.connect(self._go_back)
        self.title.segments.chosen.connect(self._ask_state)
        self.title.renamed.connect(self._ask_name)
        self.show_all.clicked.connect(self._show_all)
        self.add.clicked.connect(self._ask_add)
        self.more.show_in_folder.connect(self._ask_folder)
        self.more.delete.connect(self._ask_delete)

    def _paper(self) -> QPalette:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, ink.color(self._theme, "base"))
        return palette

    # ---------------------------------------------------------------------------------------- showing

    def _show_lines(self, card: SkillCard) -> None:
        self._sources.clear()
        self._sources.setVisible(bool(card.sources))
        for source in card.sources:
            told = SourceRow(source, self._theme)
            told.forget.connect(self._ask_forget)
            self._sources.body.addWidget(told)
        self._again.set_text(ChangeWords.LEARNING_AGAIN if card.learning_again else "")
        self._again.setVisible(card.learning_again)
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

    def _ask_folder(self) -> None:
        if self._card is not None:
            self.requested.emit(ShowInFolderRequest(self._card.path))

    def _ask_delete(self) -> None:
        if self._card is not None:
            self.requested.emit(DeleteRequest(self._card.row.id))

    def _ask_add(self) -> None:
        if self._card is not None:
            self.requested.emit(AddRequest(self._card.row.id))

    def _ask_forget(self, source: str, text: str) -> None:
        if self._card is not None:
            self.requested.emit(ForgetRequest(self._card.row.id, source, text))

    def _ask_undo(self) -> None:
        if self._card is not None:
            current = next(line for line in self._card.versions if line.current)
            self.requested.emit(UndoVersionRequest(self._card.row.id, current.lesson))


class _Section(Group):
    """A heading and what belongs under it; a group for screen readers."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._head = TextLines(theme, "text", ink.HEADING, bold=True, most=1)
        self._head.set_text(title)
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        layout.addLayout(self.body)
        self.foot = QVBoxLayout()
        layout.addLayout(self.foot)

    def set_theme(self, theme: Theme) -> None:
        self._head.set_theme(theme)

    def clear(self) -> None:
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class _Bar(QWidget):
    """The bar with the way back, a hairline under it."""

    def __init__(self, theme: Theme, back: CardButton) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE - 6, 8, SIDE - 6, 8)
        row.addWidget(back)
        row.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), self.palette().color(QPalette.ColorRole.Base))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.palette().color(QPalette.ColorRole.Mid))


class _Column(QWidget):
    """Keeps the page in one column of reading width, in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = QWidget(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.inside, 1000)
        row.addStretch(1)
        self._limit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._limit()

    def _limit(self) -> None:
        self.inside.setMaximumWidth(ink.em(COLUMN) + 2 * SIDE)
