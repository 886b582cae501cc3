"""The answer that is being written: asked for, streamed into the page, stored about every second, ended.

Connects the store and the engine with the chat page. Knows no lesson and no skill; which chat is open is `chats_desk`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from desktop import actions
from desktop.chat.page import ChatPage
from desktop.chats_desk import ChatsDesk
from desktop.library_words import LibraryWords
from desktop.looking_up import LookingUp, shown
from desktop.notices import Notice
from desktop.words import FAILURES
from learning.protocol import ChatDone, Chunk, Failed, FailureCode, Stopped
from learning.remembering import Reading
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.types import Message, MessageStatus

SAVE_SECONDS = 1.0  # a streaming answer is stored this often
_ENGINES_FAULT = (FailureCode.BAD_NUMBERS, FailureCode.INTERNAL)  # another one may answer instead


class Conversation(QObject):
    changed = Signal()  # reading, writing or idle
    disk_trouble = Signal(object)  # StoreError

    def __init__(self, store: Store, link: actions.Link, page: ChatPage, chats: ChatsDesk) -> None:
        super().__init__(page)
        self._store, self._link, self._page, self._chats = store, link, page, chats
        self.looking = LookingUp(store)
        self._answer: Message | None = None
        self._broken = ""  # the answer under which the engine broke down
        self._saved = 0.0
        page.composer.sent.connect(self.send)
        page.composer.stop_requested.connect(self.stop)
        page.transcript.again_requested.connect(self.again)
        page.transcript.look_up_asked.connect(self.look_up)
        chats.opened.connect(self._chat_opened)

    @property
    def chat(self) -> str:
        """The chat that is open."""
        return self._chats.chat

    @property
    def reading(self) -> bool:
        return self._answer is not None and not self._answer.text

    @property
    def writing(self) -> bool:
        return self._answer is not None and bool(self._answer.text)

    def streaming(self) -> Message | None:
        """The answer that is being written, with all its words so far."""
        return self._answer

    def send(self, text: str) -> None:
        if self._answer is not None:
            return
        try:
            said, coming = actions.send(self._store, self._link, self.chat, text, self.looking.unasked(text))
        except StoreError as error:
            self.disk_trouble.emit(error)
            return
        self._page.composer.clear()
        self._chats.save_draft("")
        self._page.transcript.add(said)
        self._begin(coming)
        self._chats.show_title()

    def again(self, message: str) -> None:
        """Another answer to the same question."""
        self._ask_again(message, lambda _question: Reading())

    def look_up(self, message: str) -> None:
        """Another answer, with what the documents say in front of the question."""
        self._ask_again(message, self.looking.asked)

    def _ask_again(self, message: str, reads: Callable[[str], Reading]) -> None:
        if self._answer is not None:
            return
        try:
            answer = self._store.chats.message(message)
            read = reads(self._store.chats.message(answer.parent or answer.id).text)
            if not read.found and reads == self.looking.asked:
                self._page.notices.tell(LibraryWords.NOTHING_TO_READ)
                return
            self._begin(actions.again(self._store, self._link, answer, read))
        except StoreError as error:
            self.disk_trouble.emit(error)

    def stop(self) -> None:
        if self._answer is not None:
            actions.stop(self._link, self._answer.id)

    def leave(self) -> None:
        """The window goes: an answer that is being written is kept as far as it is."""
        if self._answer is not None:
            self._answer = replace(self._answer, status=MessageStatus.STOPPED)
            self._store_answer(self._answer)

    # ---------------------------------------------------------------------------------------- engine

    def hear(self, event: Chunk | ChatDone | Stopped | Failed) -> None:
        """An event about the answer that is being written; others are not for us."""
        answer = self._answer
        if answer is None or event.id != answer.id:
            return
        match event:
            case Chunk(_, text):
                self._grow(answer, text)
            case ChatDone():
                known = (*(() if event.remembered else answer.sources), *self.looking.memory(event.skills))
                done = replace(answer, text=event.text, status=MessageStatus.DONE, skills=event.skills, sources=known)
                self._end(done)
            case Stopped(_, text):
                self._end(replace(answer, text=text or answer.text, status=MessageStatus.STOPPED))
            case Failed(_, code, detail):
                self._broken = answer.id if code in _ENGINES_FAULT else ""
                self._end(replace(answer, status=MessageStatus.FAILED))
                words = FAILURES[
                    FailureCode.INTERNAL if code in _ENGINES_FAULT else code
                ]  # of an answer, not of a lesson
                self._page.notices.say(Notice(words, trouble=True, details=f"{code} {detail}"))

    def engine_died(self, reason: FailureCode | None) -> None:
        """What was written is kept; trying again is one click."""
        if self._answer is not None:
            self._broken = self._answer.id
            self._end(replace(self._answer, status=MessageStatus.FAILED))

    def answer_again(self) -> None:
        """Another engine is there: the question under which the last one broke down is put to it, once.

        Unless another chat is open, or something was said since.
        """
        broken, self._broken = self._broken, ""
        if broken and [message.id for message in self._store.chats.messages(self.chat)[-1:]] == [broken]:
            self.again(broken)

    # --------------------------------------------------------------------------------------- private

    def _chat_opened(self) -> None:
        self._page.composer.set_busy(self._answer is not None)
        self._show_exchange()

    def _show_exchange(self) -> None:
        """What "No, …" in a lesson corrects."""
        self._page.composer.set_exchange(actions.exchange(self._store.chats.messages(self.chat)))

    def _begin(self, coming: Message) -> None:
        self._broken = ""
        self._answer, self._saved = coming, time.monotonic()
        if coming.chat == self.chat:
            self._page.transcript.add(coming)
            self._page.composer.set_exchange(None)
        self._page.composer.set_busy(True)
        self.changed.emit()

    def _grow(self, answer: Message, text: str) -> None:
        self._answer = replace(answer, text=answer.text + text)
        self._page.transcript.update_message(self._answer)
        if not answer.text:
            self.changed.emit()
        if time.monotonic() - self._saved > SAVE_SECONDS:
            self._store_answer(self._answer)

    def _end(self, answer: Message) -> None:
        """Stored first, then shown and spoken."""
        self._answer = None
        self._store_answer(answer)
        self._page.transcript.update_message(answer)
        self._page.transcript.show_sources(answer.id, shown(answer.sources))
        if answer.status is MessageStatus.DONE and answer.chat == self.chat:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._page.transcript, answer.text))
        self._page.composer.set_busy(False)
        self._show_exchange()
        self.changed.emit()

    def _store_answer(self, answer: Message) -> None:
        self._saved = time.monotonic()
        try:
            self._store.chats.update(
                answer.id, text=answer.text, status=answer.status, skills=answer.skills, sources=answer.sources
            )
        except StoreError as error:
            self.disk_trouble.emit(error)
