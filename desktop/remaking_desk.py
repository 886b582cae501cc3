"""Skills learned again from what is stored: one statement forgotten, or a replaced value taken out of other skills.

Works on a thread of its own, since making a lesson takes a moment. Knows the store and what to say; no engine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.background import Beside, OnDisk
from desktop.change_words import ChangeWords as Words
from desktop.notices import Notice, NoticeBar
from desktop.skills.requests import ReteachRequest
from desktop.words import StatusWords
from learning.store.lessons import OPEN
from learning.store.store import Store
from learning.types import ModelRef

Outdated = tuple[tuple[str, actions.Planned | None], ...]


class RemakingDesk(QObject):
    planned = Signal(object)  # actions.Planned: the lesson is stored and may begin
    emptied = Signal(str)  # id of a skill, or "" for one whose name was said: nothing of it was left, it is deleted
    discard_asked = Signal(str)  # a lesson that is taken back before it is learned
    undo_asked = Signal(str)  # one that is learned
    disk_trouble = Signal(object)

    def __init__(self, store: Store, notices: NoticeBar) -> None:
        super().__init__(notices)
        self._store, self._notices = store, notices
        self.model: ModelRef | None = None

    def forget(self, skill: str, source: str, text: str) -> None:
        """Learn a skill again without one of its statements."""
        if self.model is None:
            self._notices.tell(StatusWords.NO_MODEL_YET)
            return
        work = partial(actions.forget, skill=skill, source=source, model=self.model)
        self._beside(work, lambda planned: self._forgetting(skill, text, planned))

    def forget_material(self, skill: str, material: str) -> None:
        """Learn a skill again without one of its documents or pages (`Source.material`)."""
        if self.model is None:
            self._notices.tell(StatusWords.NO_MODEL_YET)
            return
        found = self._store.lessons.sources(self._store.skills.get(skill).lesson)
        title = next((source.title for source in found if source.material == material), material)
        work = partial(actions.forget_material, skill=skill, material=material, model=self.model)
        self._beside(work, lambda planned: self._forgetting(skill, title, planned))

    def requested(self, request: object) -> None:
        """What the page of a skill asks; what is not for this desk is for others."""
        if isinstance(request, ReteachRequest):
            self.reteach(request.skill)

    def reteach(self, skill: str) -> None:
        """Learn a skill anew, for the model that is in use now."""
        if self.model is None:
            self._notices.tell(StatusWords.NO_MODEL_YET)
            return
        model = self.model
        self._beside(
            partial(actions.reteach, skill=skill, model=model), lambda made: self._reteaching(model.name, made)
        )

    def bring_up_to_date(self, lesson: str) -> None:
        """A changed fact was learned: other skills must not say the old one."""
        if self.model is not None:
            self._beside(partial(actions.bring_up_to_date, lesson=lesson, model=self.model), self._outdated)

    def wait(self) -> None:
        """Until what is being worked out is on disk."""
        for work in self.findChildren(OnDisk):
            work.wait()

    def _forgetting(self, skill: str, text: str, planned: actions.Planned | None) -> None:
        if planned is None:
            self.emptied.emit(skill)
            return
        lesson = planned.row.lesson.id
        self.planned.emit(planned)
        self._notices.say(Notice(Words.forgets(text), Words.UNDO, lambda: self._take_back(lesson)))

    def _reteaching(self, model: str, planned: actions.Planned | None) -> None:
        if planned is None:
            self._notices.say(Notice(Words.NOT_TOLD, trouble=True))
            return
        lesson = planned.row.lesson
        self.planned.emit(planned)
        self._notices.say(Notice(Words.reteaches(lesson.title, model), Words.UNDO, lambda: self._take_back(lesson.id)))

    def _take_back(self, lesson: str) -> None:
        state = self._store.lessons.get(lesson).state
        (self.discard_asked if state in OPEN else self.undo_asked).emit(lesson)

    def _outdated(self, found: Outdated) -> None:
        for name, planned in found:
            self._notices.tell(Words.also(name) if planned is not None else Words.emptied(name))
            if planned is not None:
                self.planned.emit(planned)
        if any(planned is None for _, planned in found):
            self.emptied.emit("")

    def _beside(self, work: Callable[[Store], object], done: Callable[..., None]) -> None:
        task = Beside(self._store, work, done, self)
        task.failed.connect(self.disk_trouble)
        task.start()
