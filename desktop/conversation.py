"""The chat that is open: what is written, what streams in, which chats there are.

Connects the store and the engine with the chat page and the chat list. Knows no lesson and no skill.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from desktop import actions
from desktop.chat.page import ChatPage
from desktop.chats.pane import ChatsPane
from desktop.chats.rows import rows
from desktop.notices import Notice
from desktop.words import FAILURES, ChatsWords
from learning.protocol import ChatDone, Chunk, Failed, FailureCode, Stopped
from learning.store.errors import StoreError, UnknownId
from learning.store.store import Store
from learning.types import Message, MessageStatus

SAVE_SECONDS = 1.0  # a streaming answer is stored this often
CURRENT = "current_chat"


class Conversation(QObject):
    changed = Signal()  # reading, writing or idle
    opened = Signal(str)  # another chat is shown
    disk_trouble = Signal(object)  # StoreError

    def __init__(self, store: Store, link: actions.Link, page: ChatPage, pane: ChatsPane) -> None:
        super().__init__(page)
        self._store, self._link, self._page, self._pane = store, link, page, pane
        self._answer: Message | None = None
        self._saved = 0.0
        self.chat = ""
        pane.chosen.connect(self.open)
        pane.new_asked.connect(self.new)
        pane.search_changed.connect(self._refresh)
        pane.rename_asked.connect(self.rename)
        pane.delete_asked.connect(self._delete)
        pane.pin_asked.connect(self._pin)
        page.renamed.connect(self._rename_current)
        page.composer.sent.connect(self.send)
        page.composer.stop_requested.connect(self.stop)
        page.composer.draft_changed.connect(self._save_draft)
        page.transcript.again_requested.connect(self._again)
        page.transcript.example_chosen.connect(page.composer.set_text)

    # ----------------------------------------------------------------------------------------- chats

    def start(self) -> None:
        """The chat that was open last, or a new one."""
        wanted = str(self._store.settings.get(CURRENT, ""))
        known = [chat.id for chat in self._store.chats.list()]
        self.open(wanted if wanted in known else known[0] if known else self._store.chats.create().id)

    def open(self, chat: str) -> None:
        if self.chat:
            self._page.composer.flush_draft()
        self.chat = chat
        self._store.settings.set(CURRENT, chat)
        self._page.composer.clear()
        self._page.composer.set_text(self._store.chats.draft(chat))
        self._page.header.show_chat(self._store.chats.get(chat).title)
        self._page.composer.set_busy(self._answer is not None)
        self._refresh()
        self.opened.emit(chat)
        self._page.composer.setFocus()

    def new(self) -> None:
        """An empty chat that is there already is as good as a new one."""
        empty = next((c.id for c in self._store.chats.list() if not c.messages and not c.drafted), "")
        self.open(empty or self._store.chats.create().id)

    def rename(self, chat: str, title: str) -> None:
        self._store.chats.rename(chat, title)
        if chat == self.chat:
            self._page.header.show_chat(title)
        self._refresh()

    def _rename_current(self, title: str) -> None:
        self.rename(self.chat, title)

    def _pin(self, chat: str, pinned: bool) -> None:
        self._store.chats.pin(chat, pinned)
        self._refresh()

    def _delete(self, chat: str) -> None:
        self._store.chats.delete(chat)
        if chat == self.chat:
            self.chat = ""
            left = self._store.chats.list()
            self.open(left[0].id if left else self._store.chats.create().id)
        self._refresh()
        self._page.notices.say(Notice(ChatsWords.DELETED, ChatsWords.UNDO, lambda: self._undelete(chat)))

    def _undelete(self, chat: str) -> None:
        self._store.chats.undelete(chat)
        self.open(chat)

    def _refresh(self) -> None:
        words = self._pane.search.text().strip()
        if words:
            found = dict.fromkeys(hit.chat for hit in self._store.chats.search(words))
        else:
            found = dict.fromkeys(self._store.chats.list())
        self._pane.show_rows(rows(tuple(found), datetime.now().astimezone()), self.chat)

    # -------------------------------------------------------------------------------------- messages

    @property
    def reading(self) -> bool:
        return self._answer is not None and not self._answer.text

    @property
    def writing(self) -> bool:
        return self._answer is not None and bool(self._answer.text)

    def send(self, text: str) -> None:
        if self._answer is not None:
            return
        try:
            said, coming = actions.send(self._store, self._link, self.chat, text)
        except StoreError as error:
            self.disk_trouble.emit(error)
            return
        self._page.composer.clear()
        self._save_draft("")
        self._page.transcript.add(said)
        self._begin(coming)
        self._page.header.show_chat(self._store.chats.get(self.chat).title)
        self._refresh()

    def stop(self) -> None:
        if self._answer is not None:
            actions.stop(self._link, self._answer.id)

    def _again(self, message: str) -> None:
        if self._answer is None:
            self._begin(actions.again(self._store, self._link, self._store.chats.message(message)))

    def _begin(self, coming: Message) -> None:
        self._answer, self._saved = coming, time.monotonic()
        if coming.chat == self.chat:
            self._page.transcript.add(coming)
        self._page.composer.set_busy(True)
        self.changed.emit()

    def _save_draft(self, text: str) -> None:
        try:
            self._store.chats.save_draft(self.chat, text)
        except UnknownId:
            return  # the chat was deleted meanwhile
        except StoreError as error:
            self.disk_trouble.emit(error)

    # ---------------------------------------------------------------------------------------- engine

    def streaming(self) -> Message | None:
        """The answer that is being written, with all its words so far."""
        return self._answer

    def hear(self, event: Chunk | ChatDone | Stopped | Failed) -> None:
        """An event about the answer that is being written; others are not for us."""
        if self._answer is None or event.id != self._answer.id:
            return
        match event:
            case Chunk(_, text):
                self._grow(text)
            case ChatDone():
                self._end(event.text, MessageStatus.DONE, event.skills)
            case Stopped(_, text):
                self._end(text or self._answer.text, MessageStatus.STOPPED)
            case Failed(_, code, detail):
                self._end(self._answer.text, MessageStatus.FAILED)
                self._page.notices.say(Notice(FAILURES[code], trouble=True, details=f"{code} {detail}"))

    def engine_died(self, reason: FailureCode | None) -> None:
        """What was written is kept; trying again is one click."""
        if self._answer is not None:
            self._end(self._answer.text, MessageStatus.FAILED)

    def _grow(self, text: str) -> None:
        assert self._answer is not None
        first = not self._answer.text
        self._answer = replace(self._answer, text=self._answer.text + text)
        self._page.transcript.update_message(self._answer)
        if first:
            self.changed.emit()
        if time.monotonic() - self._saved > SAVE_SECONDS:
            self._store_answer()

    def _store_answer(self) -> None:
        assert self._answer is not None
        self._saved = time.monotonic()
        try:
            self._store.chats.update(
                self._answer.id, text=self._answer.text, status=self._answer.status, skills=self._answer.skills
            )
        except StoreError as error:
            self.disk_trouble.emit(error)

    def _end(self, text: str, status: MessageStatus, skills: tuple[str, ...] = ()) -> None:
        assert self._answer is not None
        self._answer = replace(self._answer, text=text, status=status, skills=skills)
        self._store_answer()
        self._page.transcript.update_message(self._answer)
        if status is MessageStatus.DONE and self._answer.chat == self.chat:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._page.transcript, text))
        self._answer = None
        self._page.composer.set_busy(False)
        self.changed.emit()
