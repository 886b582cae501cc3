"""The search on the page of models: words to the hub when Search is pressed, and the files of a collection when asked.

Knows the hub's process and what it found. Knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.model_words import trouble
from desktop.models.rows import FileRow, FoundRow, file_row, found_row
from desktop.models.work import ShelfWork
from learning.shelf import process
from learning.shelf.facts import Facts
from learning.shelf.machine import Machine
from learning.shelf.messages import Hub
from learning.shelf.results import CannotGet, HubFile, HubModel
from learning.store.profile import Profile


class Searching(QObject):
    changed = Signal()
    failed = Signal(object)
    online = Signal(bool)

    def __init__(self, profile: Profile, hub: Hub, machine: Machine, parent: QObject) -> None:
        super().__init__(parent)
        self._profile, self._hub, self._machine = profile, hub, machine
        self._work: ShelfWork | None = None
        self._asked = ""  # the collection whose files are asked for, "" for a search
        self.words = ""
        self.busy = False  # a search goes on
        self.trouble = ""
        self.found: tuple[FoundRow, ...] | None = None
        self.files: dict[tuple[str, str], HubFile] = {}  # by collection and name
        self.near: tuple[Facts, ...] = ()
        self.here: frozenset[str] = frozenset()  # checksums of the models that are here

    def search(self, words: str) -> None:
        self.stop()
        self.words, self.busy, self.trouble, self.found, self._asked = words, True, "", None, ""
        self._begin(lambda _profile: process.search(words, self._hub), self._models)

    def look(self, repo: str) -> None:
        self.stop()
        self._asked = repo
        self._turn(repo, asking=True, note="")
        self._begin(lambda _profile: process.look(repo, self._hub), self._looked)

    def stop(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.end()
            self.online.emit(False)
        self.busy = False
        if self._asked:
            self._turn(self._asked, asking=False)
        self.changed.emit()

    # -------------------------------------------------------------------------------------- private

    def _begin(self, steps: Callable[[Profile], Generator[Any, None, Any]], done: Callable[[Any], None]) -> None:
        self._work = ShelfWork(self._profile, steps, self)
        self._work.done.connect(done)
        self._work.refused.connect(self._refused)
        self._work.failed.connect(self._failed)
        self._work.start()
        self.online.emit(True)
        self.changed.emit()

    def _models(self, found: tuple[HubModel, ...]) -> None:
        self.found = tuple(found_row(one) for one in found)
        self._over()

    def _looked(self, files: tuple[HubFile, ...]) -> None:
        self.files |= {(self._asked, file.name): file for file in files}
        self._turn(self._asked, asking=False, files=tuple(self._row(file) for file in files))
        self._over()

    def _row(self, file: HubFile) -> FileRow:
        return file_row(file, self._machine, self.near, file.sha256 in self.here)

    def _refused(self, error: CannotGet) -> None:
        words = trouble(error.trouble)
        if self._asked:
            self._turn(self._asked, asking=False, note=words)
        else:
            self.trouble = words
        self._over()

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._over()

    def _turn(self, repo: str, **changes: Any) -> None:  # Any: fields of FoundRow
        self.found = tuple(replace(row, **changes) if row.repo == repo else row for row in self.found or ())

    def _over(self) -> None:
        work, self._work = self._work, None
        self.busy, self._asked = False, ""
        if work is not None:
            work.wait()
            work.deleteLater()
        self.online.emit(False)
        self.changed.emit()
