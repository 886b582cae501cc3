"""A skill is saved as a file: one plain question, the system's file chooser, and how it went.

Knows the store's skills and what to say. What goes into the file is `learning.sharing.exporting`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.background import Beside
from desktop.notices import Notice, NoticeBar
from desktop.share_words import ShareWords as Words
from desktop.skills import choosing
from learning.sharing.exporting import CannotWrite, Exported, TargetExists, export
from learning.store.errors import SkillDamaged
from learning.store.store import Store


class Saving(QObject):
    disk_trouble = Signal(object)

    def __init__(self, store: Store, page: QWidget, notices: NoticeBar) -> None:
        super().__init__(page)
        self._store, self._page, self._notices = store, page, notices

    def ask(self, skill: str) -> None:
        """Whether what it was told goes along; then where to."""
        question = choosing.TellQuestion(self._page.window())
        question.answered.connect(partial(self._save, skill))
        question.open()

    def _save(self, skill: str, told: bool) -> None:
        found = self._store.skills.get(skill)
        path = choosing.file_to_save(self._page.window(), found.name)
        if path:
            task = Beside(self._store, lambda _mine: export(found, Path(path), told, replacing=True), self._saved, self)
            task.failed.connect(self._not_saved)
            task.start()

    def _saved(self, made: Exported) -> None:
        self._notices.tell(Words.saved(made.path.name, made.with_lesson))

    def _not_saved(self, error: Exception) -> None:
        match error:
            case TargetExists():
                words = Words.EXISTS
            case CannotWrite(full=full):
                words = Words.NO_ROOM if full else Words.CANNOT_WRITE
            case SkillDamaged():
                words = Words.DAMAGED
            case _:
                self.disk_trouble.emit(error)
                return
        self._notices.say(Notice(words, trouble=True, details=str(error)))
