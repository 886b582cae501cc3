"""Documents in the window: what is added, read, found, shown and taken out.

Connects the library and the reading line with the pane and the page of the text. What is learned of a document is
`review_desk`. Whatever looks at the disk does so on a short thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.background import Beside, OnDisk
from desktop.document_words import DocumentWords
from desktop.documents import requests as ask
from desktop.documents.files import choose, files_in, pasted
from desktop.documents.lines import Shelf, hit_lines, lines, shelf
from desktop.documents.pane import DocumentsPane
from desktop.documents.preview import PreviewPage
from desktop.documents.texts import text_view
from desktop.library_words import LibraryWords as Words
from desktop.notices import Notice, NoticeBar
from desktop.reading_line import Job, Read, ReadingLine
from desktop.skills.choosing import is_skill
from desktop.words import ChatsWords
from learning.store import ids
from learning.store.documents import DocumentState
from learning.store.errors import StoreError, UnknownId
from learning.store.store import Store

UNDO_MS = 30_000


class DocumentsDesk(QObject):
    review_asked = Signal(str)  # a document
    text_asked = Signal()  # show the page of the text
    back_asked = Signal()
    skill_asked = Signal(str)
    skill_file = Signal(str)  # a skill among the files
    link_asked = Signal(str)
    read = Signal(object)  # reading_line.Read
    changed = Signal(bool)  # the library; whether there is anything to look things up in
    disk_trouble = Signal(object)

    def __init__(self, store: Store, pane: DocumentsPane, page: PreviewPage, notices: NoticeBar) -> None:
        super().__init__(pane)
        self._store, self._pane, self._page, self._notices = store, pane, page, notices
        self._shelf = Shelf()
        self._pages: dict[str, tuple[int, int]] = {}  # read so far, by job
        self._leaving: dict[str, QTimer] = {}  # removed, and still to be had back
        self._closed = False
        self.waiting: set[str] = set()  # for somebody to look at their facts
        self.reading = ReadingLine(store, self)
        pane.requested.connect(self.requested)
        pane.said.connect(notices.tell)
        page.requested.connect(self.requested)
        self.reading.moved.connect(self._moved)
        self.reading.changed.connect(self.show_lines)
        self.reading.ended.connect(self._ended)
        self.reading.stopped.connect(self._stopped)
        self.reading.trouble.connect(self.disk_trouble)

    def refresh(self) -> None:
        """Look at everything anew, unless the window goes."""
        if not self._closed:
            self._beside(shelf, self._shelved)

    def show_lines(self) -> None:
        made = lines(self._shelf, self.reading.jobs(), self._pages, frozenset(self.waiting))
        self._pane.set_lines(tuple(line for line in made if line.id not in self._leaving))

    def close(self) -> None:
        """The window goes: reading ends, and what was removed is gone."""
        self._closed = True
        self.reading.close()
        for document in list(self._leaving):
            self._remove_now(document)
        for work in self.findChildren(OnDisk):
            work.wait()

    def add(self, job: Job) -> None:
        self.reading.add(job)

    def requested(self, request: ask.DocumentRequest) -> None:
        match request:
            case ask.AddFiles(paths):
                self._add_paths(paths)
            case ask.AskFiles(folder):
                self._add_paths(choose(self._pane, folder))
            case ask.AddText(text):
                self.add(pasted(text, self._store.profile.cache))
            case ask.ShowText(document, place):
                self._beside(partial(text_view, document=document, place=place), self._show_text)
            case ask.Review(document):
                self.review_asked.emit(document)
            case ask.ReadAgain(document):
                self._read_again(document)
            case ask.Remove(document):
                self._remove(document)
            case ask.StopReading(job):
                self.reading.stop(job)
            case ask.OpenSkill(skill):
                self.skill_asked.emit(skill)
            case ask.OpenOriginal(document):
                self._open_original(document)
            case ask.Search(text):
                self._beside(lambda mine: mine.documents.search(text), lambda hits: self._found(text, hits))
            case ask.Back():
                self.back_asked.emit()

    # --------------------------------------------------------------------------------------- adding

    def _add_paths(self, paths: tuple[str, ...]) -> None:
        skills = [path for path in paths if is_skill(path)]
        for one in skills:
            self.skill_file.emit(one)
        found = files_in(tuple(path for path in paths if path not in skills))
        if not found and len(skills) < len(paths):
            self._notices.tell(Words.added_folder(0))
        for path in found:
            self.add(Job(ids.new_id(), path, path.name))

    def _read_again(self, document: str) -> None:
        row = self._store.documents.get(document)
        if row.fetched:
            self.link_asked.emit(row.origin)
        else:
            self.add(Job(ids.new_id(), Path(row.origin), row.name, old=document))

    def _moved(self, job: str, done: int, total: int) -> None:
        if self._pages.get(job) != (done, total):
            self._pages[job] = (done, total)
            self.show_lines()

    def _ended(self, read: Read) -> None:
        self._pages.pop(read.job.id, None)
        if read.reason is not None:
            self._notices.say(Notice(DocumentWords.cannot_read(read.job.name, read.reason), trouble=True))
        elif not read.new and not read.job.old:
            self._notices.tell(Words.known_already(read.row.title))
        if read.reason is None and (read.new or not read.job.old):
            self.waiting.add(read.row.id)
        self.read.emit(read)
        self.refresh()

    def _stopped(self, job: Job) -> None:
        self._pages.pop(job.id, None)
        self._notices.tell(Words.STOPPED)
        self.show_lines()

    # -------------------------------------------------------------------------------------- showing

    def _shelved(self, found: Shelf) -> None:
        self._shelf = found
        self.show_lines()
        self.changed.emit(any(row.state is DocumentState.READ for row in found.rows))

    def _found(self, text: str, hits: object) -> None:
        assert isinstance(hits, tuple)
        self._pane.show_hits(text, tuple(hit for hit in hit_lines(hits) if hit.document not in self._leaving))

    def _show_text(self, view: object) -> None:
        self._page.show_view(view)  # type: ignore[arg-type]  # what `text_view` made
        self.text_asked.emit()

    def _open_original(self, document: str) -> None:
        row = self._store.documents.get(document)
        if row.fetched:
            self.link_asked.emit(row.origin)
        else:
            there = bool(row.origin) and Path(row.origin).is_file()
            path = Path(row.origin) if there else self._store.documents.file(document)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    # ------------------------------------------------------------------------------------- removing

    def _remove(self, document: str) -> None:
        """Out of sight at once, gone for good when Undo is over."""
        row = self._store.documents.get(document)
        timer = QTimer(self, singleShot=True, interval=UNDO_MS)
        timer.timeout.connect(partial(self._remove_now, document))
        self._leaving[document] = timer
        timer.start()
        self.show_lines()
        self._notices.say(Notice(Words.removed(row.title), ChatsWords.UNDO, partial(self._bring_back, document)))

    def _bring_back(self, document: str) -> None:
        timer = self._leaving.pop(document, None)
        if timer is not None:
            timer.stop()
            self.show_lines()

    def _remove_now(self, document: str) -> None:
        if self._leaving.pop(document, None) is None:
            return
        try:
            self._store.documents.remove(document)
        except UnknownId:
            pass  # gone already
        except StoreError as error:
            self.disk_trouble.emit(error)
        self.refresh()

    def _beside(self, work: Callable[[Store], object], done: Callable[..., None]) -> None:
        task = Beside(self._store, work, done, self)
        task.failed.connect(self.disk_trouble)
        task.start()
