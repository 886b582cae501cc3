"""What a person decided about each fact of a document. Knows its table; judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
        db.write(
            "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(document, one.place, one.fact, one.text, int(one.ticked), json.dumps(one.flags), one.at or now),
        )


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
            moved = Choice(places[one.place], one.fact, one.text, one.ticked, one.flags, one.at)
            put(db, document, (moved,))
