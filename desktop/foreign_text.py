"""Everything that other people wrote: documents, web pages, the check before learning, and what skills keep of them.

Builds the desks of the library, the check and the web, and connects them with the window. Decides nothing itself.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.chat.answer_source import AnswerSource
from desktop.chats_desk import ChatsDesk
from desktop.conversation import Conversation
from desktop.documents.dropping import Drops
from desktop.documents.requests import AddFiles, AskFiles, DocumentRequest, ShowText
from desktop.documents_desk import DocumentsDesk
from desktop.lessons_desk import LessonsDesk
from desktop.library_words import LibraryWords
from desktop.review_desk import ReviewDesk
from desktop.skills import requests as skills_ask
from desktop.skills.choosing import is_skill
from desktop.skills_desk import SkillsDesk
from desktop.web_desk import WebDesk
from desktop.window import MainWindow
from learning.store.store import Store
from learning.types import ModelRef


class ForeignText(QObject):
    link_asked = Signal(str)  # an address to be opened in the browser, once the person has seen it

    def __init__(
        self,
        store: Store,
        window: MainWindow,
        chats: ChatsDesk,
        talk: Conversation,
        lessons: LessonsDesk,
        skills: SkillsDesk,
        allowed: tuple[str, ...] = (),
    ) -> None:
        super().__init__(window)
        notices = window.chat.notices
        self._store, self._window, self._lessons, self._talk = store, window, lessons, talk
        self.documents = DocumentsDesk(store, window.documents, window.pages.preview, notices)
        self.review = ReviewDesk(store, window.pages.review, chats, notices)
        self.web = WebDesk(store, window.pages.web, allowed)
        self._connect_documents(skills)
        self._connect_review()
        self._connect_web()

    def use(self, model: ModelRef) -> None:
        self.review.model = self._talk.looking.model = model

    def close(self) -> None:
        self.review.wait()
        self.web.close()
        self.documents.close()

    # -------------------------------------------------------------------------------------- private

    def _connect_documents(self, skills: SkillsDesk) -> None:
        window, pages = self._window, self._window.pages
        for part in (window.chat, window.skills, window.card):
            Drops(part).requested.connect(self._drop)
        window.document_asked.connect(self._choose)
        window.chat.document_asked.connect(self._choose)
        self.documents.review_asked.connect(self.review.open)
        self.documents.text_asked.connect(pages.show_preview)
        self.documents.back_asked.connect(pages.go_back)
        self.documents.skill_asked.connect(skills.open)
        self.documents.link_asked.connect(self.link_asked)
        self.documents.read.connect(self.review.read)
        self._lessons.skills_changed.connect(self.documents.refresh)
        self.documents.changed.connect(window.chat.transcript.set_look_up)
        window.card.requested.connect(self._of_skill)
        window.chat.transcript.source_asked.connect(self._show_source)

    def _connect_review(self) -> None:
        self.review.page_asked.connect(self._window.pages.show_review)
        self.review.left.connect(self._reviewed)
        self.review.said.connect(self._lessons.show_chat)
        self.review.planned.connect(self._lessons.begin)
        self.review.other_asked.connect(self.documents.requested)

    def _connect_web(self) -> None:
        pages = self._window.pages
        self._window.chat.web_asked.connect(self.web.open)
        self.web.page_asked.connect(pages.show_web)
        self.web.left.connect(pages.show_chat)
        self.web.read.connect(self._pages_read)
        self.web.online.connect(self._window.status.show_web)

    def _drop(self, request: DocumentRequest) -> None:
        """Files dropped on the window: the list shows what becomes of documents."""
        if not (isinstance(request, AddFiles) and all(map(is_skill, request.paths))):
            self._window.show_documents()
        self.documents.requested(request)

    def _choose(self) -> None:
        self._drop(AskFiles())

    def _reviewed(self, document: str) -> None:
        self.documents.waiting.discard(document)
        self.documents.show_lines()
        self._window.pages.show_chat()

    def _pages_read(self, documents: tuple[str, ...], query: str) -> None:
        self._window.chat.composer.clear()
        self.documents.refresh()
        self.review.open_pages(documents, query)

    def _show_source(self, source: AnswerSource) -> None:
        """The passage that an answer came from; a document that is gone is in nobody's text any more."""
        if source.document in {row.id for row in self._store.documents.list()}:
            self.documents.requested(ShowText(source.document, source.place))
        else:
            self._window.chat.notices.tell(LibraryWords.GONE)

    def _of_skill(self, request: object) -> None:
        """What the page of a skill asks about its sources."""
        match request:
            case skills_ask.RefreshRequest(skill, address):
                self.web.refresh((address,), self._store.skills.get(skill).name)
            case skills_ask.ForgetSourceRequest(skill, origin):
                self._lessons.remaking.forget_material(skill, origin)
