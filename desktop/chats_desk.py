"""Which chats there are and which one is open, with its title and its unsent words.

Connects the store with the chat list and the head of the chat page. Knows no engine and no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desktop.chat.page import ChatPage
from desktop.chats.pane import ChatsPane
from desktop.chats.rows import rows
from desktop.notices import Notice
from desktop.words import UNSAVED, AppWords, ChatsWords
from learning.store.errors import StoreError, UnknownId
from learning.store.store import Store

CURRENT = "current_chat"


class ChatsDesk(QObject):
    opened = Signal(str)  # another chat is shown
    disk_trouble = Signal(object)  # StoreError

    def __init__(self, store: Store, page: ChatPage, pane: ChatsPane) -> None:
        super().__init__(page)
        self._store, self._page, self._pane = store, page, pane
        self.chat = ""
        pane.chosen.connect(self.open)
        pane.new_asked.connect(self.new)
        pane.search_changed.connect(self.refresh)
        pane.rename_asked.connect(self.rename)
        pane.delete_asked.connect(self.delete)
        pane.pin_asked.connect(self._pin)
        page.renamed.connect(self._rename_current)
        page.composer.draft_changed.connect(self.save_draft)
        page.transcript.example_chosen.connect(self._take_example)

    def start(self) -> None:
        """The chat that was open last, or a new one."""
        wanted = str(self._store.settings.get(CURRENT, ""))
        known = [chat.id for chat in self._store.chats.list()]
        self.open(wanted if wanted in known else known[0] if known else self._store.chats.create().id)

    def open(self, chat: str) -> None:
        if self.chat:
            self._page.composer.flush_draft()
        self.chat = chat
        self._saved(lambda: self._store.settings.set(CURRENT, chat), ChatsWords.NOT_REMEMBERED)
        self._page.composer.clear()
        self._page.composer.set_text(self._store.chats.draft(chat))
        self.show_title()
        self.opened.emit(chat)
        self._page.composer.setFocus()

    def new(self) -> None:
        """An empty chat that is there already is as good as a new one."""
        if self._empty() or self._saved(self._store.chats.create, ChatsWords.NOT_MADE):
            self.open(self._empty())

    def rename(self, chat: str, title: str) -> None:
        self._saved(lambda: self._store.chats.rename(chat, title), ChatsWords.NAME_NOT_SAVED)
        self.show_title()

    def delete(self, chat: str) -> None:
        """Gone from the list; the notice brings it back."""
        if not self._saved(lambda: self._delete(chat), ChatsWords.NOT_DELETED):
            self.refresh()
            return
        if chat == self.chat:
            self.chat = ""
            self.open(self._store.chats.list()[0].id)
        self.refresh()
        self._page.notices.say(Notice(ChatsWords.DELETED, ChatsWords.UNDO, lambda: self._undelete(chat)))

    def delete_current(self) -> None:
        self.delete(self.chat)

    def show_title(self) -> None:
        """The open chat's title, which its first message gives it; and the list."""
        self._page.header.show_chat(self._store.chats.get(self.chat).title)
        self.refresh()

    def refresh(self) -> None:
        words = self._pane.search.text().strip()
        if words:
            found = dict.fromkeys(hit.chat for hit in self._store.chats.search(words))
        else:
            found = dict.fromkeys(self._store.chats.list())
        self._pane.show_rows(rows(tuple(found), datetime.now().astimezone()), self.chat)

    def save_draft(self, text: str) -> None:
        try:
            self._store.chats.save_draft(self.chat, text)
        except UnknownId:
            return  # the chat was deleted meanwhile
        except StoreError as error:
            self.disk_trouble.emit(error)

    # -------------------------------------------------------------------------------------- private

    def _rename_current(self, title: str) -> None:
        self.rename(self.chat, title)

    def _pin(self, chat: str, pinned: bool) -> None:
        trouble = ChatsWords.NOT_PINNED if pinned else ChatsWords.NOT_UNPINNED
        self._saved(lambda: self._store.chats.pin(chat, pinned), trouble)
        self.refresh()

    def _empty(self) -> str:
        return next((chat.id for chat in self._store.chats.list() if not chat.messages and not chat.drafted), "")

    def _delete(self, chat: str) -> None:
        """There is always a chat to go to."""
        if all(other.id == chat for other in self._store.chats.list()):
            self._store.chats.create()
        self._store.chats.delete(chat)

    def _undelete(self, chat: str) -> None:
        if self._saved(lambda: self._store.chats.undelete(chat), ChatsWords.NOT_BACK):
            self.open(chat)

    def _saved(self, change: Callable[[], object], trouble: str) -> bool:
        """Whether the store took a change. When not, the person hears what was not saved, and why."""
        try:
            change()
        except StoreError as error:
            why = UNSAVED.get(error.code, AppWords.SOMETHING_WRONG)
            details = f"{type(error).__name__}: {error}"
            self._page.notices.say(Notice(f"{trouble} {why}", trouble=True, details=details))
            return False
        return True

    def _take_example(self, words: str) -> None:
        self._page.composer.set_text(words)
        self._page.composer.setFocus()
