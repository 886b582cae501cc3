"""The text of documents, passage by passage, and the full-text index over it (SQLite FTS5, BM25).

Knows the table and the FTS5 query language, so that no text of a person can be taken for it. Scripts without spaces
stand in the index as one word a sentence, so they are also looked for piece by piece.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.parse.cleaning import clean
from learning.parse.document import Part, Passage
from learning.store.database import Database

CHUNK: Final = 200  # passages a transaction: some 20 ms
UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # kana, Han, Hangul
_OPEN, _CLOSE = "\x02", "\x03"  # cannot stand in a passage: `parse` strips control characters
_WORD: Final = re.compile(r"\w+")
_MOST_WORDS: Final = 24
_PAGES: Final = 50  # of the index, rewritten in a transaction

_FROM: Final = "FROM passages p JOIN documents d ON d.id = p.document WHERE d.state = 'read'"
_FOUND: Final = f"""SELECT d.id, d.title, p.place, p.page,
    highlight(passages_search, 0, '{_OPEN}', '{_CLOSE}') AS marked, s.rank AS score
    FROM passages_search s JOIN passages p ON p.n = s.rowid JOIN documents d ON d.id = p.document
    WHERE passages_search MATCH ? AND d.state = 'read'{{only}} ORDER BY s.rank, p.n LIMIT ?"""
_LIKE: Final = f"""SELECT d.id, d.title, p.place, p.page, p.text
    {_FROM} AND p.text LIKE ? ESCAPE '\\'{{only}} ORDER BY p.n LIMIT ?"""
_PIECES: Final = f"""SELECT d.id, d.title, p.place, p.page, p.text, {{held}} AS held
    {_FROM} AND held > 0{{only}} ORDER BY held DESC, length(p.text), p.n LIMIT ?"""
_SHOWN: Final = " AND p.hidden = ''"


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


@dataclass(frozen=True, slots=True)
class Near:
    """Neighbouring passages, the heading they stand under first; `at` is the one that was asked for."""

    passages: tuple[Passage, ...]
    at: int


def insert(db: Database, document: str, found: Sequence[Passage], start: int) -> None:
    """Inside a transaction."""
    for place, one in enumerate(found, start):
        db.write(
            "INSERT INTO passages (document, place, part, text, page, level, hidden) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(document, place, one.part, one.text, one.page, one.level, one.hidden),
        )


def of(db: Database, document: str, rest: str = "ORDER BY place", *values: int) -> tuple[Passage, ...]:
    rows = db.read(f"SELECT * FROM passages WHERE document = ? {rest}", document, *values)
    return tuple(Passage(Part(p["part"]), p["text"], p["page"], p["level"], p["hidden"]) for p in rows)


def near(db: Database, document: str, place: int, reach: int) -> Near:
    first = max(0, place - reach)
    found = of(db, document, "AND place BETWEEN ? AND ? ORDER BY place", first, place + reach)
    if any(one.part is Part.HEADING for one in found[: place - first + 1]):
        return Near(found, place - first)
    heading = of(db, document, "AND part = 'heading' AND place < ? ORDER BY place DESC LIMIT 1", first)
    return Near((*heading, *found), place - first + len(heading))


def unchanged(db: Database, old: str, new: str) -> dict[int, int]:
    """Where the passages of one document stand in another, those that have the very same text."""
    there: dict[str, list[int]] = {}
    for row in db.read("SELECT place, text FROM passages WHERE document = ? ORDER BY place DESC", new):
        there.setdefault(row["text"], []).append(row["place"])
    rows = db.read("SELECT place, text FROM passages WHERE document = ? ORDER BY place", old)
    return {row["place"]: there[row["text"]].pop() for row in rows if there.get(row["text"])}


def hand_over(db: Database, document: str, to: str) -> None:
    """All passages of one document to another, which has none. Inside a transaction."""
    db.write("UPDATE passages SET document = ? WHERE document = ?", to, document)


def remove_some(db: Database, document: str) -> bool:
    """The next of a document's passages; False when there is none left. Inside a transaction."""
    few = "SELECT n FROM passages WHERE document = ? LIMIT ?"
    return bool(db.write(f"DELETE FROM passages WHERE n IN ({few})", document, CHUNK))


