"""One thing asked of the hub or the disk, on a thread that ends with it; a process that does it dies with this thread.

Knows generators and threads. What the work says, and what it makes, is for whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from learning.shelf.results import CannotGet
from learning.store.profile import Profile

Steps = Callable[[Profile], Generator[Any, None, Any]]


class ShelfWork(QThread):
    said = Signal(object)  # what the work says of itself
    done = Signal(object)  # what it made
    refused = Signal(object)  # CannotGet
    failed = Signal(object)  # any other error: the window's thread tells the person

    def __init__(self, profile: Profile, steps: Steps, parent: QObject) -> None:
        super().__init__(parent)
        self._profile, self._steps = profile, steps

    def run(self) -> None:
        try:
            with closing(self._steps(self._profile)) as work:
                self._watch(work)
        except CannotGet as error:
            self.refused.emit(error)
        except Exception as error:  # handed over to the window's thread
            self.failed.emit(error)

    def end(self) -> None:
        """Stop it where it is, and wait for that. What it would have said is not heard any more."""
        self.blockSignals(True)
        self.requestInterruption()
        self.wait()
        self.deleteLater()

    def _watch(self, work: Generator[Any, None, Any]) -> None:
        while not self.isInterruptionRequested():
            try:
                said = next(work)
            except StopIteration as end:
                self.done.emit(end.value)
                return
            if said is not None:
                self.said.emit(said)
