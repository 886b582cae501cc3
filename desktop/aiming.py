"""Where the words in the composer will go: new skills, one that they change, or one the person named.

Knows the chip, its note and the store; sends nothing. What it found is only said here: `actions.plan` looks again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from desktop.actions import NEW, Aim
from desktop.change_words import ChangeWords as Words
from desktop.chat.learn_chip import LearnChip
from learning import remaking
from learning.intent import requests
from learning.splitting import split
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.types import Intent, ModelRef

WAIT_MS = 250  # after the last letter


class Aiming(QObject):
    def __init__(self, store: Store, chip: LearnChip) -> None:
        super().__init__(chip)
        self._store, self._chip = store, chip
        self._aim = NEW
        self.model: ModelRef | None = None
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.look)
        chip.shown.connect(self._timer.start)
        chip.removed.connect(self.reset)
        chip.note.removed.connect(self._take_back)

    def aim(self) -> Aim:
        return self._aim

    def add_to(self, skill: str) -> None:
        self._aim = Aim(into=skill)
        self.look()

    def reset(self) -> None:
        self._aim = NEW
        self._timer.stop()
        self._chip.note.say("", "")

    def look(self) -> None:
        """Say how many skills the words become, and what they would change or are added to."""
        wanted = self._chip.intent()
        try:
            goes = self._goes(wanted)
        except StoreError:
            goes = ""  # nothing is said that cannot be read; planning will tell the trouble
        take_back = Words.NEW_SKILL if self._aim.into else Words.KEEP_BOTH
        self._chip.note.say(". ".join(filter(None, (self._becomes(wanted), goes))), take_back if goes else "")

    def _becomes(self, wanted: Intent | None) -> str:
        if self._aim.into or wanted is None or not wanted.sure or requests(wanted.parts):
            return ""
        number = len(split(wanted))
        return Words.becomes(number) if number > 1 else ""

    def _goes(self, wanted: Intent | None) -> str:
        if self.model is None:
            return ""
        if self._aim.into:
            return Words.adds(self._store.skills.get(self._aim.into).name)
        if self._aim.apart or wanted is None:
            return ""
        found = remaking.changes(wanted, remaking.known(self._store, self.model.sha256))
        return Words.changes(found[0].gone) if found else ""

    def _take_back(self) -> None:
        self._aim = Aim(apart=not self._aim.into)
        self.look()
