"""The transcript: messages and lesson cards under one another, in a reading column, scrolled by the reader.

Knows widgets and scrolling; what is shown comes in as frozen data. New words follow only a reader who is at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.chat.answer_source import AnswerSource
from desktop.chat.lesson_card import LessonCard
from desktop.chat.lesson_view import LessonView
from desktop.chat.message_view import MessageView
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme
from desktop.words import ChatWords as Words
from learning.types import Message

COLUMN = 48.6  # times the text size: 680 px at 14
NEWEST = 100  # messages built at first
SPACE = 14


class Transcript(QScrollArea):
    again_requested = Signal(str)  # message id
    look_up_asked = Signal(str)  # message id: the same question, looked up in the documents
    source_asked = Signal(object)  # AnswerSource: open this place
    corrected = Signal(str, str)  # message id, the answer as it should have been
    link_asked = Signal(str)
    example_chosen = Signal(str)
    card_made = Signal(object)  # LessonCard, to be connected

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._messages: tuple[Message, ...] = ()
        self._first = 0
        self._views: dict[str, MessageView] = {}
        self._cards: dict[str, dict[str, LessonCard]] = {}  # by the message that asked, and the lesson
        self._lessons: dict[str, dict[str, LessonView]] = {}
        self._sources: dict[str, tuple[AnswerSource, ...]] = {}  # by message
        self._can_look_up = False
        self._follow = True
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.welcome = Welcome(theme)
        self.welcome.chosen.connect(self.example_chosen)
        self.earlier = CardButton(theme, Words.EARLIER, role="accent")
        self.earlier.clicked.connect(self._show_earlier)
        self._column = QWidget()
        self._column.setObjectName("transcriptColumn")
        self._column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self._column)
        self._layout.setContentsMargins(0, 16, 0, 16)
        self._layout.setSpacing(SPACE)
        self._layout.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self.welcome)
        self._layout.addStretch(1)
        self.setWidget(self._column)
        self.verticalScrollBar().rangeChanged.connect(self._grown)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # --------------------------------------------------------------------------------------- showing

    def show_chat(
        self,
        messages: Sequence[Message],
        lessons: Mapping[str, Sequence[LessonView]],
        sources: Mapping[str, Sequence[AnswerSource]] = MappingProxyType({}),
    ) -> None:
        """Another chat. By message: `lessons` has the cards of what it asked for, `sources` what answered it."""
        for widget in (*self._views.values(), *_all(self._cards)):
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._views, self._cards = {}, {}
        self._messages = tuple(messages)
        self._first = max(len(messages) - NEWEST, 0)
        self._lessons = {message: {view.id: view for view in views} for message, views in lessons.items()}
        self._sources = {message: tuple(found) for message, found in sources.items()}
        self._follow = True
        for message in self._messages[self._first :]:
            self._add(message)
        self._settle()
        QTimer.singleShot(0, self, self.to_end)

    def add(self, message: Message) -> None:
        self._messages = (*self._messages, message)
        self._follow = True
        self._add(message)
        self._settle()

    def update_message(self, message: Message) -> None:
        if message.id in self._views:
            self._views[message.id].show_message(message)

    def remove(self, message: str) -> None:
        self._messages = tuple(each for each in self._messages if each.id != message)
        view = self._views.pop(message, None)
        if view is not None:
            self._layout.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._settle()

    def show_lesson(self, message: str, view: LessonView) -> None:
        """The card of one lesson, under the message that asked for it."""
        self._lessons.setdefault(message, {})[view.id] = view
        card = self._cards.get(message, {}).get(view.id)
        if card is not None:
            card.update_view(view)
        elif message in self._views:
            self._add_card(message, view)

    def show_sources(self, message: str, sources: Sequence[AnswerSource]) -> None:
        """Where an answer came from."""
        self._sources[message] = tuple(sources)
        if message in self._views:
            self._views[message].show_sources(self._sources[message], self._can_look_up)

    def set_look_up(self, possible: bool) -> None:
        """Whether there are documents that a question could be looked up in."""
        self._can_look_up = possible
        for message, view in self._views.items():
            view.show_sources(self._sources.get(message, ()), possible)

    def view_of(self, message: str) -> MessageView | None:
        return self._views.get(message)

    def newest(self) -> QWidget | None:
        """The text of the newest message, for the keyboard to go to."""
        view = self._views.get(self._messages[-1].id) if self._messages else None
        return view.text if view is not None else None

    def cards_of(self, message: str) -> tuple[LessonCard, ...]:
        return tuple(self._cards.get(message, {}).values())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for view in self._views.values():
            view.set_theme(theme)
        for card in _all(self._cards):
            card.set_theme(theme)
        self.welcome.set_theme(theme)
        self.earlier.set_theme(theme)

    def to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    # ---------------------------------------------------------------------------------------- private

    def _add(self, message: Message, at: int = -1) -> None:
        view = MessageView(message, self._theme, self._column)
        view.again_requested.connect(self.again_requested)
        view.corrected.connect(self.corrected)
        view.look_up_asked.connect(self.look_up_asked)
        view.source_asked.connect(self.source_asked)
        view.show_sources(self._sources.get(message.id, ()), self._can_look_up)
        view.link_asked.connect(self.link_asked)
        self._views[message.id] = view
        self._layout.insertWidget(self._layout.count() - 1 if at < 0 else at, view)
        view.show()
        for lesson in self._lessons.get(message.id, {}).values():
            self._add_card(message.id, lesson)

    def _add_card(self, message: str, view: LessonView) -> None:
        card = LessonCard(view, self._theme, self._column)
        own = self._cards.setdefault(message, {})
        own[view.id] = card
        self._layout.insertWidget(self._layout.indexOf(self._views[message]) + len(own), card)
        card.show()
        self.card_made.emit(card)

    def _show_earlier(self) -> None:
        """The hundred before, above; the reader's place stays."""
        bar = self.verticalScrollBar()
        before = bar.maximum() - bar.value()
        self._follow = False
        until, self._first = self._first, max(self._first - NEWEST, 0)
        for offset, message in enumerate(self._messages[self._first : until]):
            cards = sum(len(self.cards_of(above.id)) for above in self._messages[self._first : until])
            self._add(message, 2 + offset + cards)
        self._settle()
        QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum() - before))

    def _settle(self) -> None:
        self.earlier.setVisible(self._first > 0)
        self.welcome.setVisible(not self._messages)
        newest = self._messages[-1].id if self._messages else ""
        for message, view in self._views.items():
            view.set_newest(message == newest)

    def _grown(self) -> None:
        if self._follow:
            self.to_end()

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._follow = value >= bar.maximum() - ink.em(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = side_room(self.width())
        bar = self.width() - self.viewport().width()
        self._layout.setContentsMargins(side, 16, max(side - bar, 0), 16)  # the same column with and without a bar


def _all(cards: Mapping[str, Mapping[str, LessonCard]]) -> list[LessonCard]:
    return [card for own in cards.values() for card in own.values()]


def side_room(width: int) -> int:
    """Room at either side of the reading column, in a page this wide."""
    return max((width - ink.em(COLUMN)) // 2, 32 if width > ink.em(36) else 16)


class Welcome(QWidget):
    """An empty chat: one sentence and three examples."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._text = TextLines(theme, "text", ink.TITLE, bold=True)
        self._text.set_text(Words.WELCOME)
        self.buttons = tuple(CardButton(theme, words, outlined=True) for words in Words.EXAMPLES)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, ink.em(6), 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._text)
        for button in self.buttons:
            button.clicked.connect(self._choose)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_theme(self, theme: Theme) -> None:
        self._text.set_theme(theme)
        for button in self.buttons:
            button.set_theme(theme)

    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, CardButton):
            self.chosen.emit(button.text())
