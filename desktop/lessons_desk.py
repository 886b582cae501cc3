"""Lessons under way: what the engine says of them becomes cards, stored states and published skills.

Knows the order: publish and commit first, then the skill is worn, then the card says so. Widgets get frozen views.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.background import OnDisk
from desktop.chat.lesson_card import LessonCard
from desktop.chat.lesson_view import LessonView
from desktop.chat.page import ChatPage
from desktop.conversation import Conversation
from desktop.notices import Notice
from desktop.words import NoticeWords, StatusWords
from learning import budget
from learning.protocol import Failed, FailureCode, Learned, Progress, Stopped
from learning.store.errors import StoreError
from learning.store.lessons import LessonRow
from learning.store.store import Store
from learning.types import Intent, IntentPart, LessonState, ModelRef, Skill, Step, Verdict

OPEN = (LessonState.WAITING, LessonState.RUNNING)


class LessonsDesk(QObject):
    changed = Signal()  # what learns now, or how far it is
    skills_changed = Signal()
    skill_asked = Signal(str)
    disk_trouble = Signal(object)

    def __init__(self, store: Store, link: actions.Link, page: ChatPage, talk: Conversation) -> None:
        super().__init__(page)
        self._store, self._link, self._page, self._talk = store, link, page, talk
        self._steps: dict[str, Step] = {}
        self._line: list[str] = []  # lessons sent to the engine, the first is under way
        self._saving: set[str] = set()
        self.model: ModelRef | None = None
        page.composer.taught.connect(self.teach)
        page.composer.refused.connect(self._refuse)
        page.transcript.card_made.connect(self._connect_card)
        talk.opened.connect(self._show_chat)

    # ------------------------------------------------------------------------------------- showing

    def views(self, chat: str) -> dict[str, LessonView]:
        """Cards of a chat by the message that asked."""
        rows = [row for row in self._store.lessons.list() if row.chat == chat and row.message]
        return {str(row.message): self._view(row) for row in rows}

    def current(self) -> tuple[LessonView | None, int]:
        """What learns now and how many wait."""
        if not self._line:
            return None, 0
        return self._view(self._store.lessons.get(self._line[0])), len(self._line) - 1

    @property
    def busy(self) -> bool:
        return bool(self._line)

    def _view(self, row: LessonRow) -> LessonView:
        lesson = row.lesson.id
        step = self._steps.get(lesson)
        place = self._line.index(lesson) if lesson in self._line else 0
        running = lesson in self._steps and row.state in OPEN
        ahead = self._store.lessons.get(self._line[0]).lesson.title if place == 1 else ""
        return LessonView(
            id=lesson,
            title=row.lesson.title,
            state=LessonState.RUNNING if running else row.state,
            step=step,
            seconds_left=step.seconds_left if step else None,
            score=row.score,
            skill_id=self._skill_of(lesson),
            reason=row.reason,
            position=place,
            waits_for=ahead,
            estimate=_estimate(row),
            resumable=row.state is LessonState.INTERRUPTED,
        )

    def _skill_of(self, lesson: str) -> str | None:
        return next((skill.id for skill in self._store.skills.list() if skill.lesson == lesson), None)

    def _show_chat(self, chat: str) -> None:
        messages = list(self._store.chats.messages(chat))
        writing = self._talk.streaming()
        if writing is not None:
            messages = [writing if message.id == writing.id else message for message in messages]
        self._page.transcript.show_chat(messages, self.views(chat))

    def refresh(self, lesson: str) -> None:
        """Show a lesson's card as it stands now."""
        row = self._store.lessons.get(lesson)
        if row.message and row.chat == self._talk.chat:
            self._page.transcript.show_lesson(row.message, self._view(row))
        self.changed.emit()

    # ------------------------------------------------------------------------------------- asking

    def teach(self, text: str, wanted: Intent) -> None:
        if self.model is None:
            self._page.notices.say(Notice(StatusWords.NO_MODEL))
            return
        try:
            said = actions.teach(self._store, self._link, self._talk.chat, text, wanted, self.model)
        except StoreError as error:
            self.disk_trouble.emit(error)
            return
        assert said.lesson is not None
        self._line.append(said.lesson)
        self._page.composer.clear()
        self._page.composer.flush_draft()
        self._page.transcript.add(said)
        self._page.header.show_chat(self._store.chats.get(self._talk.chat).title)
        self.refresh(said.lesson)

    def resume(self, lesson: str) -> None:
        if self.model is None or lesson in self._line:
            return
        self._line.append(lesson)
        self._do(lambda model: actions.practise(self._store, self._link, lesson, model), lesson)

    def stop(self, lesson: str) -> None:
        actions.stop(self._link, lesson)

    def discard(self, lesson: str) -> None:
        self._forget(lesson)
        self._do(lambda _model: actions.discard(self._store, self._link, lesson), lesson)

    def undo(self, lesson: str) -> None:
        self._do(lambda model: actions.undo(self._store, self._link, lesson, model), lesson)
        self.skills_changed.emit()

    def redo(self, lesson: str) -> None:
        self._do(lambda model: actions.redo(self._store, self._link, lesson, model), lesson)
        self.skills_changed.emit()

    def wait(self) -> None:
        """Until what is being published is on disk."""
        for work in self.findChildren(OnDisk):
            work.wait()

    def undo_newest(self) -> None:
        """Ctrl+Shift+Z."""
        done = self._store.lessons.list((LessonState.LEARNED, LessonState.GENTLE))
        if done:
            self.undo(done[-1].lesson.id)
        else:
            self._page.notices.say(Notice(NoticeWords.NOTHING_TO_UNDO))

    def _open_skill(self, skill: str) -> None:
        self.skill_asked.emit(skill)

    def _connect_card(self, card: LessonCard) -> None:
        card.stop_requested.connect(self.stop)
        card.resume_requested.connect(self.resume)
        card.retry_requested.connect(self.resume)
        card.discard_requested.connect(self.discard)
        card.undo_requested.connect(self.undo)
        card.redo_requested.connect(self.redo)
        card.open_skill_requested.connect(self._open_skill)

    def _refuse(self, sentence: str) -> None:
        self._page.notices.say(Notice(sentence))

    def _do(self, act: Callable[[ModelRef], None], lesson: str) -> None:
        if self.model is not None:
            try:
                act(self.model)
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
                self._progress(lesson, step)
            case Learned():
                self._learned(event)
            case Stopped(lesson):
                self._ended(lesson, LessonState.INTERRUPTED)
            case Failed(lesson, code):
                self._ended(lesson, LessonState.FAILED, code)

    def engine_died(self, reason: FailureCode | None) -> None:
        """Everything that was asked of the dead engine can be resumed."""
        for lesson in [lesson for lesson in self._line if lesson not in self._saving]:
            self._ended(lesson, LessonState.INTERRUPTED, reason or "")

    def _progress(self, lesson: str, step: Step) -> None:
        if lesson not in self._steps:
            self._store.lessons.set_state(lesson, LessonState.RUNNING)
        self._steps[lesson] = step
        self.refresh(lesson)

    def _learned(self, event: Learned) -> None:
        if event.score.verdict is Verdict.NOT_LEARNED:
            self._store.lessons.set_state(event.id, LessonState.NOT_LEARNED, event.score.reason, event.score)
            self._ended(event.id)
            return
        self._saving.add(event.id)
        staging = Path(event.staging)
        work = OnDisk(self._store, lambda mine: mine.skills.publish(staging, event.id), self)
        work.done.connect(self._published)
        work.failed.connect(self._not_published)
        work.setObjectName(event.id)
        work.finished.connect(work.deleteLater)
        work.start()

    def _published(self, skill: Skill) -> None:
        """The commit is done: now it may be worn, then the card says so."""
        if self.model is not None:
            actions.use(self._store, self._link, self.model)
        self._saving.discard(skill.lesson)
        self._ended(skill.lesson)
        self.skills_changed.emit()

    def _not_published(self, error: Exception) -> None:
        work = self.sender()
        lesson = work.objectName() if work is not None else ""
        self._saving.discard(lesson)
        if lesson:
            self._ended(lesson, LessonState.INTERRUPTED)
        self.disk_trouble.emit(error)

    def _ended(self, lesson: str, state: LessonState | None = None, reason: str = "") -> None:
        self._forget(lesson)
        if state is not None:
            self._store.lessons.set_state(lesson, state, reason)
        self.refresh(lesson)
        for other in self._line:
            self.refresh(other)

    def _forget(self, lesson: str) -> None:
        self._steps.pop(lesson, None)
        if lesson in self._line:
            self._line.remove(lesson)


def _estimate(row: LessonRow) -> float:
    parts = tuple(IntentPart(source.kind, source.text) for source in row.lesson.sources)
    return budget.estimate(Intent(row.intent, parts, row.lesson.title, True))
