"""The check before learning: which facts of a document are shown, what is decided, and the lesson it becomes.

Connects the library with the page "What it will learn". Nothing foreign is learned that was not ticked there, but from
a folder that the person trusts: then what no rule speaks against.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.background import Beside, OnDisk
from desktop.chats_desk import ChatsDesk
from desktop.documents import requests as ask
from desktop.documents.review import ReviewPage
from desktop.documents.texts import Offer, choices, offer, review_view
from desktop.library_words import LibraryWords as Words
from desktop.notices import NoticeBar
from desktop.reading_line import Read
from desktop.words import StatusWords
from learning import remaking
from learning.offering import lesson
from learning.store import ids
from learning.store.documents import Choice
from learning.store.settings import Settings
from learning.store.store import Store
from learning.types import ModelRef
from learning.vetting import Approval

_TRUSTED: Final = "documents.trusted"  # setting: folders, as JSON


class ReviewDesk(QObject):
    page_asked = Signal()
    left = Signal(str)  # a document whose facts somebody has looked at
    said = Signal(str)  # a chat that has a new message
    planned = Signal(object)  # actions.Planned
    other_asked = Signal(object)  # a request that is not about the review
    disk_trouble = Signal(object)

    def __init__(self, store: Store, page: ReviewPage, chats: ChatsDesk, notices: NoticeBar) -> None:
        super().__init__(page)
        self._store, self._page, self._chats, self._notices = store, page, chats, notices
        self._offer: Offer | None = None
        self.model: ModelRef | None = None
        page.requested.connect(self.requested)

    def use(self, model: ModelRef) -> None:
        self.model = model

    def open(self, document: str) -> None:
        """Show what it has to teach."""
        self._beside(partial(offer, document=document), self._show)

    def read(self, read: Read) -> None:
        """A document was read: of a trusted folder it is learned at once."""
        if read.reason is None and read.new and self._trusts(read.row.origin):
            self._beside(partial(offer, document=read.row.id), self._learn_trusted)

    def wait(self) -> None:
        for work in self.findChildren(OnDisk):
            work.wait()

    def requested(self, request: ask.DocumentRequest) -> None:
        match request:
            case ask.Learn(_, decided, trust):
                self._learn(decided, trust)
            case ask.NotNow(document, decided):
                self._keep(decided)
                self.left.emit(document)
            case ask.ShowPart(_, part, decided):
                self._keep(decided)
                self._turn(part)
            case _:
                self.other_asked.emit(request)

    # -------------------------------------------------------------------------------------- private

    def _show(self, found: Offer) -> None:
        self._offer = found
        if not found.parts:
            self._notices.tell(Words.NOTHING_TO_LEARN)
            self.left.emit(found.row.id)
            return
        self._turn(0)
        self.page_asked.emit()

    def _turn(self, part: int) -> None:
        if self._offer is not None and 0 <= part < len(self._offer.parts):
            self._page.show_view(review_view(self._offer, part, self._trusts(self._offer.row.origin)))

    def _keep(self, decided: Sequence[ask.Decided]) -> None:
        """What was ticked and changed stays, also when nothing is learned now."""
        found = self._offer
        if found is None:
            return
        kept = choices(found, decided)
        facts = list(found.facts)
        for each, choice in zip(decided, kept, strict=True):
            facts[each.fact] = replace(facts[each.fact], choice=choice)
        self._offer = replace(found, facts=tuple(facts))
        self._beside(partial(_decide, document=found.row.id, kept=kept), _nothing)

    def _learn(self, decided: Sequence[ask.Decided], trust: bool) -> None:
        found = self._offer
        if found is None:
            return
        if self.model is None:
            self._notices.tell(StatusWords.NO_MODEL_YET)
            return
        self._keep(decided)
        if trust:
            self._trust(str(Path(found.row.origin).parent))
        assert self._offer is not None
        self._plan(self._offer, tuple(one.fact for one in decided), Approval.PERSON)

    def _learn_trusted(self, found: Offer) -> None:
        if self.model is not None and found.parts:
            self._plan(found, found.parts[0], Approval.FOLDER)

    def _plan(self, found: Offer, numbers: Sequence[int], by: Approval) -> None:
        model, chat = self.model, self._chats.chat
        assert model is not None
        work = partial(_planned, found=found, numbers=tuple(numbers), by=by, model=model, chat=chat)
        self._beside(work, self._begun)

    def _begun(self, planned: object) -> None:
        assert isinstance(planned, actions.Planned)
        self.said.emit(self._chats.chat)
        self.planned.emit(planned)
        self._chats.show_title()
        if self._offer is not None:
            self.left.emit(self._offer.row.id)

    def _trusts(self, origin: str) -> bool:
        folders = trusted(self._store.settings)
        return bool(origin) and any(Path(origin).is_relative_to(folder) for folder in folders)

    def _trust(self, folder: str) -> None:
        self._store.settings.set(_TRUSTED, json.dumps([*trusted(self._store.settings), folder]))

    def _beside(self, work: Callable[[Store], object], done: Callable[..., None]) -> None:
        task = Beside(self._store, work, done, self)
        task.failed.connect(self.disk_trouble)
        task.start()


def trusted(settings: Settings) -> tuple[str, ...]:
    """Folders from which is learned without asking."""
    return tuple(json.loads(settings.get(_TRUSTED, "[]")))


def _planned(
    store: Store, found: Offer, numbers: Sequence[int], by: Approval, model: ModelRef, chat: str
) -> actions.Planned:
    """The lesson, stored with the words that stand for it in the chat; into the skill that knows the document."""
    chosen = [found.facts[number] for number in numbers]
    skill = next((one for one in store.skills.list() if one.id == found.skill), None)
    fits = skill is not None and skill.base_sha256 == model.sha256 and not skill.damaged
    into = remaking.of_skill(store, skill) if skill is not None and fits else None
    ticked = sum(one.choice.ticked for one in chosen)
    said = actions.say_lesson(store, chat, Words.lesson_text(found.row.title, ticked))
    made = lesson({found.row: chosen}, found.row.title, f"message:{said.id}", ids.now(), by, into)
    return actions.plan_lesson(store, said, made, model)


def _decide(store: Store, document: str, kept: Sequence[Choice]) -> None:
    store.documents.decide(document, kept)


def _nothing(_result: object) -> None:
    """There is nothing to show."""
