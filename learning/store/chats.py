"""Chats and their messages. Knows their tables and the search index; nothing of models or windows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from learning.citation import Citation
from learning.codec import decode, encode
from learning.store import ids
from learning.store.database import Database
from learning.store.errors import UnknownId
from learning.store.search import matches
from learning.types import Message, MessageStatus, Role

_INFO = (
    "SELECT id, title, pinned, created, draft <> '' AS drafted, "
    "(SELECT count(*) FROM messages WHERE chat = chats.id) AS messages FROM chats"
)


@dataclass(frozen=True, slots=True)
class ChatInfo:
    """One line of the chat list."""

    id: str
    title: str
    pinned: bool
    created: str
    drafted: bool  # an unsent draft waits in it
    messages: int


@dataclass(frozen=True, slots=True)
class ChatHit:
    """A chat found by a search. `message` is None when the title matched; `excerpt` marks nothing."""

    chat: ChatInfo
    message: str | None
    excerpt: str


class Chats:
    def __init__(self, db: Database) -> None:
        self._db = db

    # ------------------------------------------------------------------------------------- chats

    def create(self, title: str = "") -> ChatInfo:
        chat = ids.new_id()
        self._db.change(
            "INSERT INTO chats (id, title, created, touched) "
            "VALUES (?, ?, ?, (SELECT coalesce(max(touched), 0) + 1 FROM chats))",
            *(chat, title, ids.now()),
        )
        return self.get(chat)

    def list(self) -> tuple[ChatInfo, ...]:
        """Pinned first, then the ones used last. Deleted chats are not in it."""
        rows = self._db.read(f"{_INFO} WHERE deleted = '' ORDER BY pinned DESC, touched DESC")
        return tuple(_info(row) for row in rows)

    def get(self, chat: str) -> ChatInfo:
        row = self._db.one(f"{_INFO} WHERE id = ?", chat)
        if row is None:
            raise UnknownId(chat)
        return _info(row)

    def rename(self, chat: str, title: str) -> None:
        self._set(chat, "title", title)

    def pin(self, chat: str, pinned: bool = True) -> None:
        self._set(chat, "pinned", int(pinned))

    def delete(self, chat: str) -> None:
        """Hide it. `undelete` brings it back; the sweep removes it for good after 30 days."""
        self._set(chat, "deleted", ids.now())

    def undelete(self, chat: str) -> None:
        self._set(chat, "deleted", "")

    def purge(self, chat: str) -> None:
        """Forget a chat for good: its rows, and its words in the search index."""
        forget(self._db, "id = ?", chat)

    def draft(self, chat: str) -> str:
        row = self._db.one("SELECT draft FROM chats WHERE id = ?", chat)
        if row is None:
            raise UnknownId(chat)
        return str(row["draft"])

    def save_draft(self, chat: str, text: str) -> None:
        self._set(chat, "draft", text)

    def _set(self, chat: str, column: str, value: str | int) -> None:
        if not self._db.change(f"UPDATE chats SET {column} = ? WHERE id = ?", value, chat):
            raise UnknownId(chat)

    # ---------------------------------------------------------------------------------- messages

    def messages(self, chat: str) -> tuple[Message, ...]:
        """All messages of a chat in order."""
        return tuple(_message(row) for row in self._db.read("SELECT * FROM messages WHERE chat = ? ORDER BY n", chat))

    def message(self, message: str) -> Message:
        row = self._db.one("SELECT * FROM messages WHERE id = ?", message)
        if row is None:
            raise UnknownId(message)
        return _message(row)

    def add(
        self,
        chat: str,
        role: Role,
        text: str,
        status: MessageStatus = MessageStatus.DONE,
        *,
        parent: str | None = None,
        skills: Iterable[str] = (),
        lesson: str | None = None,
    ) -> Message:
        """Commit a new message at the end of `chat`. `parent` defaults to the message before it."""
        self.get(chat)
        message = ids.new_id()
        with self._db.transaction():
            self._db.write(
                "INSERT INTO messages (id, chat, parent, role, text, at, status, skills, lesson) VALUES "
                "(?1, ?2, coalesce(?3, (SELECT id FROM messages WHERE chat = ?2 ORDER BY n DESC LIMIT 1)), "
                "?4, ?5, ?6, ?7, ?8, ?9)",
                *(message, chat, parent, role, text, ids.now(), status, json.dumps(list(skills)), lesson),
            )
            self._db.write("UPDATE chats SET touched = (SELECT max(touched) + 1 FROM chats) WHERE id = ?", chat)
        return self.message(message)

    def update(
        self,
        message: str,
        *,
        text: str | None = None,
        status: MessageStatus | None = None,
        skills: Iterable[str] | None = None,
        lesson: str | None = None,
        sources: Iterable[Citation] | None = None,
    ) -> None:
        """Change what is given; None leaves a field alone. Called about every second while an answer streams."""
        names = None if skills is None else json.dumps(list(skills))
        cited = None if sources is None else json.dumps(encode(tuple(sources)), ensure_ascii=False)
        given = {"text": text, "status": status, "skills": names, "lesson": lesson, "sources": cited}
        changes = {column: value for column, value in given.items() if value is not None}
        if not changes:
            return
        columns = ", ".join(f"{column} = ?" for column in changes)
        if not self._db.change(f"UPDATE messages SET {columns} WHERE id = ?", *changes.values(), message):
            raise UnknownId(message)

    def search(self, text: str, limit: int = 50) -> tuple[ChatHit, ...]:
        """Chats whose title or text holds every word of `text` (the last words may be unfinished), best first."""
        return tuple(
            ChatHit(self.get(match.chat), match.message, match.excerpt) for match in matches(self._db, text, limit)
        )


def forget(db: Database, where: str, value: str) -> None:
    """Delete the chats of which `where` is true. Rewrites the search index, which else keeps deleted words a while."""
    with db.transaction():
        if db.write(f"DELETE FROM chats WHERE {where}", value):
            for index in ("chats_search", "messages_search"):
                db.write(f"INSERT INTO {index}({index}) VALUES ('optimize')")


def _info(row: sqlite3.Row) -> ChatInfo:
    return ChatInfo(row["id"], row["title"], bool(row["pinned"]), row["created"], bool(row["drafted"]), row["messages"])


def _message(row: sqlite3.Row) -> Message:
    return Message(
        id=row["id"],
        chat=row["chat"],
        seq=row["n"],
        parent=row["parent"],
        role=Role(row["role"]),
        text=row["text"],
        at=row["at"],
        status=MessageStatus(row["status"]),
        skills=tuple(json.loads(row["skills"])),
        lesson=row["lesson"],
        sources=decode(tuple[Citation, ...], json.loads(row["sources"])),
    )
