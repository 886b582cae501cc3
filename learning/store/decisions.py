"""What a person decided about each fact of a document. Knows its table; judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from learning.store import ids
from learning.store.database import Database


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about one fact: `fact` as the document has it, `text` as it is learned."""

    place: int  # its passage
    fact: str
    text: str
    ticked: bool
    flags: tuple[str, ...] = ()
    at: str = field(default="", compare=False)  # ISO time, set when it is kept

    @property
    def edited(self) -> bool:
        return self.text != self.fact


def put(db: Database, document: str, choices: Iterable[Choice]) -> None:
    """A later decision about the same fact replaces the earlier one. Inside a transaction."""
    now = ids.now()
    for one in choices:
        _write(db, document, replace(one, at=now))


def of(db: Database, document: str) -> tuple[Choice, ...]:
    """In the document's order."""
    rows = db.read("SELECT * FROM decisions WHERE document = ? ORDER BY place, fact", document)
    return tuple(
        Choice(row["place"], row["fact"], row["text"], bool(row["ticked"]), tuple(json.loads(row["flags"])), row["at"])
        for row in rows
    )


def move(db: Database, document: str, places: Mapping[int, int]) -> None:
    """Follow passages to where they are now; what was decided about others is forgotten. Inside a transaction."""
    kept = of(db, document)
    db.write("DELETE FROM decisions WHERE document = ?", document)
    for one in kept:
        if one.place in places:
            _write(db, document, replace(one, place=places[one.place]))


def counts(db: Database) -> dict[str, tuple[int, int]]:
    """By document: how many facts, and how many of them are ticked."""
    rows = db.read("SELECT document, count(*) AS facts, sum(ticked) AS ticked FROM decisions GROUP BY document")
    return {row["document"]: (row["facts"], row["ticked"]) for row in rows}


def _write(db: Database, document: str, one: Choice) -> None:
    values = (document, one.place, one.fact, one.text, int(one.ticked), json.dumps(one.flags), one.at)
    db.write("INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)", *values)
