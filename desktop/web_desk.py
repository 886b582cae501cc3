"""The web in the window: a search that somebody pressed, the pages that were ticked, and their facts to be checked.

Connects the page "Learn from the web" with the fetcher's process, the library and the check before learning. Nothing
leaves the machine before Search or Read was pressed; each starts a process that ends with it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QThread, Signal

from desktop.document_words import DocumentWords
from desktop.trouble_words import TROUBLES, facts_found
from desktop.web import requests as ask
from desktop.web.page import WebPage
from desktop.web.rows import PageState, Phase, Provider, ResultRow, WebView
from learning.offering import offered
from learning.parse.document import Document
from learning.parse.process import read
from learning.parse.reasons import CannotRead
from learning.store.store import Store
from learning.web import process
from learning.web.address import Walls, target
from learning.web.results import DDGS, SEARXNG, CannotFetch, Fetched, Fetching, NotFetched, Result, Trouble

_SEARXNG: Final = "web.searxng"  # setting: address of a search engine of one's own
_PROVIDER: Final = "web.provider"  # setting
_NAMES: Final = {Provider.DUCKDUCKGO: DDGS, Provider.SEARXNG: SEARXNG}


@dataclass(frozen=True, slots=True)
class Kept:
    """One page in the library: id of its document, and how many facts it offers."""

    address: str
    document: str
    facts: int


class WebDesk(QObject):
    page_asked = Signal()
    left = Signal()
    read = Signal(tuple, str)  # documents of pages that were read, the words that were searched for
    online = Signal(bool)  # something is being asked of the network now
    disk_trouble = Signal(object)

    def __init__(self, store: Store, page: WebPage, allowed: tuple[str, ...] = ()) -> None:
        """`allowed` ("host:port") may be asked beside the public web: only tests fill it."""
        super().__init__(page)
        self._store, self._page, self._allowed = store, page, allowed
        self._view = WebView()
        self._work: Work | None = None
        page.requested.connect(self.requested)

    def open(self, query: str) -> None:
        """Show the words, and ask nothing yet."""
        self._stop()
        provider = Provider(self._store.settings.get(_PROVIDER, Provider.DUCKDUCKGO.value))
        self._show(WebView(query, provider=provider, searxng=self._store.settings.get(_SEARXNG, "")))
        self.page_asked.emit()

    def refresh(self, addresses: tuple[str, ...], title: str) -> None:
        """Read pages again that a skill learned from. Pressing Refresh is the asking."""
        self._show(WebView(title, Phase.RESULTS, tuple(ResultRow(one, one, ticked=True) for one in addresses)))
        self.page_asked.emit()

    def close(self) -> None:
        self._stop()

    def requested(self, request: object) -> None:
        match request:
            case ask.SearchWeb(query, provider):
                self._search(query, provider)
            case ask.ReadPages(addresses):
                self._read(addresses)
            case ask.AddAddress(text):
                self._add(text)
            case ask.ChooseProvider(name, address):
                self._choose(name, address)
            case ask.Retry():
                self._search(self._view.query, self._view.provider)
            case ask.Stop():
                self._stop()
                self._show(replace(self._view, phase=Phase.RESULTS if self._view.rows else Phase.ASK))
            case ask.Back():
                self._stop()
                self.left.emit()

    # -------------------------------------------------------------------------------------- private

    def _show(self, view: WebView) -> None:
        self._view = view
        self._page.show_view(view)

    def _search(self, query: str, provider: Provider) -> None:
        self._show(replace(self._view, query=query, provider=provider, phase=Phase.SEARCHING, rows=(), trouble=""))
        name = _NAMES.get(provider, DDGS)
        self._begin(partial(_search, provider=name, query=query, address=self._view.searxng), self._found)

    def _found(self, found: object) -> None:
        assert isinstance(found, tuple)
        rows = tuple(_row(one) for one in found)
        self._show(replace(self._view, phase=Phase.RESULTS, rows=rows))

    def _read(self, addresses: tuple[str, ...]) -> None:
        rows = tuple(
            replace(row, state=PageState.WAITING if row.address in addresses else PageState.FOUND, note="")
            for row in self._view.rows
        )
        self._show(replace(self._view, phase=Phase.READING, rows=rows, trouble=""))
        self._begin(partial(_read_pages, addresses=addresses, allowed=self._allowed), self._kept)

    def _kept(self, found: object) -> None:
        assert isinstance(found, tuple)
        self._show(replace(self._view, phase=Phase.RESULTS))
        documents = tuple(one.document for one in found if one.facts)
        if documents:
            self.read.emit(documents, self._view.query)

    def _add(self, text: str) -> None:
        rows, refused = list(self._view.rows), ""
        for line in text.split():
            try:
                address = target(line, Walls(frozenset(self._allowed))).address
            except CannotFetch as error:
                refused = TROUBLES[error.trouble]
                continue
            if address not in {row.address for row in rows}:
                rows.append(ResultRow(address, address, ticked=True))
        phase = Phase.RESULTS if rows else Phase.ASK
        self._show(replace(self._view, phase=phase, rows=tuple(rows), refused=refused, trouble=""))

    def _choose(self, provider: Provider, address: str) -> None:
        self._store.settings.set(_PROVIDER, provider.value)
        if address:
            self._store.settings.set(_SEARXNG, address)
        self._show(replace(self._view, provider=provider, searxng=address or self._view.searxng, refused=""))

    def _note(self, address: str, state: PageState, note: str) -> None:
        rows = tuple(replace(row, state=state, note=note) if row.address == address else row for row in self._view.rows)
        self._show(replace(self._view, rows=rows))

    def _begin(self, work: Callable[[Store, Work], object], done: Callable[[object], None]) -> None:
        self._stop()
        self._work = Work(self._store, work, self)
        self._work.noted.connect(self._note)
        self._work.done.connect(done)
        self._work.trouble.connect(self._trouble)
        self._work.failed.connect(self.disk_trouble)
        self._work.finished.connect(self._over)
        self._work.start()
        self.online.emit(True)

    def _trouble(self, trouble: Trouble) -> None:
        self._show(replace(self._view, phase=Phase.TROUBLE, trouble=TROUBLES[trouble]))

    def _over(self) -> None:
        self.online.emit(False)

    def _stop(self) -> None:
        if self._work is not None:
            for signal in (self._work.noted, self._work.done, self._work.trouble, self._work.failed):
                signal.disconnect()
            self._work.requestInterruption()
            self._work.wait()
            self._work.deleteLater()
            self._work = None


class Work(QThread):
    """One thing asked of the network; the process that does it lives and dies with this thread."""

    noted = Signal(str, object, str)  # an address, its PageState, more in words
    done = Signal(object)
    trouble = Signal(object)  # Trouble
    failed = Signal(object)  # StoreError

    def __init__(self, store: Store, work: Callable[[Store, Work], object], parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._work = store, work

    def run(self) -> None:
        try:
            with self._store.connect() as mine:
                result = self._work(mine, self)
        except CannotFetch as error:
            self.trouble.emit(error.trouble)
        except Exception as error:  # handed over to the window's thread, which tells the person
            self.failed.emit(error)
        else:
            if not self.isInterruptionRequested():
                self.done.emit(result)

    def watched(
        self, work: Generator[Any, None, Any], note: Callable[[Any], None] | None = None
    ) -> Any:  # Any: its own
        """What the work makes; None when it was stopped."""
        with closing(work):
            while True:
                try:
                    said = next(work)
                except StopIteration as end:
                    return end.value
                if self.isInterruptionRequested():
                    return None
                if note is not None and said is not None:
                    note(said)


def _search(_mine: Store, work: Work, provider: str, query: str, address: str) -> tuple[Result, ...]:
    return work.watched(process.search(provider, query, address)) or ()


def _read_pages(mine: Store, work: Work, addresses: tuple[str, ...], allowed: tuple[str, ...]) -> tuple[Kept, ...]:
    """Fetch, read each in a process of its own, and keep it with its facts as they are offered."""

    def note(said: object) -> None:
        if isinstance(said, Fetching):
            work.noted.emit(said.address, PageState.READING, "")
        elif isinstance(said, NotFetched):
            work.noted.emit(said.address, PageState.FAILED, TROUBLES[said.trouble])

    kept = []
    with tempfile.TemporaryDirectory(prefix="ingrain-web-") as folder:
        fetched = work.watched(process.fetch(addresses, Path(folder), allowed), note) or ()
        for page in fetched:
            if isinstance(page, Fetched) and not work.isInterruptionRequested():
                kept += _keep(mine, work, page)
    return tuple(kept)


def _keep(mine: Store, work: Work, page: Fetched) -> list[Kept]:
    try:
        document: Document | None = work.watched(read(page.path, page.final))
    except CannotRead as error:
        work.noted.emit(page.address, PageState.FAILED, DocumentWords.STATES[error.reason])
        return []
    if document is None:
        return []
    found = offered(document)
    row, new = mine.documents.add(document, page.final, Path(page.path), page.site, page.fetched_at)
    if new:
        mine.documents.decide(row.id, [one.choice for one in found])
    work.noted.emit(page.address, PageState.READ, facts_found(len(found)))
    return [Kept(page.address, row.id, len(found))]


def _row(one: Result) -> ResultRow:
    return ResultRow(one.address, one.title, one.site, one.snippet, one.date)
