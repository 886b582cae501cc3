"""The chat list as rows: grouped by when a chat was made, the current one marked. Pure: knows no Qt and no store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.words import ChatsWords as Words
from learning.store.chats import ChatInfo


@dataclass(frozen=True, slots=True)
class ChatRow:
    """A chat, or with id "" the heading of a group."""

    id: str
    title: str
    pinned: bool = False
    note: str = ""


def rows(chats: Sequence[ChatInfo], now: datetime) -> tuple[ChatRow, ...]:
    """Pinned, today, this week, earlier; inside a group as given."""
    groups: dict[str, list[ChatRow]] = {}
    for name in (Words.PINNED, Words.TODAY, Words.WEEK, Words.EARLIER):
        groups[name] = []
    for chat in chats:
        groups[_group(chat, now)].append(ChatRow(chat.id, chat.title or Words.NEW, chat.pinned))
    return tuple(row for name, found in groups.items() if found for row in (ChatRow("", name), *found))


def _group(chat: ChatInfo, now: datetime) -> str:
    if chat.pinned:
        return Words.PINNED
    try:
        made = datetime.fromisoformat(chat.created).astimezone(now.tzinfo)
    except ValueError:
        return Words.EARLIER
    if made.date() == now.date():
        return Words.TODAY
    return Words.WEEK if made > now - timedelta(days=7) else Words.EARLIER


def title_of(text: str, most: int = 42) -> str:
    """The first words of a message, whole words only."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words.rstrip(" .")
    return words[:most].rsplit(" ", 1)[0].rstrip(" .,;:") + "…"
