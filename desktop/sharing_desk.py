"""Skills from files in the window: one is looked at, and added only when the person says so.

Connects the store and the engine with the page of the offer. An adapter of another tool is tried on the model first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.background import Beside, OnDisk
from desktop.looking import Looking
from desktop.notices import Notice, NoticeBar
from desktop.saving import Saving
from desktop.share_words import ShareWords as Words
from desktop.share_words import refused
from desktop.skills import choosing
from desktop.skills import requests as ask
from desktop.skills.offer_page import OfferPage
from desktop.skills.offer_view import offer_view
from learning.protocol import Fit, Fits
from learning.sharing.looking import Looked
from learning.sharing.refusals import Refusal, Refused
from learning.store import ids
from learning.store.errors import StoreError
from learning.store.manifest import Manifest
from learning.store.store import Store
from learning.types import ModelRef, Skill, SkillUse


class SharingDesk(QObject):
    page_asked = Signal()  # show the page of the offer
    left = Signal()  # it is done with
    added = Signal(str)  # a skill
    disk_trouble = Signal(object)

    def __init__(self, store: Store, link: actions.Link, page: OfferPage, notices: NoticeBar) -> None:
        super().__init__(page)
        self._store, self._link, self._page, self._notices = store, link, page, notices
        self._looking: Looking | None = None
        self._offer: Looked | None = None
        self._closed = False
        self._fit = ""  # the question to the engine that waits for its answer
        self.model: ModelRef | None = None
        self.saving = Saving(store, page, notices)
        self.saving.disk_trouble.connect(self.disk_trouble)
        page.added.connect(self._add)
        page.left.connect(self._not_now)

    def use(self, model: ModelRef) -> None:
        self.model = model

    def requested(self, request: object) -> None:
        match request:
            case ask.SaveRequest(skill):
                self.saving.ask(skill)
            case ask.AddFileRequest(path):
                self.look(path or choosing.file_to_add(self._page.window()))

    def look(self, path: str) -> None:
        """Look at a file. One after another: what was offered before is let go."""
        if not path:
            return
        if self._looking is not None:
            self._notices.tell(Words.ONE_BY_ONE)
            return
        self._looking = Looking(self._store, path, self)
        self._looking.found.connect(self._found)
        self._looking.refused.connect(self._not_found)
        self._looking.trouble.connect(self._not_looked)
        self._looking.finished.connect(self._looking.deleteLater)
        self._looking.start()

    def hear(self, event: Fits) -> None:
        """Whether the model could wear what is offered."""
        if event.id != self._fit or self._offer is None:
            return
        self._fit = ""
        if event.code is None and self.model is not None:
            about = self._offer.offered.manifest
            model = self.model
            self._install(replace(about, base_id=model.id, base_name=model.name, base_sha256=model.sha256))
        else:
            self._say_refused(Refused(Refusal.OTHER_MODEL, event.code or ""))
            self._not_now()

    def close(self) -> None:
        """The window goes: nothing is added any more."""
        self._closed = True
        if self._looking is not None:
            self._looking.requestInterruption()
            self._looking.wait()
        for work in (*self.findChildren(OnDisk), *self.saving.findChildren(OnDisk)):
            work.wait()
        if self._offer is not None:
            self._discard(self._offer)

    # ----------------------------------------------------------------------------------------------- adding

    def _found(self, looked: Looked, here: frozenset[str]) -> None:
        self._over()
        if self._closed:
            self._discard(looked)
            return
        if self._offer is not None:
            self._discard(self._offer)
        self._offer, self._fit = looked, ""
        known = here | ({self.model.sha256} if self.model is not None else set())
        self._page.show_view(offer_view(looked.offered, known, self.model))
        self.page_asked.emit()

    def _not_found(self, error: Refused) -> None:
        self._over()
        self._say_refused(error)

    def _not_looked(self, error: Exception) -> None:
        self._over()
        self.disk_trouble.emit(error)

    def _over(self) -> None:
        """The thread has said all it had to say: the next file may come at once."""
        done, self._looking = self._looking, None
        if done is not None:
            done.wait()

    def _say_refused(self, error: Refused) -> None:
        details = f"{error.reason} {error.detail}".strip()
        self._notices.say(Notice(refused(error.reason), trouble=True, details=details))

    def _add(self) -> None:
        if self._offer is None or self._fit:
            return
        if not self._offer.offered.plain:
            self._install(self._offer.offered.manifest)
        elif self.model is None:
            self._say_refused(Refused(Refusal.NO_MODEL))
            self._not_now()
        else:
            self._fit = ids.new_id()
            name, sha256 = self._offer.offered.manifest.name, self._offer.offered.adapter_sha256
            self._link.send(Fit(self._fit, SkillUse("", name, str(self._offer.staging), sha256)))

    def _install(self, about: Manifest) -> None:
        assert self._offer is not None
        looked, self._offer = self._offer, None
        self._beside(partial(_installed, looked=looked, about=about), self._installed)

    def _installed(self, skill: Skill) -> None:
        self._notices.tell(Words.added(skill.name))
        self.added.emit(skill.id)

    def _not_now(self) -> None:
        looked, self._offer, self._fit = self._offer, None, ""
        if looked is not None:
            self._discard(looked)
        self.left.emit()

    def _discard(self, looked: Looked) -> None:
        try:
            self._store.imports.discard(looked.staging)
        except StoreError as error:
            self.disk_trouble.emit(error)  # a start clears it

    def _beside(self, work: Callable[[Store], object], done: Callable[..., None]) -> None:
        task = Beside(self._store, work, done, self)
        task.failed.connect(self._not_added)
        task.start()

    def _not_added(self, error: Exception) -> None:
        self.disk_trouble.emit(error)
        self.left.emit()


def _installed(store: Store, looked: Looked, about: Manifest) -> Skill:
    """All of it or nothing: what could not be added is let go."""
    try:
        return store.imports.add(looked.staging, about, looked.offered.adapter_sha256)
    except BaseException:
        if looked.staging.exists():
            store.imports.discard(looked.staging)
        raise
