"""The library: documents that were read, their very text with an index over it, and what was decided about their facts.

Knows what a document is in the library; how it comes and goes is known by `shelves`. Reads no formats, learns nothing.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from learning.parse.document import Document
from learning.parse.pieces import Progress
from learning.store import copies, decisions, ids, passages
from learning.store.database import Database
from learning.store.decisions import Choice
from learning.store.document_rows import DocumentRow, DocumentState
from learning.store.errors import FileChanged, UnknownId
from learning.store.passages import Hit, Near
from learning.store.profile import Profile
from learning.store.shelves import Shelves

__all__ = ["Choice", "DocumentRow", "DocumentState", "Documents"]

Result = TypeVar("Result")
_OF_FILE = "WHERE origin = ? AND fetched = '' AND state = 'read'"  # a web page that says new things is another document


class Documents:
    """`adding` is for long documents: closing it leaves the library as it was."""

    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile
        self._shelves = Shelves(db, profile)

    def list(self) -> tuple[DocumentRow, ...]:
        """All, the newest first."""
        return self._shelves.rows("ORDER BY n DESC")

    def get(self, document: str) -> DocumentRow:
        """Raises UnknownId."""
        found = self._shelves.rows("WHERE id = ?", document)
        if not found:
            raise UnknownId(document)
        return found[0]

    def of_sha256(self, sha256: str) -> DocumentRow | None:
        """The document with this very content."""
        found = self._shelves.rows("WHERE sha256 = ? AND state = 'read' ORDER BY n", sha256)
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
        try:
            return copies.stamp(path) != copies.Stamp(row.size, row.changed)
        except FileChanged:  # gone at this moment
            return False

    def seen(self, document: str, path: Path) -> None:
        """Its file was looked at again and holds the same."""
        found = copies.stamp(path)
        self._db.change("UPDATE documents SET size = ?, changed = ? WHERE id = ?", found.size, found.changed, document)

    def counts(self) -> dict[str, tuple[int, int]]:
        """By document: how many facts it offers, and how many of them are ticked."""
        return decisions.counts(self._db)

    def search(self, text: str, limit: int = 50, within: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """Passages that hold every word of `text` (the last may be unfinished), best first; any text is safe.

        `within`: in these documents only.
        """
        return passages.holding(self._db, text, limit, within)

    def nearest(self, words: Sequence[str], limit: int, within: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """Passages that hold some of the words, best first (BM25). What a reader would not see is left out."""
        return passages.nearest(self._db, words, limit, within)

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

        What was read from the same file before is replaced, and one that could not be read gives way.
        Raises DiskFull, FileChanged and others.
        """
        known = self.of_sha256(document.sha256)
        if known is not None:
            return known, False
        for old in self._shelves.rows(_OF_FILE, origin) if origin and not fetched else ():
            return (yield from self._replacing(old, document, data)), True
        kept = copies.keep(self._profile, document.sha256, data)
        row = _described(document, ids.new_id(), origin, name, fetched, kept)
        yield from self._shelves.filled(row, document, lambda: self._shelves.settle(row))
        return row, True

    def add_unreadable(self, name: str, origin: str, reason: str) -> DocumentRow:
        """Keep that a file could not be read, and why."""
        row = DocumentRow(
            ids.new_id(), "", name, name, "", 0, 0, "", "", origin, "", ids.now(), DocumentState.UNREADABLE, reason, 0,
            (), 0, 0,
        )  # fmt: skip
        self._shelves.put(row)
        return row

    def _replacing(self, old: DocumentRow, new: Document, data: Path | bytes) -> Generator[Progress, None, DocumentRow]:
        """Its file was read again: it keeps its id, and what was decided about passages that stand in it as before."""
        kept = copies.keep(self._profile, new.sha256, data)
        beside = _described(new, ids.new_id(), old.origin, old.name, "", kept)
        row = replace(beside, id=old.id, added=old.added, former=(*old.former, old.sha256))
        gone = replace(old, id=ids.new_id(), state=DocumentState.READING)
        yield from self._shelves.filled(beside, new, lambda: self._shelves.swap(beside.id, row, gone))
        self._shelves.drop(gone)
        return row

    def remove(self, document: str) -> None:
        """For good: its copy, its row, its text also in the index. Skills that learned from it stay as they are."""
        row = self.get(document)
        self._db.change("UPDATE documents SET state = 'reading' WHERE id = ?", document)  # from here: gone
        self._shelves.drop(row)

    def clear_half(self, since: str) -> tuple[str, ...]:
        """What a crash left before `since`. Returns the ids of documents and the names of copies that were cleared."""
        return self._shelves.clear_half(since)

    # -------------------------------------------------------------------------------------- decisions

    def decide(self, document: str, choices: Iterable[Choice]) -> None:
        """Keep what was decided about its facts; a later decision about the same fact replaces the earlier one."""
        self.get(document)
        with self._db.transaction():
            decisions.put(self._db, document, choices)

    def decisions(self, document: str) -> tuple[Choice, ...]:
        return decisions.of(self._db, document)


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
