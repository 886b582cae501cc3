"""A message that asks for a lesson: stored at once, then worked out and stored as a lesson on a thread of its own.

Long messages take a second to work out. Knows the page, the store, and which lessons are being worked out; no engine.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.aiming import Aiming
from desktop.background import OnDisk
from desktop.chat.page import ChatPage
from desktop.chats_desk import ChatsDesk
from desktop.words import StatusWords
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.types import Intent, Message, ModelRef


class Asking(QObject):
    changed = Signal()  # whether something is being worked out
    planned = Signal(object)  # actions.Planned: the lesson is stored and may begin
    disk_trouble = Signal(object)

    def __init__(self, store: Store, page: ChatPage, chats: ChatsDesk) -> None:
        super().__init__(page)
        self._store, self._page, self._chats = store, page, chats
        self._asked: dict[str, Message] = {}
        self.aiming = Aiming(store, page.composer.chip)
        self.model: ModelRef | None = None
        chats.opened.connect(self.aiming.reset)
        page.composer.taught.connect(self.teach)

    @property
    def busy(self) -> bool:
        return bool(self._asked)

    def teach(self, text: str, wanted: Intent) -> None:
        if self.model is None:
            self._page.notices.tell(StatusWords.NO_MODEL_YET)
            return
        self._page.composer.flush_draft()  # kept until the lesson is stored: a crash leaves it to try again
        try:
            said = actions.say_lesson(self._store, self._chats.chat, text)
        except StoreError as error:
            self.disk_trouble.emit(error)
            return
        aim = self.aiming.aim()
        self._page.composer.clear()
        self.aiming.reset()
        if self._page.transcript.view_of(said.id) is None:
            self._page.transcript.add(said)
        self._chats.show_title()
        if said.id not in self._asked:
            self._plan(said, wanted, self.model, aim)

    def wait(self) -> None:
        """Until what is being worked out is on disk."""
        for work in self.findChildren(OnDisk):
            work.wait()

    def use(self, model: ModelRef) -> None:
        self.model = self.aiming.model = model

    def _plan(self, said: Message, wanted: Intent, model: ModelRef, aim: actions.Aim) -> None:
        self._asked[said.id] = said
        work = OnDisk(self._store, partial(actions.plan, said=said, wanted=wanted, model=model, aim=aim), self)
        work.setObjectName(said.id)
        work.done.connect(self._planned)
        work.failed.connect(self._failed)
        work.finished.connect(work.deleteLater)
        work.start()
        self.changed.emit()

    def _planned(self, planned: actions.Planned) -> None:
        if planned.said is not None and self._asked.pop(planned.said.id).chat == self._chats.chat:
            self._page.composer.flush_draft()
        self.planned.emit(planned)

    def _failed(self, error: Exception) -> None:
        """The words go back to where they were written, unless others stand there by now."""
        work = self.sender()
        said = self._asked.pop(work.objectName() if work is not None else "")
        if said.chat == self._chats.chat and not self._page.composer.text():
            self._page.composer.set_text(said.text)
        self.disk_trouble.emit(error)
        self.changed.emit()
