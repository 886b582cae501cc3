"""A model of the person's own, chosen in the system's dialog, looked at and remembered where it is.

Knows the shelf and the notice bar.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.model_words import ModelWords as Words
from desktop.model_words import trouble
from desktop.models.work import ShelfWork
from desktop.notices import Notice, NoticeBar
from learning.shelf import fetching
from learning.shelf.results import CannotGet
from learning.store.profile import Profile


class Adding(QObject):
    changed = Signal()
    got = Signal(object)  # Card
    failed = Signal(object)

    def __init__(self, profile: Profile, notices: NoticeBar) -> None:
        super().__init__(notices)
        self._profile, self._notices = profile, notices
        self._work: ShelfWork | None = None

    @property
    def busy(self) -> bool:
        return self._work is not None

    def choose(self, folder: bool) -> None:
        above = self._notices.window()
        if folder:
            self.add(QFileDialog.getExistingDirectory(above, Words.ADD_FOLDER))
        else:
            kinds = f"{Words.FILES} (*.gguf)"
            self.add(QFileDialog.getOpenFileName(above, Words.ADD_FILE, filter=kinds)[0])

    def add(self, path: str) -> None:
        """One after another: what is asked meanwhile is left out."""
        if not path or self._work is not None:
            return
        self._work = ShelfWork(self._profile, partial(fetching.add, path=Path(path)), self)
        self._work.done.connect(self._done)
        self._work.refused.connect(self._refused)
        self._work.failed.connect(self._failed)
        self._work.start()
        self.changed.emit()

    def close(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def _done(self, card: object) -> None:
        self._over()
        self.got.emit(card)

    def _refused(self, error: CannotGet) -> None:
        words = trouble(error.trouble, error.needed, error.free)
        self._notices.say(Notice(words, trouble=True, details=f"{error.trouble} {error.detail}".strip()))
        self._over()

    def _failed(self, error: Exception) -> None:
        self._over()
        self.failed.emit(error)

    def _over(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.wait()
            work.deleteLater()
        self.changed.emit()