def forget_some(db: Database, first: bool) -> bool:
    """Rewrite a part of the index, which else keeps the words of deleted passages for a while; False at its end.

    Inside a transaction. See "The 'merge' Command" in the documentation of FTS5.
    """
    before = _changes(db)
    db.write("INSERT INTO passages_search(passages_search, rank) VALUES ('merge', ?)", -_PAGES if first else _PAGES)
    return _changes(db) - before >= 2


def holding(db: Database, text: str, limit: int, within: Sequence[str] | None) -> tuple[Hit, ...]:
    """Passages with every word; where whole words find nothing, with the very text (scripts without spaces)."""
    text = clean(text).text
    words = _WORD.findall(text)
    if not words:
        return ()
    found = _match(db, " ".join(f'"{word}"*' for word in words[:_MOST_WORDS]), limit, within)
    return found or _like(db, text, limit, within)


def nearest(db: Database, words: Sequence[str], limit: int, within: Sequence[str] | None) -> tuple[Hit, ...]:
    """Passages with any of the words, whole or begun with; none that nobody sees."""
    plain = [word for one in words for word in _WORD.findall(clean(one).text)][:_MOST_WORDS]
    pieces = [word for word in plain if UNSPACED.search(word)]
    whole = [word for word in plain if not UNSPACED.search(word)]
    found = [*_pieces(db, pieces, limit, within)] if pieces else []
    if whole:
        found += _match(db, " OR ".join(f'"{word}"*' for word in whole), limit, within, _SHOWN)
    distinct = {(hit.document, hit.place): hit for hit in reversed(found)}
    return tuple(hit for hit in found if distinct[hit.document, hit.place] is hit)[:limit]


def _match(db: Database, query: str, limit: int, within: Sequence[str] | None, only: str = "") -> tuple[Hit, ...]:
    rows = db.read(_FOUND.format(only=only + _among(within)), query, *(within or ()), limit)
    return tuple(_hit(row["id"], row["title"], row["place"], row["page"], row["marked"], row["score"]) for row in rows)


def _like(db: Database, text: str, limit: int, within: Sequence[str] | None) -> tuple[Hit, ...]:
    escaped = re.sub(r"([\\%_])", r"\\\1", text)
    rows = db.read(_LIKE.format(only=_among(within)), f"%{escaped}%", *(within or ()), limit)
    return tuple(
        Hit(row["id"], row["title"], row["place"], row["page"], row["text"], _marks(row["text"], [text]), 0.0)
        for row in rows
    )


def _pieces(db: Database, pieces: Sequence[str], limit: int, within: Sequence[str] | None) -> tuple[Hit, ...]:
    """Those that hold most of the pieces first, of these the shortest."""
    held = " + ".join(["(instr(p.text, ?) > 0)"] * len(pieces))
    rows = db.read(_PIECES.format(held=held, only=_SHOWN + _among(within)), *pieces, *(within or ()), limit)
    return tuple(
        Hit(row["id"], row["title"], row["place"], row["page"], row["text"], _marks(row["text"], pieces), -row["held"])
        for row in rows
    )


def _changes(db: Database) -> int:
    row = db.one("SELECT total_changes()")
    return int(row[0]) if row else 0


def _marks(text: str, pieces: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the pieces stand; those that touch are one mark."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(
        one.span() for piece in pieces for one in re.finditer(re.escape(piece), text, re.IGNORECASE)
    ):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _among(within: Sequence[str] | None) -> str:
    return "" if within is None else f" AND d.id IN ({', '.join('?' * len(within))})"


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
