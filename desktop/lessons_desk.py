"""Lessons in the window: what a person asks for, and what the engine says, become stored states, skills and cards.

Knows the order: publish and commit first, then the skill is worn, then the card says so.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.asking import Asking
from desktop.change_words import ChangeWords
from desktop.chat.lesson_card import LessonCard
from desktop.chat.lesson_view import LessonView
from desktop.chat.page import ChatPage
from desktop.chats_desk import ChatsDesk
from desktop.conversation import Conversation
from desktop.lesson_line import LessonLine
from desktop.looking_up import of_messages
from desktop.notices import Notice
from desktop.publishing import Publishing
from desktop.remaking_desk import RemakingDesk
from desktop.words import NoticeWords
from learning.protocol import Failed, FailureCode, Learned, Progress, Stopped
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.types import LessonState, ModelRef, Skill, Verdict


class LessonsDesk(QObject):
    changed = Signal()  # what learns now, or how far it is
    skills_changed = Signal()
    skill_asked = Signal(str)
    disk_trouble = Signal(object)

    def __init__(self, store: Store, link: actions.Link, page: ChatPage, chats: ChatsDesk, talk: Conversation) -> None:
        super().__init__(page)
        self._store, self._link, self._page, self._chats, self._talk = store, link, page, chats, talk
        self._line = LessonLine(store)
        self.asking = Asking(store, page, chats)
        self.asking.planned.connect(self.begin)
        self.asking.changed.connect(self.changed)
        self.asking.disk_trouble.connect(self.disk_trouble)
        self.remaking = RemakingDesk(store, page.notices)
        self.remaking.planned.connect(self.begin)
        self.remaking.discard_asked.connect(self.discard)
        self.remaking.undo_asked.connect(self.undo)
        self.remaking.disk_trouble.connect(self.disk_trouble)
        self.publishing = Publishing(store, self)
        self.publishing.published.connect(self._published)
        self.publishing.failed.connect(self._not_published)
        self.model: ModelRef | None = None
        page.composer.refused.connect(page.notices.tell)
        page.transcript.card_made.connect(self._connect_card)
        chats.opened.connect(self.show_chat)

    @property
    def busy(self) -> bool:
        return bool(self._line.all()) or self.asking.busy

    def current(self) -> tuple[LessonView | None, int]:
        """What learns now and how many wait."""
        return self._line.current()

    def show_chat(self, chat: str) -> None:
        """The transcript of a chat, with its cards."""
        messages = self._store.chats.messages(chat)
        writing = self._talk.streaming()
        shown = [writing if writing is not None and message.id == writing.id else message for message in messages]
        self._page.transcript.show_chat(shown, self._line.views(chat), of_messages(shown))

    def refresh(self, lesson: str) -> None:
        """Show a lesson's card as it stands now."""
        row = self._line.row(lesson)
        if row.message and row.chat == self._chats.chat:
            self._page.transcript.show_lesson(row.message, self._line.view(lesson))
        self.changed.emit()

    # ------------------------------------------------------------------------------------- asking

    def resume(self, lesson: str) -> None:
        if self.model is not None and lesson not in self._line:
            self._do(lambda model: actions.practise(self._store, self._link, lesson, model), lesson, waits=True)

    def stop(self, lesson: str) -> None:
        actions.stop(self._link, lesson)

    def discard(self, lesson: str) -> None:
        self._line.remove(lesson)
        self._do(lambda _model: actions.discard(self._store, self._link, lesson), lesson)
        self.skills_changed.emit()

    def undo(self, lesson: str) -> None:
        self._do(lambda model: actions.undo(self._store, self._link, lesson, model), lesson)
        self.skills_changed.emit()

    def redo(self, lesson: str) -> None:
        self._do(lambda model: actions.redo(self._store, self._link, lesson, model), lesson)
        self.skills_changed.emit()

    def undo_newest(self) -> None:
        """Ctrl+Shift+Z."""
        done = self._store.lessons.list((LessonState.LEARNED, LessonState.GENTLE))
        if done:
            self.undo(done[-1].lesson.id)
        else:
            self._page.notices.tell(NoticeWords.NOTHING_TO_UNDO)

    def begin(self, planned: actions.Planned) -> None:
        """A new lesson is stored: now the engine may hear of it."""
        lesson = planned.row.lesson.id
        self._link.send(planned.command)
        self._line.add(lesson, planned.row)
        self.refresh(lesson)
        self.skills_changed.emit()  # the page of a skill says that it is being learned again

    def _connect_card(self, card: LessonCard) -> None:
        card.stop_requested.connect(self.stop)
        card.resume_requested.connect(self.resume)
        card.retry_requested.connect(self.resume)
        card.discard_requested.connect(self.discard)
        card.undo_requested.connect(self.undo)
        card.redo_requested.connect(self.redo)
        card.open_skill_requested.connect(self.skill_asked)

    def _do(self, act: Callable[[ModelRef], None], lesson: str, waits: bool = False) -> None:
        """Store and send; then the lesson stands in the line, if it waits."""
        if self.model is not None:
            try:
                act(self.model)
                if waits:
                    self._line.add(lesson)
            except StoreError as error:
                self.disk_trouble.emit(error)
        self.refresh(lesson)

    # -------------------------------------------------------------------------------------- engine

    def hear(self, event: Progress | Learned | Stopped | Failed) -> None:
        """An event about a lesson in our line; others are not for us."""
        if event.id not in self._line:
            return
        match event:
            case Progress(lesson, step):
                if self._line.step(lesson, step):
                    self._store.lessons.set_state(lesson, LessonState.RUNNING)
                self.refresh(lesson)
            case Learned():
                self._learned(event)
            case Stopped(lesson):
                self._ended(lesson, LessonState.INTERRUPTED)
            case Failed(lesson, code):
                self._ended(lesson, LessonState.FAILED, code)

    def engine_died(self, reason: FailureCode | None) -> None:
        """Everything that was asked of the dead engine can be resumed."""
        for lesson in self._line.all():
            if lesson not in self.publishing:
                self._ended(lesson, LessonState.INTERRUPTED, reason or "")

    def _learned(self, event: Learned) -> None:
        if event.score.verdict is Verdict.NOT_LEARNED:
            self._store.lessons.set_state(event.id, LessonState.NOT_LEARNED, event.score.reason, event.score)
            row = self._line.row(event.id)
            if row.message is None:
                self._page.notices.say(Notice(ChangeWords.not_remade(row.lesson.title), trouble=True))
            self._ended(event.id)
            return
        self.publishing.publish(event)

    def _published(self, skill: Skill) -> None:
        """The commit is done: now it may be worn, then the card says so."""
        if self.model is not None:
            actions.use(self._store, self._link, self.model)
            self.remaking.bring_up_to_date(skill.lesson)
        self._ended(skill.lesson)

    def _not_published(self, lesson: str, error: Exception) -> None:
        self._ended(lesson, LessonState.INTERRUPTED)
        self.disk_trouble.emit(error)

    def _ended(self, lesson: str, state: LessonState | None = None, reason: str = "") -> None:
        self._line.remove(lesson)
        if state is not None:
            self._store.lessons.set_state(lesson, state, reason)
        for each in (lesson, *self._line.all()):
            self.refresh(each)
        self.skills_changed.emit()
