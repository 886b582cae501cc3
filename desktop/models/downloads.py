"""Downloads in the window: one goes on, the others wait; how far it is, in words; paused is kept for another day.

Knows the shelf's downloads and time. Knows no widget.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.model_words import ModelWords as Words
from desktop.model_words import trouble
from desktop.models.work import ShelfWork
from learning.catalogue import Known
from learning.shelf import fetching
from learning.shelf.messages import Hub
from learning.shelf.pace import Pace
from learning.shelf.results import CannotGet, Getting, NotFrom, Wanted
from learning.store.profile import Profile


@dataclass(frozen=True, slots=True)
class Job:
    """`known` is its entry in the catalogue, None for a file that a search found."""

    wanted: Wanted
    known: Known | None = None

    @property
    def key(self) -> str:
        return key(self.wanted)


@dataclass(frozen=True, slots=True)
class Going:
    """How one download stands; `done` is the share that is here, None before anything is known."""

    job: Job
    words: str
    done: float | None = None
    waits: bool = False


def key(wanted: Wanted) -> str:
    """Which download it is: the place that is asked first."""
    return wanted.places[0].key if wanted.places else wanted.name


class Downloads(QObject):
    changed = Signal()
    listed = Signal()  # what is on the disk is another now
    got = Signal(object)  # Card
    failed = Signal(object)  # an error of the disk
    online = Signal(bool)

    def __init__(self, profile: Profile, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._profile, self._hub = profile, hub
        self._line: list[Job] = []
        self._work: ShelfWork | None = None
        self._pace = Pace()
        self._going: Going | None = None
        self.troubles: dict[str, str] = {}  # by key: why one ended

    def going(self) -> tuple[Going, ...]:
        """The one that goes on, then those that wait."""
        waiting = tuple(Going(job, Words.WAITS, waits=True) for job in self._line[1:])
        return (self._going, *waiting) if self._going is not None else waiting

    def begin(self, job: Job) -> None:
        """Get it, or go on getting it; after the others, if there are any."""
        if job.key in {one.key for one in self._line}:
            return
        self.troubles.pop(job.key, None)
        self._line.append(job)
        if len(self._line) == 1:
            self._next()
        self.changed.emit()

    def pause(self, name: str) -> None:
        """Stop one; what is here stays."""
        if self._line and self._line[0].key == name:
            self._end()
            self._over()
        else:
            self._line = [job for job in self._line if job.key != name]
            self.changed.emit()

    def close(self) -> None:
        self._line.clear()
        self._end()

    # -------------------------------------------------------------------------------------- private

    def _next(self) -> None:
        job = self._line[0]
        self._pace, self._going = Pace(), Going(job, Words.ASKING)
        steps = partial(fetching.fetch, what=job.wanted, known=job.known, hub=self._hub)
        self._work = ShelfWork(self._profile, steps, self)
        self._work.said.connect(self._said)
        self._work.done.connect(self._done)
        self._work.refused.connect(self._refused)
        self._work.failed.connect(self._failed)
        self._work.start()
        self.online.emit(True)

    def _said(self, said: object) -> None:
        if self._going is None:
            return
        match said:
            case Getting(done, total, checking):
                first = self._going.done is None
                speed = self._pace.saw(time.monotonic(), done, total) if not checking else None
                words = Words.CHECKING if speed is None else Words.getting(done, total, speed.bytes, speed.seconds_left)
                self._going = Going(self._going.job, words, done / total if total else None)
                if first:
                    self.listed.emit()
            case NotFrom(place):
                self._going = Going(self._going.job, Words.next_place(place.repo))
        self.changed.emit()

    def _done(self, card: object) -> None:
        self._leave()
        self.got.emit(card)
        self._over()

    def _refused(self, error: CannotGet) -> None:
        self.troubles[self._line[0].key] = trouble(error.trouble, error.needed, error.free)
        self._leave()
        self._over()

    def _failed(self, error: Exception) -> None:
        self._leave()
        self.failed.emit(error)
        self._over()

    def _leave(self) -> None:
        """The thread has said all it had to say."""
        work, self._work = self._work, None
        if work is not None:
            work.wait()
            work.deleteLater()

    def _end(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def _over(self) -> None:
        """The next one's turn."""
        self._line = self._line[1:]
        self._going = None
        if self._line:
            self._next()
        else:
            self.online.emit(False)
        self.listed.emit()
        self.changed.emit()
