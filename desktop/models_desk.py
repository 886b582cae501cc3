"""Models in the window: the page's rows, and what a person does with them: choose, get, add, remove, search.

Connects the shelf and the engine with the page. The mark moves to another model only when it has really been opened.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import Beside, OnDisk
from desktop.model_words import ModelWords as Words
from desktop.models import requests as ask
from desktop.models import rows
from desktop.models.adding import Adding
from desktop.models.downloads import Downloads, Job, key
from desktop.models.page import ModelsPage
from desktop.models.removing import Removing
from desktop.models.rows import Doing, ModelRow, ModelsView
from desktop.models.searching import Searching
from desktop.notices import Notice, NoticeBar
from desktop.words import NoticeWords
from learning import catalogue
from learning.catalogue import ModelError
from learning.shelf import shelf
from learning.shelf.cards import Card
from learning.shelf.machine import Machine, this_machine
from learning.shelf.messages import Hub
from learning.shelf.process import THE_HUB
from learning.shelf.results import Place, Wanted
from learning.shelf.shelf import Entry, State
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.types import ModelRef


class ModelsDesk(QObject):
    page_asked = Signal()
    left = Signal()
    use_asked = Signal(object)  # ModelRef
    disk_trouble = Signal(object)
    online = Signal(bool)

    def __init__(
        self, store: Store, page: ModelsPage, notices: NoticeBar, hub: Hub = THE_HUB, machine: Machine | None = None
    ) -> None:
        super().__init__(page)
        self._store, self._page, self._notices = store, page, notices
        self._machine = machine or this_machine()
        self._entries: tuple[Entry, ...] = ()
        self._model: ModelRef | None = None  # that is in use
        self._opening: ModelRef | None = None  # that the person chose
        self.adding, self.removing = Adding(store.profile, notices), Removing(store.profile, notices)
        self.downloads = Downloads(store.profile, hub, self)
        self.searching = Searching(store.profile, hub, self._machine, self)
        self._connect()

    def open(self) -> None:
        self.refresh()
        self.show()
        self.page_asked.emit()

    def refresh(self) -> None:
        """Look at the disk again."""
        self._beside(lambda mine: shelf.entries(mine.profile), self._listed)

    def close(self) -> None:
        self.downloads.close()
        self.searching.stop()
        self.adding.close()
        for work in self.findChildren(OnDisk):
            work.wait()
        self.removing.free_room()

    def loaded(self, model: ModelRef) -> None:
        """The engine has opened a model. One that the person chose is opened at the next start, too."""
        if self._opening is not None and self._opening.sha256 == model.sha256:
            self._opening = None
            try:
                self._store.settings.set(shelf.CHOSEN, model.id)
            except StoreError as error:  # it is in use all the same; only the next start will not know
                self.disk_trouble.emit(error)
        self._model = model
        self.show()

    def not_loaded(self, model: ModelRef) -> None:
        """What was chosen cannot be opened: back to what was in use."""
        if self._opening is None or self._opening.sha256 != model.sha256:
            return
        self._opening = None
        if self._model is not None:
            self._notices.say(Notice(Words.not_opened(model.name, self._model.name), trouble=True))
            self.use_asked.emit(self._model)
        self.show()

    def requested(self, request: ask.ModelRequest) -> None:
        match request:
            case ask.UseModel(model):
                self._use(self._entry(model))
            case ask.Download(model):
                self._get(self._entry(model))
            case ask.DownloadFile(repo, file):
                self._get_file(repo, file)
            case ask.Pause(model):
                entry = self._entry(model)
                self.downloads.pause(key(entry.wanted) if entry is not None and entry.wanted is not None else model)
            case ask.Remove(model):
                if (entry := self._entry(model)) is not None and not entry.ships and model != self._in_use():
                    self.removing.remove(entry)
            case ask.AddModel(folder):
                self.adding.choose(folder)
            case ask.SearchHub(words):
                self.searching.search(words)
            case ask.ShowFiles(repo):
                self.searching.look(repo)
            case ask.StopSearch():
                self.searching.stop()
            case ask.Back():
                self.left.emit()

    def show(self) -> None:
        """Everything as it stands now."""
        self._page.show_view(self._view())

    # ------------------------------------------------------------------------------------ what is shown

    def _view(self) -> ModelsView:
        suggested = rows.suggestion(self._entries, self._machine)
        current = self._in_use()
        going = {one.job.key: one for one in self.downloads.going()}
        here: list[ModelRow] = []
        to_get: list[ModelRow] = []
        for entry in self._entries:
            row = self._with_news(entry, rows.model_row(entry, self._machine, current, suggested))
            one = going.pop(key(entry.wanted), None) if entry.wanted is not None else None
            if one is not None:
                row = rows.getting(row, one.words, one.done, one.waits)
            (to_get if entry.state is State.TO_GET and one is None else here).append(row)
        here += [rows.coming(name, one.job.wanted.name, one.words, one.done, one.waits) for name, one in going.items()]
        return ModelsView(
            here=tuple(here),
            to_get=tuple(sorted(to_get, key=rows.order)),
            words=self.searching.words,
            searching=self.searching.busy,
            found=self.searching.found,
            trouble=self.searching.trouble,
            said=Words.ADDING if self.adding.busy else "",
        )

    def _with_news(self, entry: Entry, row: ModelRow) -> ModelRow:
        if self._opening is not None and entry.sha256 == self._opening.sha256:
            return rows.doing(row, Doing.OPENING)
        why = self.downloads.troubles.get(key(entry.wanted), "") if entry.wanted is not None else ""
        return rows.troubled(row, why) if why and entry.state is not State.READY else row

    def _in_use(self) -> str:
        model = self._model
        if model is None:
            return ""
        found = (entry.id for entry in self._entries if model.sha256 == entry.sha256 or model.id == entry.id)
        return next(found, model.id)

    def _listed(self, found: tuple[Entry, ...]) -> None:
        self._entries = found
        self.searching.near = tuple(entry.facts for entry in found if entry.facts is not None and entry.known)
        self.searching.here = frozenset(entry.sha256 for entry in found if entry.state is State.READY)
        self.show()

    # ------------------------------------------------------------------------------------ what is done

    def _use(self, entry: Entry | None) -> None:
        if entry is not None and entry.state is State.READY:
            self._beside(lambda mine: _model(mine, entry), self._open)

    def _open(self, model: ModelRef | None) -> None:
        if model is None:  # it has gone, or is another file by now
            self._notices.say(Notice(NoticeWords.CHOSEN_MISSING, trouble=True))
            self.refresh()
            return
        self._opening = model
        self.use_asked.emit(model)
        self.show()

    def _get(self, entry: Entry | None) -> None:
        if entry is not None and entry.wanted is not None:
            known = next((one for one in catalogue.known_models() if one.id == entry.known), None)
            self.downloads.begin(Job(entry.wanted, known))

    def _get_file(self, repo: str, file: str) -> None:
        stated = self.searching.files.get((repo, file))
        if stated is not None:
            name = Path(file).stem
            self.downloads.begin(Job(Wanted(name, (Place(repo, file),), stated.sha256, stated.size)))

    def _got(self, card: Card) -> None:
        self._notices.tell(Words.got(card.name))
        self.refresh()

    # -------------------------------------------------------------------------------------- private

    def _connect(self) -> None:
        self._page.requested.connect(self.requested)
        self.downloads.changed.connect(self.show)
        self.downloads.listed.connect(self.refresh)
        self.searching.changed.connect(self.show)
        self.adding.changed.connect(self.show)
        self.removing.changed.connect(self.refresh)
        self.removing.disk_trouble.connect(self.disk_trouble)
        self.downloads.got.connect(self._got)
        self.adding.got.connect(self._got)
        for source in (self.downloads, self.adding, self.searching):
            source.failed.connect(self.disk_trouble)
        for part in (self.downloads, self.searching):
            part.online.connect(self.online)

    def _entry(self, model: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.id == model), None)

    def _beside(self, work: Callable[[Store], object], done: Callable[..., None]) -> None:
        task = Beside(self._store, work, done, self)
        task.failed.connect(self.disk_trouble)
        task.start()


def _model(mine: Store, entry: Entry) -> ModelRef | None:
    try:
        return shelf.model(mine.profile, entry)
    except ModelError:
        return None
