"""The library: documents that were read, their very text with an index over it, and what was decided about their facts.

Knows the order in which copies, rows and passages come and go. Reads no formats and learns nothing. A copy is on disk
before its row, and the row says that it is whole only when all its text is in: a crash leaves what `sweep` clears.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from learning.parse.document import Document
from learning.parse.pieces import Progress
from learning.store import copies, decisions, document_rows, ids, passages, schema
from learning.store.database import Database
from learning.store.decisions import Choice
from learning.store.document_rows import DocumentRow, DocumentState
from learning.store.errors import StoreError, UnknownId
from learning.store.passages import Hit, Near
from learning.store.profile import Profile

__all__ = ["Choice", "DocumentRow", "DocumentState", "Documents"]

_SINCE = 2  # the schema that brought the library
Result = TypeVar("Result")


class Documents:
    """`adding` and `replacing` are generators, for long documents: closing one leaves the library as it was."""

    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile
        self._there = schema.version(db) >= _SINCE  # a reader may meet a profile that has no library yet

    def list(self) -> tuple[DocumentRow, ...]:
        """All, the newest first."""
        return self._rows("ORDER BY n DESC")

    def get(self, document: str) -> DocumentRow:
        """Raises UnknownId."""
        found = self._rows("WHERE id = ?", document)
        if not found:
            raise UnknownId(document)
        return found[0]

    def of_sha256(self, sha256: str) -> DocumentRow | None:
        """The document with this very content."""
        found = self._rows("WHERE sha256 = ? AND state = 'read' ORDER BY n", sha256)
        return found[0] if found else None

    def read(self, document: str) -> Document:
        """The whole document as it was read. Raises UnknownId."""
        row = self.get(document)
        return Document(
            row.sha256, row.title, row.format, row.pages, row.words, row.language, passages.of(self._db, document),
            row.date, row.notices, row.removed,
        )  # fmt: skip

    def near(self, document: str, place: int, reach: int) -> Near:
        """A passage with those around it, and the heading it stands under."""
        return passages.near(self._db, document, place, reach)

    def file(self, document: str) -> Path:
        """Our copy of its file."""
        return self._profile.document(self.get(document).sha256)

    def is_changed(self, row: DocumentRow) -> bool:
        """Whether the file that it was read from is another one now. A file that is gone is not changed."""
        path = Path(row.origin)
        if row.state is not DocumentState.READ or row.fetched or not row.origin or not path.is_file():
            return False
        return copies.stamp(path) != copies.Stamp(row.size, row.changed)

    def search(self, text: str, limit: int = 50, within: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """Passages that hold every word of `text` (the last may be unfinished), best first; any text is safe.

        `within`: in these documents only.
        """
        return passages.holding(self._db, text, limit, within) if self._there else ()

    def nearest(self, words: Sequence[str], limit: int, within: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """Passages that hold some of the words, best first (BM25). What a reader would not see is left out."""
        return passages.nearest(self._db, words, limit, within) if self._there else ()

    # ------------------------------------------------------------------------------------ in and out

    def add(
        self, document: Document, origin: str, data: Path | bytes, name: str, fetched: str = ""
    ) -> tuple[DocumentRow, bool]:
        """`adding` in one go."""
        return _result(self.adding(document, origin, data, name, fetched))

    def adding(
        self, document: Document, origin: str, data: Path | bytes, name: str, fetched: str = ""
    ) -> Generator[Progress, None, tuple[DocumentRow, bool]]:
        """Put a document in; False with the one that is there when the content is known already.

        One that could not be read before, from the same place, gives way. Raises DiskFull, FileChanged and others.
        """
        known = self.of_sha256(document.sha256)
        if known is not None:
            return known, False
        kept = copies.keep(self._profile, document.sha256, data)
        row = _described(document, ids.new_id(), origin, name, fetched, kept)
        yield from self._filled(row, document, lambda: self._settle(row))
        return row, True

    def add_unreadable(self, name: str, origin: str, reason: str) -> DocumentRow:
        """Keep that a file could not be read, and why."""
        row = DocumentRow(
            ids.new_id(), "", name, name, "", 0, 0, "", "", origin, "", ids.now(), DocumentState.UNREADABLE, reason, 0,
            (), 0, 0,
        )  # fmt: skip
        with self._db.transaction():
            self._give_way(origin)
            document_rows.insert(self._db, row)
        return row

    def replace(self, document: str, new: Document, data: Path | bytes, fetched: str = "") -> DocumentRow:
        """`replacing` in one go."""
        return _result(self.replacing(document, new, data, fetched))

    def replacing(
        self, document: str, new: Document, data: Path | bytes, fetched: str = ""
    ) -> Generator[Progress, None, DocumentRow]:
        """A document was read again: it keeps its id, and what was decided about passages that stand in it as before.

        Where another document has this content already it counts, and this one goes.
        """
        old = self.get(document)
        known = self.of_sha256(new.sha256)
        if known is not None and known.id != document:
            self.remove(document)
            return known
        kept = copies.keep(self._profile, new.sha256, data)
        beside = _described(new, ids.new_id(), old.origin, old.name, fetched or old.fetched, kept)
        row = replace(beside, id=document, added=old.added)
        if known is None:
            yield from self._filled(beside, new, lambda: self._swap(beside.id, row))
        else:  # only touched
            self._settle(row)
        self._drop_copy(old.sha256)
        return row

    def remove(self, document: str) -> None:
        """For good: its copy, its row, its text also in the index. Skills that learned from it stay as they are."""
        row = self.get(document)
        self._db.change("UPDATE documents SET state = 'reading' WHERE id = ?", document)  # from here: gone
        self._drop(row)

    def clear_half(self, since: str) -> tuple[str, ...]:
        """What a crash left: documents not wholly in or not wholly out, from before `since`, and copies without a row.

        Returns the ids and names of what was cleared.
        """
        half = [row for row in self._rows("WHERE state = 'reading'") if row.added < since]
        for row in half:
            self._drop(row)
        stray = copies.strays(self._profile, frozenset(row.sha256 for row in self.list()), since)
        for path in stray:
            copies.drop(path)
        return (*(row.id for row in half), *(path.name for path in stray))

    # -------------------------------------------------------------------------------------- decisions

    def decide(self, document: str, choices: Iterable[Choice]) -> None:
        """Keep what was decided about its facts; a later decision about the same fact replaces the earlier one."""
        self.get(document)
        with self._db.transaction():
            decisions.put(self._db, document, choices)

    def decisions(self, document: str) -> tuple[Choice, ...]:
        return decisions.of(self._db, document) if self._there else ()

    # ---------------------------------------------------------------------------------------- private

    def _rows(self, rest: str, *values: str) -> tuple[DocumentRow, ...]:
        found = self._db.read(f"SELECT * FROM documents {rest}", *values) if self._there else ()
        return tuple(document_rows.of(row) for row in found)

    def _give_way(self, origin: str) -> None:
        self._db.write("DELETE FROM documents WHERE origin = ? AND origin <> '' AND state = 'unreadable'", origin)

    def _settle(self, row: DocumentRow) -> None:
        """From here it counts."""
        with self._db.transaction():
            self._give_way(row.origin)
            document_rows.update(self._db, row)

    def _filled(
        self, row: DocumentRow, document: Document, finish: Callable[[], None]
    ) -> Generator[Progress, None, None]:
        """A row that does not count yet, all its text in short transactions, then `finish`; else it goes again."""
        total = len(document.passages)
        with self._db.transaction():
            document_rows.insert(self._db, replace(row, state=DocumentState.READING))
        try:
            for start in range(0, total, passages.CHUNK):
                yield Progress(start, total)
                with self._db.transaction():
                    passages.insert(self._db, row.id, document.passages[start : start + passages.CHUNK], start)
            yield Progress(total, total)
            finish()
        except BaseException:
            with suppress(StoreError):  # the first error is the one to tell; the sweep clears what is left
                self._drop(row)
            raise

    def _swap(self, beside: str, row: DocumentRow) -> None:
        """The new text takes the place of the old one, at once."""
        with self._db.transaction():
            decisions.move(self._db, row.id, passages.unchanged(self._db, row.id, beside))
            self._db.write("DELETE FROM passages WHERE document = ?", row.id)
            self._db.write("UPDATE passages SET document = ? WHERE document = ?", row.id, beside)
            self._db.write("DELETE FROM documents WHERE id = ?", beside)
            document_rows.update(self._db, row)
            passages.forget_words(self._db)

    def _drop(self, row: DocumentRow) -> None:
        """The copy, then the row with its text."""
        self._drop_copy(row.sha256, but=row.id)
        with self._db.transaction():
            self._db.write("DELETE FROM documents WHERE id = ?", row.id)
            passages.forget_words(self._db)

    def _drop_copy(self, sha256: str, but: str = "") -> None:
        """Unless a document other than `but` has this content."""
        if sha256 and not self._rows("WHERE sha256 = ? AND id <> ?", sha256, but):
            copies.drop(self._profile.document(sha256))


def _described(document: Document, key: str, origin: str, name: str, fetched: str, stamp: copies.Stamp) -> DocumentRow:
    return DocumentRow(
        key, document.sha256, document.title, name, document.format, document.pages, document.words,
        document.language, document.date, origin, fetched, ids.now(), DocumentState.READ, "", document.removed,
        document.notices, stamp.size, stamp.changed,
    )  # fmt: skip


def _result(work: Generator[Progress, None, Result]) -> Result:
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result
