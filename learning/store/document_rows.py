"""One line of the library's list, and its form in the database. Knows the table `documents`; no files, no text."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, fields
from enum import StrEnum

from learning.store.database import Database, Value


class DocumentState(StrEnum):
    READING = "reading"  # its text is being put in or taken out; after a crash: half
    READ = "read"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document. `origin` is a path, an address, or "" for pasted text; `reason` a value of `parse.reasons`."""

    id: str
    sha256: str
    title: str
    name: str
    format: str
    pages: int
    words: int
    language: str
    date: str
    origin: str
    fetched: str  # ISO time, for web pages
    added: str
    state: DocumentState
    reason: str
    removed: int
    notices: tuple[str, ...]
    size: int  # of the file it was read from, bytes
    changed: int  # when that file was last changed, ns
    former: tuple[str, ...] = ()  # checksums that its file had before it was changed, the first one first


_COLUMNS = tuple(field.name for field in fields(DocumentRow))
_LISTS = ("notices", "former")  # as JSON


def insert(db: Database, row: DocumentRow) -> None:
    """Inside a transaction."""
    marks = ", ".join("?" * len(_COLUMNS))
    db.write(f"INSERT INTO documents ({', '.join(_COLUMNS)}) VALUES ({marks})", *_values(row))


def update(db: Database, row: DocumentRow) -> None:
    """Everything of the row with that id. Inside a transaction."""
    changes = ", ".join(f"{column} = ?" for column in _COLUMNS)
    db.write(f"UPDATE documents SET {changes} WHERE id = ?", *_values(row), row.id)


def of(row: sqlite3.Row) -> DocumentRow:
    found = {column: row[column] for column in _COLUMNS}
    found["state"] = DocumentState(found["state"])
    for column in _LISTS:
        found[column] = tuple(json.loads(found[column]))
    return DocumentRow(**found)


def _values(row: DocumentRow) -> tuple[Value, ...]:
    plain = {column: getattr(row, column) for column in _COLUMNS}
    return tuple({**plain, **{column: json.dumps(plain[column]) for column in _LISTS}}.values())
