"""How a document comes into the library, changes and goes, so that a crash never leaves half of one to be seen.

Knows the order: a copy is on disk before its row, the row counts only when all its text is in, and what goes is marked
first, then its copy goes, then its row and text. What a crash leaves, the sweep clears. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace

from learning.parse.document import Document
from learning.parse.pieces import Progress
from learning.store import copies, decisions, document_rows, passages
from learning.store.database import Database
from learning.store.document_rows import DocumentRow, DocumentState
from learning.store.errors import StoreError
from learning.store.profile import Profile


class Shelves:
    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile

    def rows(self, rest: str, *values: str) -> tuple[DocumentRow, ...]:
        found = self._db.read(f"SELECT * FROM documents {rest}", *values)
        return tuple(document_rows.of(row) for row in found)

    def put(self, row: DocumentRow) -> None:
        """One without text."""
        with self._db.transaction():
            self._give_way(row.origin)
            document_rows.insert(self._db, row)

    def settle(self, row: DocumentRow) -> None:
        """From here it counts."""
        with self._db.transaction():
            self._give_way(row.origin)
            document_rows.update(self._db, row)

    def filled(
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
                self.drop(row)
            raise

    def swap(self, beside: str, row: DocumentRow, old: DocumentRow) -> None:
        """The text of the document `beside` becomes that of `row`, at once; the former goes to `old`, to be dropped."""
        with self._db.transaction():
            decisions.move(self._db, row.id, passages.unchanged(self._db, row.id, beside))
            document_rows.insert(self._db, old)
            passages.hand_over(self._db, row.id, old.id)
            passages.hand_over(self._db, beside, row.id)
            self._db.write("DELETE FROM documents WHERE id = ?", beside)
            document_rows.update(self._db, row)

    def drop(self, row: DocumentRow) -> None:
        """The copy, its text also in the index, then the row; in short transactions: others may wait to write."""
        self.drop_copy(row.sha256, but=row.id)
        while self._in_short(lambda: passages.remove_some(self._db, row.id)):
            pass
        more = self._in_short(lambda: passages.forget_some(self._db, first=True))
        while more:
            more = self._in_short(lambda: passages.forget_some(self._db, first=False))
        self._db.change("DELETE FROM documents WHERE id = ?", row.id)

    def drop_copy(self, sha256: str, but: str = "") -> None:
        """Unless a document other than `but` has this content."""
        if sha256 and not self.rows("WHERE sha256 = ? AND id <> ?", sha256, but):
            copies.drop(self._profile.document(sha256))

    def clear_half(self, since: str) -> tuple[str, ...]:
        """What a crash left before `since`: documents not wholly in or not wholly out, and copies without a row.

        Returns the ids and names of what was cleared.
        """
        half = [row for row in self.rows("WHERE state = 'reading'") if row.added < since]
        for row in half:
            self.drop(row)
        stray = copies.strays(self._profile, frozenset(row.sha256 for row in self.rows("")), since)
        for path in stray:
            copies.drop(path)
        return (*(row.id for row in half), *(path.name for path in stray))

    def _in_short(self, step: Callable[[], bool]) -> bool:
        with self._db.transaction():
            return step()

    def _give_way(self, origin: str) -> None:
        """What could not be read before, from the same place."""
        self._db.write("DELETE FROM documents WHERE origin = ? AND origin <> '' AND state = 'unreadable'", origin)
