"""Files that wait to be read, one after another, each on a thread that ends with it; Stop ends the one being read.

Knows the reader's process and the library. What is read is stored at once, with its facts as they are offered; what
cannot be read is stored with the reason.
"""

from __future__ import annotations

from collections import deque
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from learning.offering import offered
from learning.parse.document import Document
from learning.parse.pieces import Progress
from learning.parse.process import read
from learning.parse.reasons import CannotRead, Reason
from learning.store import files
from learning.store.documents import DocumentRow
from learning.store.store import Store


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read. `id` names it in the list while it waits; `old` is the document that it takes the place of.

    `text` is pasted text: then `path` is where it is put for the reader.
    """

    id: str
    path: Path
    name: str
    text: str = ""
    address: str = ""  # of a web page: then `path` is what was fetched
    fetched: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """How it ended: a document, new or known already; or why not."""

    job: Job
    row: DocumentRow
    new: bool
    reason: Reason | None = None


class ReadingLine(QObject):
    moved = Signal(str, int, int)  # id of a job, pages done, pages in all (0: not known)
    ended = Signal(object)  # Read
    stopped = Signal(object)  # Job
    trouble = Signal(object)  # what went wrong beside the reading itself
    changed = Signal()

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._waiting: deque[Job] = deque()
        self._now: _Reading | None = None

    def jobs(self) -> tuple[Job, ...]:
        """What is being read, then what waits."""
        return (*((self._now.job,) if self._now is not None else ()), *self._waiting)

    def add(self, job: Job) -> None:
        self._waiting.append(job)
        self._next()
        self.changed.emit()

    def stop(self, job: str) -> None:
        waiting = next((one for one in self._waiting if one.id == job), None)
        if waiting is not None:
            self._waiting.remove(waiting)
            self.stopped.emit(waiting)
            self.changed.emit()
        elif self._now is not None and self._now.job.id == job:
            self._now.requestInterruption()

    def close(self) -> None:
        """Nothing more is read; what is being read is let go."""
        self._waiting.clear()
        if self._now is not None:
            self._now.requestInterruption()
            self._now.wait()

    def _next(self) -> None:
        if self._now is None and self._waiting:
            self._now = _Reading(self._store, self._waiting.popleft(), self)
            self._now.moved.connect(self.moved)
            self._now.ended.connect(self.ended)
            self._now.stopped.connect(self.stopped)
            self._now.trouble.connect(self.trouble)
            self._now.finished.connect(self._finished)
            self._now.start()

    def _finished(self) -> None:
        done, self._now = self._now, None
        if done is not None:
            done.deleteLater()
        self._next()
        self.changed.emit()


class _Reading(QThread):
    """One file. The reader's process lives and dies with this thread."""

    moved = Signal(str, int, int)
    ended = Signal(object)
    stopped = Signal(object)
    trouble = Signal(object)

    def __init__(self, store: Store, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self.job = job

    def run(self) -> None:
        try:
            with self._store.connect() as mine:
                self._read(mine)
        except Exception as error:  # handed over to the window's thread, which tells the person
            self.trouble.emit(error)
        finally:
            if self.job.text:
                self.job.path.unlink(missing_ok=True)

    def _read(self, mine: Store) -> None:
        job = self.job
        if job.text:
            files.write(job.path, job.text.encode("utf-8", "ignore"))
        try:
            document = self._document()
        except CannotRead as error:
            origin = job.address or ("" if job.text else str(job.path))
            self.ended.emit(
                Read(job, mine.documents.add_unreadable(job.name, origin, error.reason), True, error.reason)
            )
            return
        if document is None:
            self.stopped.emit(job)
            return
        origin = job.address or ("" if job.text else str(job.path))
        row, new = mine.documents.add(document, origin, job.path, job.name, job.fetched)
        if new:
            before = mine.documents.decisions(row.id)  # of a file that was changed
            mine.documents.decide(row.id, (one.choice for one in offered(document, before)))
        elif job.old == row.id:
            mine.documents.seen(row.id, job.path)
        if job.old and job.old != row.id:
            mine.documents.remove(job.old)
        self.ended.emit(Read(job, row, new))

    def _document(self) -> Document | None:
        """None when it was stopped. Raises CannotRead."""
        with closing(read(self.job.path, self.job.address)) as work:
            while True:
                try:
                    progress: Progress = next(work)
                except StopIteration as end:
                    found: Document = end.value
                    return found
                if self.isInterruptionRequested():
                    return None
                self.moved.emit(self.job.id, progress.done, progress.total)
