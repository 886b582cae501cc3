"""A model taken off the shelf, with Undo for a while; then the room of a download is freed.

Knows the shelf's cards, the notice bar and time. A file of the person's own is never touched.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.model_words import ModelWords as Words
from desktop.notices import Notice, NoticeBar
from learning.shelf import cards
from learning.shelf.shelf import Entry
from learning.store.errors import from_os
from learning.store.profile import Profile

UNDO_MS = 30_000


class Removing(QObject):
    changed = Signal()
    disk_trouble = Signal(object)

    def __init__(self, profile: Profile, notices: NoticeBar) -> None:
        super().__init__(notices)
        self._profile, self._notices = profile, notices
        self._purge = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._purge.timeout.connect(self.free_room)

    def remove(self, entry: Entry) -> None:
        self.free_room()  # of what was removed before: that can be undone no more
        if self._on_disk(partial(cards.put_aside, self._profile, entry.sha256)):
            self._purge.start()
            undo = partial(self._bring_back, entry.sha256)
            self._notices.say(Notice(Words.removed(entry.name), Words.UNDO, undo))
        self.changed.emit()

    def free_room(self) -> None:
        self._purge.stop()
        self._on_disk(partial(cards.clear, self._profile))

    def _bring_back(self, sha256: str) -> None:
        self._on_disk(partial(cards.bring_back, self._profile, sha256))
        self.changed.emit()

    def _on_disk(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except OSError as error:
            self.disk_trouble.emit(from_os(error))
            return False
        return True
