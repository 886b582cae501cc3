"""Which engine answers: what the engine process says of it, what the person chose, and when that takes effect.

Knows the settings, the page and the note in the status bar. Loading is the engine desk's.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop import engine_words
from desktop.engines.page import EnginesPage
from desktop.engines.view import NOTHING, engines_view
from desktop.notices import Notice, NoticeBar
from desktop.preferred import engine_preferred, prefer_engine
from desktop.status import StatusLine
from learning.protocol import Loaded, Ready
from learning.store.errors import StoreError
from learning.store.settings import Settings
from learning.types import Capabilities

_TOLD = "engine_told"  # what was passed over at the last start: nobody is told the same every day


class EnginesDesk(QObject):
    load_asked = Signal(bool)  # whether what earlier starts found out is to be forgotten
    page_asked = Signal()
    disk_trouble = Signal(object)  # StoreError

    def __init__(self, settings: Settings, page: EnginesPage, status: StatusLine, notices: NoticeBar) -> None:
        super().__init__(page)
        self._settings, self._page, self._status, self._notices = settings, page, status, notices
        self._installed: tuple[str, ...] = ()
        self._machine = ""
        self._able: Capabilities | None = None
        page.chosen.connect(self._choose)
        page.again.connect(lambda: self.load_asked.emit(True))
        status.engine.clicked.connect(self.page_asked)

    @property
    def preferred(self) -> str:
        return engine_preferred(self._settings)

    def hear(self, event: Ready | Loaded) -> None:
        match event:
            case Ready():
                self._installed, self._machine = event.backends, event.machine
            case Loaded():
                before = self._able.backend if self._able is not None else ""
                self._able = event.capabilities
                self._tell_passed_over(event.capabilities, before)
        self._show()

    def _tell_passed_over(self, able: Capabilities, before: str) -> None:
        """Once for each thing that is the matter; always when an engine was lost under way."""
        lost = [one for one in able.passed_over if one.backend == before]
        first = lost or able.passed_over[:1]
        news = "".join(f"{one.backend} {one.why}" for one in first)
        try:
            known = self._settings.get(_TOLD, "")
            if news != known:
                self._settings.set(_TOLD, news)
        except StoreError as error:
            known = ""
            self.disk_trouble.emit(error)
        for one in first if lost or news != known else ():
            details = "; ".join(f"{each.backend}: {each.why} {each.detail}".strip() for each in able.passed_over)
            self._notices.say(Notice(engine_words.passed_over(one, able.backend), details=details))

    def _choose(self, name: str) -> None:
        try:
            prefer_engine(self._settings, name)
            self.load_asked.emit(False)
        except StoreError as error:
            self.disk_trouble.emit(error)
        self._show()

    def _show(self) -> None:
        able = self._able
        view = NOTHING
        if able is not None and self._installed:
            view = engines_view(self._installed, self._machine, able.backend, able.passed_over, self.preferred)
        self._page.show_view(view)
        self._status.show_engine(view.label, view.why, view.trouble)
