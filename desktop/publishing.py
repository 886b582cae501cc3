"""What the engine made becomes a skill: checked, moved and committed on a thread of its own.

Knows which lessons are being saved. Knows neither engine nor widgets.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import OnDisk
from learning.protocol import Learned
from learning.store.store import Store
from learning.types import Skill


class Publishing(QObject):
    published = Signal(object)  # Skill: the commit is done
    failed = Signal(str, object)  # the lesson, and what was raised: nothing was switched on

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._saving: set[str] = set()

    def __contains__(self, lesson: str) -> bool:
        return lesson in self._saving

    def publish(self, event: Learned) -> None:
        self._saving.add(event.id)
        staging = Path(event.staging)
        work = OnDisk(self._store, lambda mine: mine.skills.publish(staging, event.id), self)
        work.setObjectName(event.id)
        work.done.connect(self._done)
        work.failed.connect(self._failed)
        work.finished.connect(work.deleteLater)
        work.start()

    def wait(self) -> None:
        """Until what is being published is on disk."""
        for work in self.findChildren(OnDisk):
            work.wait()

    def _done(self, skill: Skill) -> None:
        self._saving.discard(skill.lesson)
        self.published.emit(skill)

    def _failed(self, error: Exception) -> None:
        work = self.sender()
        lesson = work.objectName() if work is not None else ""
        self._saving.discard(lesson)
        self.failed.emit(lesson, error)
