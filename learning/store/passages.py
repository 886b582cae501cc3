"""The text of documents, passage by passage, and the full-text index over it (SQLite FTS5, BM25).

Knows the table and the FTS5 query language, so that no text of a person can be taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.parse.document import Passage
from learning.store.database import Database

CHUNK: Final = 500  # passages a transaction
_OPEN, _CLOSE = "\x02", "\x03"  # cannot stand in a passage: `parse` strips control characters
_WORD: Final = re.compile(r"\w+")
_MOST_WORDS: Final = 24

_FOUND: Final = f"""SELECT d.id, d.title, p.place, p.page,
    highlight(passages_search, 0, '{_OPEN}', '{_CLOSE}') AS marked, s.rank AS score
    FROM passages_search s JOIN passages p ON p.n = s.rowid JOIN documents d ON d.id = p.document
    WHERE passages_search MATCH ? AND d.state = 'read'{{within}} ORDER BY s.rank LIMIT ?"""
_LIKE: Final = """SELECT d.id, d.title, p.place, p.page, p.text AS marked, 0.0 AS score
    FROM passages p JOIN documents d ON d.id = p.document
    WHERE p.text LIKE ? ESCAPE '\\' AND d.state = 'read'{within} ORDER BY p.n LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that was found. `marks` are the places of the words in `text`, (start, end) each."""

    document: str
    title: str
    place: int
    page: int
    text: str
    marks: tuple[tuple[int, int], ...]
    score: float  # BM25, the lower the better


def insert(db: Database, document: str, found: Sequence[Passage], start: int) -> None:
    """Inside a transaction."""
    for place, one in enumerate(found, start):
        db.write(
            "INSERT INTO passages (document, place, part, text, page, level, hidden) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(document, place, one.part, one.text, one.page, one.level, one.hidden),
        )


def holding(db: Database, text: str, limit: int, within: Sequence[str]) -> tuple[Hit, ...]:
    """Passages with every word; where whole words find nothing, with the very text (scripts without spaces)."""
    words = _WORD.findall(text)
    if not words:
        return ()
    found = _match(db, " ".join(f'"{word}"*' for word in words[:_MOST_WORDS]), limit, within)
    return found or _like(db, text.strip(), limit, within)


def nearest(db: Database, words: Sequence[str], limit: int, within: Sequence[str]) -> tuple[Hit, ...]:
    """Passages with any of the words, whole or begun with."""
    plain = [word for one in words for word in _WORD.findall(one)][:_MOST_WORDS]
    if not plain:
        return ()
    found = _match(db, " OR ".join(f'"{word}"*' for word in plain), limit, within)
    if found:
        return found
    return tuple(dict.fromkeys(hit for word in plain for hit in _like(db, word, limit, within)))[:limit]


def _match(db: Database, query: str, limit: int, within: Sequence[str]) -> tuple[Hit, ...]:
    rows = db.read(_FOUND.format(within=_among(within)), query, *within, limit)
    return tuple(_hit(row["id"], row["title"], row["place"], row["page"], row["marked"], row["score"]) for row in rows)


def _like(db: Database, text: str, limit: int, within: Sequence[str]) -> tuple[Hit, ...]:
    escaped = re.sub(r"([\\%_])", r"\\\1", text)
    rows = db.read(_LIKE.format(within=_among(within)), f"%{escaped}%", *within, limit)
    found = []
    for row in rows:
        at = row["marked"].lower().find(text.lower())
        marks = ((at, at + len(text)),) if at >= 0 else ()
        found.append(Hit(row["id"], row["title"], row["place"], row["page"], row["marked"], marks, 0.0))
    return tuple(found)


def _among(within: Sequence[str]) -> str:
    return f" AND d.id IN ({', '.join('?' * len(within))})" if within else ""


def _hit(document: str, title: str, place: int, page: int, marked: str, score: float) -> Hit:
    """`marked` has a sign before and after every word that was found."""
    text, marks, start = "", [], 0
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", marked):
        if piece == _OPEN:
            start = len(text)
        elif piece == _CLOSE:
            marks.append((start, len(text)))
        else:
            text += piece
    return Hit(document, title, place, page, text, tuple(marks), score)
