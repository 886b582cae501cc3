"""Full-text search over chats. Knows the FTS5 query language so that no text of a person can be taken for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from learning.store.database import Database

_WORDS = re.compile(r"\w+")
_EXCERPT = 120  # characters, for the plain fallback

_TITLES = """SELECT c.id AS chat, NULL AS message, c.title AS excerpt FROM chats_search s JOIN chats c ON c.n = s.rowid
    WHERE chats_search MATCH ? AND c.deleted = '' ORDER BY s.rank LIMIT ?"""
_TEXTS = """SELECT m.chat AS chat, m.id AS message, snippet(messages_search, 0, '', '', '…', 16) AS excerpt
    FROM messages_search s JOIN messages m ON m.n = s.rowid JOIN chats c ON c.id = m.chat
    WHERE messages_search MATCH ? AND c.deleted = '' ORDER BY s.rank LIMIT ?"""
_LIKE = """SELECT m.chat AS chat, m.id AS message, substr(m.text, max(1, instr(m.text, ?2) - 40), ?3) AS excerpt
    FROM messages m JOIN chats c ON c.id = m.chat
    WHERE m.text LIKE ?1 ESCAPE '\\' AND c.deleted = '' ORDER BY m.n DESC LIMIT ?4"""


@dataclass(frozen=True, slots=True)
class Match:
    chat: str
    message: str | None
    excerpt: str


def matches(db: Database, text: str, limit: int) -> tuple[Match, ...]:
    """Titles first, then messages; when whole words find nothing, any piece of text (scripts without spaces)."""
    query = _query(text)
    if not query:
        return ()
    rows = [*db.read(_TITLES, query, limit), *db.read(_TEXTS, query, limit)]
    if not rows:
        rows = db.read(_LIKE, f"%{_escape(text.strip())}%", text.strip(), _EXCERPT, limit)
    return tuple(Match(row["chat"], row["message"], row["excerpt"]) for row in rows[:limit])


def _query(text: str) -> str:
    """Every word, each perhaps only begun."""
    return " ".join(f'"{word}"*' for word in _WORDS.findall(text))


def _escape(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
