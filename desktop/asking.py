"""A message that asks for lessons: stored at once, then worked out and stored as lessons on a thread of its own.

Long messages take a second to work out. Knows the page, the store, and which lessons are being worked out; no engine.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.aiming import Aiming
from desktop.background import OnDisk
from desktop.chat.composer import PREFIX
from desktop.chat.page import ChatPage
from desktop.chats_desk import ChatsDesk
from desktop.words import StatusWords
from learning import intent as intents
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.types import Intent, Message, ModelRef


class Asking(QObject):
    changed = Signal()  # whether something is being worked out
    planned = Signal(object)  # actions.Planned: a lesson is stored and may begin
    disk_trouble = Signal(object)

    def __init__(self, store: Store, page: ChatPage, chats: ChatsDesk) -> None:
        super().__init__(page)
        self._store, self._page, self._chats = store, page, chats
        self._asked: dict[str, Message] = {}
        self.aiming = Aiming(store, page.composer.chip)
        self.model: ModelRef | None = None
        chats.opened.connect(self.aiming.reset)
        page.composer.taught.connect(self.teach)
        page.transcript.corrected.connect(self.correct)

    @property
    def busy(self) -> bool:
        return bool(self._asked)

    def teach(self, text: str, wanted: Intent) -> None:
        aim = self.aiming.aim()
        if self.model is not None:
            self._page.composer.flush_draft()  # kept until the lesson is stored: a crash leaves it to try again
        if self._say(text, wanted, aim):
            self._page.composer.clear()
            self.aiming.reset()

    def correct(self, message: str, right: str) -> None:
        """Teach the answer that `message` should have been."""
        wrong = self._store.chats.message(message)
        asked = self._store.chats.message(wrong.parent).text if wrong.parent else ""
        view = self._page.transcript.view_of(message)
        done = self._say(PREFIX + right, intents.correction(asked, wrong.text, right), actions.Aim())
        if done and view is not None and view.correcting is not None:
            view.correcting.stop()

    def wait(self) -> None:
        """Until what is being worked out is on disk."""
        for work in self.findChildren(OnDisk):
            work.wait()

    def use(self, model: ModelRef) -> None:
        self.model = self.aiming.model = model

    def _say(self, text: str, wanted: Intent, aim: actions.Aim) -> bool:
        """Store the words that ask for a lesson, show them, and have the lesson worked out."""
        if self.model is None:
            self._page.notices.tell(StatusWords.NO_MODEL_YET)
            return False
        try:
            said = actions.say_lesson(self._store, self._chats.chat, text)
        except StoreError as error:
            self.disk_trouble.emit(error)
            return False
        if self._page.transcript.view_of(said.id) is None:
            self._page.transcript.add(said)
        self._chats.show_title()
        if said.id not in self._asked:
            self._plan(said, wanted, self.model, aim)
        return True

    def _plan(self, said: Message, wanted: Intent, model: ModelRef, aim: actions.Aim) -> None:
        self._asked[said.id] = said
        work = OnDisk(self._store, partial(actions.plan, said=said, wanted=wanted, model=model, aim=aim), self)
        work.setObjectName(said.id)
        work.done.connect(self._planned)
        work.failed.connect(self._failed)
        work.finished.connect(work.deleteLater)
        work.start()
        self.changed.emit()

    def _planned(self, planned: tuple[actions.Planned, ...]) -> None:
        said = planned[0].said
        if said is not None and self._asked.pop(said.id).chat == self._chats.chat:
            self._page.composer.flush_draft()
        for each in planned:
            self.planned.emit(each)

    def _failed(self, error: Exception) -> None:
        """The words go back to where they were written, unless others stand there by now."""
        work = self.sender()
        said = self._asked.pop(work.objectName() if work is not None else "")
        if said.chat == self._chats.chat and not self._page.composer.text():
            self._page.composer.set_text(said.text)
        self.disk_trouble.emit(error)
        self.changed.emit()
