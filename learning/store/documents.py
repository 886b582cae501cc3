"""The library: documents that were read, their very text with an index over it, and what was decided about their facts.

Knows its tables and the copies of the files under `documents/`. Reads no formats and learns nothing. A copy is on disk
before its row, and the row says that it is whole only when all its text is in: a crash leaves what `sweep` clears.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from learning.parse.document import Document, Part, Passage
from learning.store import files, ids, passages
from learning.store.database import Database
from learning.store.errors import UnknownId, from_os
from learning.store.passages import Hit
from learning.store.profile import Profile


class DocumentState(StrEnum):
    READING = "reading"  # its text is being put in; after a crash: half
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


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided about one fact: `fact` as the document has it, `text` as it is learned."""

    place: int  # its passage
    fact: str
    text: str
    ticked: bool
    flags: tuple[str, ...] = ()


class Documents:
    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile

    def list(self) -> tuple[DocumentRow, ...]:
        """All, the newest first."""
        return tuple(_row(row) for row in self._db.read("SELECT * FROM documents ORDER BY n DESC"))

    def get(self, document: str) -> DocumentRow:
        """Raises UnknownId."""
        row = self._db.one("SELECT * FROM documents WHERE id = ?", document)
        if row is None:
            raise UnknownId(document)
        return _row(row)

    def of_sha256(self, sha256: str) -> DocumentRow | None:
        """The document with this very content."""
        row = self._db.one("SELECT * FROM documents WHERE sha256 = ? AND state = 'read' ORDER BY n", sha256)
        return _row(row) if row else None

    def add(
        self, document: Document, origin: str, data: Path | bytes, name: str, fetched: str = ""
    ) -> tuple[DocumentRow, bool]:
        """Put a document in; False with the one that is there when the content is known already.

        One that could not be read before, from the same place, gives way. Raises DiskFull and other StoreErrors.
        """
        known = self.of_sha256(document.sha256)
        if known is not None:
            return known, False
        self._keep(document.sha256, data)
        size, changed = _stamp(data)
        row = DocumentRow(
            ids.new_id(), document.sha256, document.title, name, document.format, document.pages, document.words,
            document.language, document.date, origin, fetched, ids.now(), DocumentState.READING, "", document.removed,
            document.notices, size, changed,
        )  # fmt: skip
        with self._db.transaction():
            self._db.write("DELETE FROM documents WHERE origin = ? AND origin <> '' AND state = 'unreadable'", origin)
            _insert(self._db, row)
        for start in range(0, len(document.passages), passages.CHUNK):
            with self._db.transaction():  # short ones: the window must not wait for a thousand pages
                passages.insert(self._db, row.id, document.passages[start : start + passages.CHUNK], start)
        self._db.change("UPDATE documents SET state = 'read' WHERE id = ?", row.id)
        return replace(row, state=DocumentState.READ), True

    def add_unreadable(self, name: str, origin: str, reason: str) -> DocumentRow:
        """Keep that a file could not be read, and why."""
        row = DocumentRow(
            ids.new_id(), "", name, name, "", 0, 0, "", "", origin, "", ids.now(), DocumentState.UNREADABLE, reason, 0,
            (), 0, 0,
        )  # fmt: skip
        with self._db.transaction():
            self._db.write("DELETE FROM documents WHERE origin = ? AND origin <> '' AND state = 'unreadable'", origin)
            _insert(self._db, row)
        return row

    def read(self, document: str) -> Document:
        """The whole document as it was read. Raises UnknownId."""
        row = self.get(document)
        rows = self._db.read("SELECT * FROM passages WHERE document = ? ORDER BY place", document)
        found = tuple(Passage(Part(p["part"]), p["text"], p["page"], p["level"], p["hidden"]) for p in rows)
        return Document(
            row.sha256, row.title, row.format, row.pages, row.words, row.language, found, row.date, row.notices,
            row.removed,
        )  # fmt: skip

    def file(self, document: str) -> Path:
        """Our copy of its file."""
        return self._profile.document(self.get(document).sha256)

    def is_changed(self, row: DocumentRow) -> bool:
        """Whether the file that it was read from is another one now. A file that is gone is not changed."""
        path = Path(row.origin)
        if row.state is not DocumentState.READ or row.fetched or not row.origin or not path.is_file():
            return False
        return _stamp(path) != (row.size, row.changed)

    def search(self, text: str, limit: int = 50, within: Sequence[str] = ()) -> tuple[Hit, ...]:
        """Passages that hold every word of `text` (the last may be unfinished), best first; any text is safe."""
        return passages.holding(self._db, text, limit, within)

    def nearest(self, words: Sequence[str], limit: int, within: Sequence[str] = ()) -> tuple[Hit, ...]:
        """Passages that hold some of the words, best first (BM25)."""
        return passages.nearest(self._db, words, limit, within)

    def remove(self, document: str) -> None:
        """For good: its row, its text also in the index, its copy. Skills that learned from it stay as they are."""
        row = self.get(document)
        with self._db.transaction():
            self._db.write("UPDATE documents SET state = 'reading' WHERE id = ?", document)  # from here: gone
        self._drop(row)

    def decide(self, document: str, choices: Iterable[Choice]) -> None:
        """Keep what was decided about its facts; a later decision about the same fact replaces the earlier one."""
        now = ids.now()
        with self._db.transaction():
            for one in choices:
                self._db.write(
                    "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)",
                    *(document, one.place, one.fact, one.text, int(one.ticked), json.dumps(one.flags), now),
                )

    def decisions(self, document: str) -> tuple[Choice, ...]:
        rows = self._db.read("SELECT * FROM decisions WHERE document = ? ORDER BY place, fact", document)
        return tuple(
            Choice(row["place"], row["fact"], row["text"], bool(row["ticked"]), tuple(json.loads(row["flags"])))
            for row in rows
        )

    def clear_half(self, since: str) -> tuple[str, ...]:
        """What a crash left: documents not wholly in or not wholly out, from before `since`, and copies without a row.

        Returns the ids and names of what was cleared.
        """
        rows = [_row(row) for row in self._db.read("SELECT * FROM documents WHERE state = 'reading'")]
        half = [row for row in rows if row.added < since]
        for row in half:
            self._drop(row)
        used = {row["sha256"] for row in self._db.read("SELECT sha256 FROM documents")}
        stray = [path for path in sorted(self._profile.documents.glob("*")) if path.name not in used]
        moment = datetime.fromisoformat(since).timestamp()
        stray = [path for path in stray if path.stat().st_mtime < moment]
        for path in stray:
            files.remove(path)
        return (*(row.id for row in half), *(path.name for path in stray))

    # -------------------------------------------------------------------------------------- private

    def _keep(self, sha256: str, data: Path | bytes) -> None:
        """The copy, before any row speaks of it."""
        target = self._profile.document(sha256)
        try:
            size = len(data) if isinstance(data, bytes) else data.stat().st_size
            files.require_space(self._profile.documents, size)
            files.make_dir(target.parent)
            files.write_atomic(target, data if isinstance(data, bytes) else data.read_bytes())
        except OSError as error:
            raise from_os(error) from error

    def _drop(self, row: DocumentRow) -> None:
        with self._db.transaction():
            self._db.write("DELETE FROM documents WHERE id = ?", row.id)
            self._db.write("INSERT INTO passages_search(passages_search) VALUES ('optimize')")  # or words stay a while
        if row.sha256 and not self._db.one("SELECT 1 FROM documents WHERE sha256 = ?", row.sha256):
            try:
                files.remove(self._profile.document(row.sha256))
            except OSError as error:
                raise from_os(error) from error


def _stamp(data: Path | bytes) -> tuple[int, int]:
    if isinstance(data, bytes):
        return len(data), 0
    found = data.stat()
    return found.st_size, found.st_mtime_ns


def _insert(db: Database, row: DocumentRow) -> None:
    values = (
        row.id, row.sha256, row.title, row.name, row.format, row.pages, row.words, row.language, row.date, row.origin,
        row.fetched, row.added, row.state, row.reason, row.removed, json.dumps(row.notices), row.size, row.changed,
    )  # fmt: skip
    db.write(
        "INSERT INTO documents (id, sha256, title, name, format, pages, words, language, date, origin, fetched, added,"
        " state, reason, removed, notices, size, changed) VALUES (" + ", ".join("?" * len(values)) + ")",
        *values,
    )


def _row(row: sqlite3.Row) -> DocumentRow:
    found = {name: row[name] for name in row.keys() if name != "n"}  # noqa: SIM118  # a Row is no mapping
    found["state"] = DocumentState(found["state"])
    found["notices"] = tuple(json.loads(found["notices"]))
    return DocumentRow(**found)
