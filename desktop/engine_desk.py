"""The engine as the window knows it: which model it loads, whether it is up, and who must hear which event.

Sorts events; knows no widget but the status line and the notice bar.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.conversation import Conversation
from desktop.engine_words import EngineWords
from desktop.engines_desk import EnginesDesk
from desktop.lessons_desk import LessonsDesk
from desktop.link import LinkState
from desktop.notices import Notice
from desktop.skills_desk import SkillsDesk
from desktop.status import EngineStatus
from desktop.window import MainWindow
from desktop.words import FAILURES, NoticeWords
from learning.protocol import (
    ChatDone,
    Chunk,
    Failed,
    Fits,
    Learned,
    Load,
    Loaded,
    Progress,
    Ready,
    Stopped,
    Using,
    Weighed,
)
from learning.types import ModelRef, Phase


class EngineDesk(QObject):
    model_chosen = Signal(object)  # ModelRef
    loaded = Signal(object)  # ModelRef
    not_loaded = Signal(object)  # ModelRef: it could not be opened, or the engine died of it
    fits = Signal(object)  # Fits

    def __init__(
        self,
        link: actions.Link,
        window: MainWindow,
        talk: Conversation,
        lessons: LessonsDesk,
        skills: SkillsDesk,
        engines: EnginesDesk,
    ) -> None:
        super().__init__(window)
        self._link, self._window, self._talk, self._lessons, self._skills = link, window, talk, lessons, skills
        self._engines = engines
        self._status = EngineStatus()
        self._load: Load | None = None
        talk.changed.connect(self.show)
        lessons.changed.connect(self.show)

    def load(self, model: ModelRef, backend: str, cache: Path) -> None:
        """Ask for the model. Skills and lessons are for it from now on; the engine keeps the order."""
        self._lessons.asking.use(model)
        self._lessons.model = self._lessons.remaking.model = self._skills.model = model
        self.model_chosen.emit(model)
        self._status = replace(self._status, loading=model.name, demo=backend == "echo")
        self._window.chat.header.show_model(model.name)
        self._load = actions.load(self._link, model, backend, str(cache), self._engines.preferred)
        self._skills.refresh()
        self._skills.wear()
        self.show()

    def load_again(self, anew: bool) -> None:
        """The same model with the engine that is chosen now; later, where that would end a lesson or an answer."""
        load = self._load
        if load is None or self._status.demo:
            return
        if self._lessons.busy or self._talk.reading or self._talk.writing:
            self._window.chat.notices.tell(EngineWords.NOT_NOW)
            return
        self._status = replace(self._status, model=False, loading=load.model.name)
        self._load = actions.load(self._link, load.model, "", load.cache, self._engines.preferred, anew)
        self._skills.wear()
        self.show()

    def hear(self, event: object) -> None:
        """Every event of the link comes through here."""
        match event:
            case LinkState():
                self._link_changed(event)
            case Ready() | Loaded():
                self._engines.hear(event)
                self._loaded(event)
            case Using():
                self._skills.hear(event)
            case Weighed():
                self._skills.weighed(event)
            case Fits():
                self.fits.emit(event)
            case Failed(id, code, detail) if self._load is not None and id in ("", self._load.id):
                self._status = replace(self._status, loading="")
                self._window.chat.notices.say(Notice(FAILURES[code], trouble=True, details=f"{code} {detail}"))
                self.not_loaded.emit(self._load.model)
            case Progress(_, step) if step.phase is Phase.LOAD:
                return
            case Progress() | Learned():
                self._lessons.hear(event)
            case Chunk() | ChatDone():
                self._talk.hear(event)
            case Stopped() | Failed():
                self._talk.hear(event)
                self._lessons.hear(event)
        if not isinstance(event, Chunk):
            self.show()

    def _loaded(self, event: Ready | Loaded) -> None:
        """What the engine cannot do here that a person may miss is said; what the last one broke off is done again."""
        if not isinstance(event, Loaded):
            return
        self._status = replace(self._status, model=True, loading="")
        self.loaded.emit(event.model)
        if not event.capabilities.can_learn:
            self._window.chat.notices.say(Notice(NoticeWords.CANNOT_LEARN))
        if event.capabilities.passed_over:
            self._talk.answer_again()

    def _link_changed(self, state: LinkState) -> None:
        if not state.up:
            self._talk.engine_died(state.reason)
            self._lessons.engine_died(state.reason)
        if state.reason is not None:
            notice = Notice(
                FAILURES[state.reason], NoticeWords.RESTART, self._window.restart_asked.emit, trouble=True,
                details=f"{state.reason} {state.detail}",
            )  # fmt: skip
            self._window.chat.notices.say(notice)
        died_of_it = self._load if not state.up and self._status.loading else None
        name = self._load.model.name if self._load is not None and not state.up else self._status.loading
        self._status = replace(
            self._status,
            up=state.up,
            crashed=not state.up,
            stuck=state.up and state.reason is not None,
            safe_mode=state.safe_mode,
            model=self._status.model and state.up,
            loading=name,
        )
        if died_of_it is not None:
            self.not_loaded.emit(died_of_it.model)

    def show(self) -> None:
        """The status line, the queue strip, and what the window needs to know."""
        view, waiting = self._lessons.current()
        self._status = replace(
            self._status, reading=self._talk.reading, writing=self._talk.writing, learning=self._lessons.busy
        )
        self._window.status.show_status(self._status)
        self._window.skills.show_lesson(view, waiting)
