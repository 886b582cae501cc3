"""The check before learning: which facts of a document are shown, what is decided, and the lesson it becomes.

Connects the library with the page "What it will learn". Nothing foreign is learned that was not ticked there, but from
a folder that the person trusts: then what no rule speaks against.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop import actions
from desktop.background import Beside, OnDisk
from desktop.chats_desk import ChatsDesk
from desktop.documents import requests as ask
from desktop.documents.gathering import Gathered, decided, gathered, numbers, view
from desktop.documents.review import ReviewPage
from desktop.documents.texts import Offer, offer
from desktop.library_words import LibraryWords as Words
from desktop.notices import NoticeBar
from desktop.reading_line import Read
from desktop.words import StatusWords
from learning import remaking
from learning.offering import lesson, renewed
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
        self._offer: Gathered | None = None
        self.model: ModelRef | None = None
        page.requested.connect(self.requested)

    def use(self, model: ModelRef) -> None:
        self.model = model

    def open(self, document: str) -> None:
        """Show what it has to teach."""
        self._beside(partial(_gather, documents=(document,), title=""), self._show)

    def open_pages(self, documents: tuple[str, ...], title: str) -> None:
        """Show what several web pages have to teach, together."""
        self._beside(partial(_gather, documents=documents, title=title), self._show)

    def read(self, read: Read) -> None:
        """A document was read: of a trusted folder it is learned at once."""
        if read.reason is None and read.new and self._trusts(read.row.origin):
            self._beside(partial(_gather, documents=(read.row.id,), title=""), self._learn_trusted)

    def wait(self) -> None:
        for work in self.findChildren(OnDisk):
            work.wait()

    def requested(self, request: ask.DocumentRequest) -> None:
        match request:
            case ask.Learn(_, given, trust):
                self._learn(given, trust)
            case ask.NotNow(_, given):
                self._keep(given)
                self._leave()
            case ask.ShowPart(_, part, given):
                self._keep(given)
                self._turn(part)
            case _:
                self.other_asked.emit(request)

    # -------------------------------------------------------------------------------------- private

    def _show(self, found: Gathered) -> None:
        self._offer = found
        if not found.parts:
            self._notices.tell(Words.NOTHING_TO_LEARN)
            self._leave()
            return
        self._turn(0)
        self.page_asked.emit()

    def _turn(self, part: int) -> None:
        if self._offer is not None and 0 <= part < len(self._offer.parts):
            self._page.show_view(view(self._offer, part, self._trusts(self._offer.offers[0].row.origin)))

    def _keep(self, given: Sequence[ask.Decided]) -> None:
        """What was ticked and changed stays, also when nothing is learned now."""
        if self._offer is not None:
            self._offer = decided(self._offer, given)
            chosen = self._offer.chosen(numbers(self._offer, given))
            kept = {row.id: tuple(one.choice for one in facts) for row, facts in chosen.items()}
            self._beside(partial(_decide, kept=kept), _nothing)

    def _learn(self, given: Sequence[ask.Decided], trust: bool) -> None:
        if self._offer is None:
            return
        if self.model is None:
            self._notices.tell(StatusWords.NO_MODEL_YET)
            return
        self._keep(given)
        if trust:
            self._trust(str(Path(self._offer.offers[0].row.origin).parent))
        self._plan(self._offer, numbers(self._offer, given), Approval.PERSON)

    def _learn_trusted(self, found: Gathered) -> None:
        if self.model is not None and found.parts:
            self._plan(found, found.parts[0], Approval.FOLDER)

    def _plan(self, found: Gathered, chosen: Sequence[int], by: Approval) -> None:
        model, chat = self.model, self._chats.chat
        assert model is not None
        work = partial(_planned, found=found, chosen=tuple(chosen), by=by, model=model, chat=chat)
        self._beside(work, self._begun)

    def _begun(self, planned: object) -> None:
        assert isinstance(planned, actions.Planned)
        self.said.emit(self._chats.chat)
        self.planned.emit(planned)
        self._chats.show_title()
        self._leave()

    def _leave(self) -> None:
        for one in self._offer.offers if self._offer is not None else ():
            self.left.emit(one.row.id)

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


def _gather(store: Store, documents: Sequence[str], title: str) -> Gathered:
    offers: list[Offer] = [offer(store, document) for document in documents]
    return gathered(offers, title or offers[0].row.title)


def _planned(
    store: Store, found: Gathered, chosen: Sequence[int], by: Approval, model: ModelRef, chat: str
) -> actions.Planned:
    """The lesson, stored with the words that stand for it in the chat; into the skill that knows the documents."""
    known = {one.skill for one in found.offers}
    skill = next((one for one in store.skills.list() if known == {one.id}), None)
    fits = skill is not None and skill.base_sha256 == model.sha256 and not skill.damaged
    everything = {one.row: one.facts for one in found.offers}
    into = renewed(remaking.of_skill(store, skill), everything) if skill is not None and fits else None
    facts = found.chosen(chosen)
    ticked = sum(one.choice.ticked for each in facts.values() for one in each)
    said = actions.say_lesson(store, chat, Words.lesson_text(found.title, ticked))
    made = lesson(facts, found.title, f"message:{said.id}", ids.now(), by, into)
    return actions.plan_lesson(store, said, made, model)


def _decide(store: Store, kept: Mapping[str, Sequence[Choice]]) -> None:
    for document, choices in kept.items():
        store.documents.decide(document, choices)


def _nothing(_result: object) -> None:
    """There is nothing to show."""
