"""News of a new version in the window: looked for when somebody wants that, said in one line, opened in the browser.

Connects the settings page with what is remembered and with the fetcher's process. Nobody is asked while the tick is off
and no button is pressed; nothing is ever fetched but the note, and nothing is installed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.notices import Notice as Line
from desktop.notices import NoticeBar
from desktop.settings.news_block import NewsBlock
from desktop.settings.views import LookNow, NewsView, OpenNews, SwitchNews
from desktop.settings_words import IGNORED, NewsWords, day
from desktop.web_desk import Work
from learning.store.errors import StoreError
from learning.store.store import Store
from learning.updates.notice import Ignored, Notice, Why, judge
from learning.updates.pinned import Pinned, installed, pinned
from learning.updates.weekly import Weekly
from learning.web import process
from learning.web.messages import News

_HOUR_MS: Final = 3_600_000  # how often a window that stays open looks at the calendar
_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class NewsSource:
    """Who is asked, and what is installed here. `allowed` ("host:port") and another clock are for tests."""

    pinned: Pinned
    version: str
    allowed: tuple[str, ...] = ()
    now: Callable[[], datetime] = _now

    @classmethod
    def own(cls) -> NewsSource:
        return cls(pinned(), installed())

    @property
    def there(self) -> bool:
        return self.pinned.there and bool(self.version)


class NewsDesk(QObject):
    online = Signal(bool)  # somebody is being asked now
    disk_trouble = Signal(object)

    def __init__(self, store: Store, block: NewsBlock, notices: NoticeBar, source: NewsSource) -> None:
        super().__init__(block)
        self._store, self._block, self._notices, self._source = store, block, notices, source
        self._weekly = Weekly(store.settings)
        self._work: Work | None = None
        self._said = ""
        self._clock = QTimer(self, interval=_HOUR_MS)
        self._clock.timeout.connect(self._look_if_due)
        self.show()

    def start(self) -> None:
        """The window is there: look, if that is wanted and a week has passed."""
        if self._source.there:
            self._clock.start()
            self._look_if_due()

    def close(self) -> None:
        self._clock.stop()
        self._stop()

    def requested(self, request: object) -> None:
        match request:
            case SwitchNews(on):
                self._switch(on)
            case LookNow():
                self._look()
            case OpenNews():
                self._open()

    def show(self) -> None:
        """What holds now, on the settings page."""
        found = self._news()
        view = NewsView(
            self._source.there, self._weekly.on, _host(self._source.pinned.address), self._work is not None,
            self._said or self._last(),
        )  # fmt: skip
        if found is not None:
            headline = NewsWords.headline(found.version, day(found.date))
            view = replace(view, headline=headline, notes=found.notes, page_host=_host(found.page))
        self._block.show_view(view)

    # -------------------------------------------------------------------------------------- private

    def _news(self) -> Notice | None:
        """The newest note, while it tells of something newer than what is installed."""
        found = self._weekly.newest() if self._source.there else None
        try:
            return found if found is not None and judge(found, self._source.version, None) else None
        except Ignored:  # this program is newer by now
            return None

    def _last(self) -> str:
        asked = self._weekly.asked()
        return NewsWords.looked(day(asked.isoformat())) if asked is not None else NewsWords.NEVER

    def _switch(self, on: bool) -> None:
        if self._source.there and self._keep(partial(self._weekly.switch, on)):
            if not on:
                self._stop()
            self._look_if_due()
        self.show()

    def _look_if_due(self) -> None:
        if self._weekly.due(self._source.now()):
            self._look()

    def _look(self) -> None:
        """Ask once. It counts for the week, whatever comes of it."""
        if not self._source.there or self._work is not None:
            return
        if not self._keep(partial(self._weekly.note_asked, self._source.now())):
            return
        self._work = Work(self._store, partial(_ask, source=self._source), self)
        self._work.done.connect(self._heard)
        self._work.trouble.connect(self._nobody)
        self._work.failed.connect(self.disk_trouble)
        self._work.finished.connect(self._over)
        self._work.start()
        self.online.emit(True)
        self.show()

    def _heard(self, news: object) -> None:
        if not isinstance(news, News):  # it was stopped
            return
        try:
            if news.notice is None:
                raise Ignored(news.why or Why.BROKEN, news.detail)
            newer = judge(news.notice, self._source.version, self._weekly.newest())
        except Ignored as error:
            self._ignore(error)
            return
        self._keep(partial(self._weekly.keep, news.notice))
        if newer:
            self._said = ""
            self._tell(news.notice)
        else:
            self._said = NewsWords.none_newer(day(self._source.now().isoformat()), self._source.version)

    def _nobody(self, trouble: object) -> None:
        self._ignore(Ignored(Why.NOBODY, str(trouble)))

    def _ignore(self, error: Ignored) -> None:
        """That nobody answers is everyday; whatever else is ignored is worth a look."""
        level = logging.INFO if error.why is Why.NOBODY else logging.WARNING
        _log.log(level, "news of a version was ignored: %s", error)
        self._said = IGNORED[error.why]

    def _tell(self, found: Notice) -> None:
        """Once a version; after that it stands on the settings page."""
        if not self._weekly.told(found.version) and self._keep(partial(self._weekly.note_told, found.version)):
            said = NewsWords.line(found.version, found.notes, _host(found.page))
            self._notices.say(Line(said, NewsWords.OPEN, self._open))

    def _open(self) -> None:
        if (found := self._news()) is not None:
            QDesktopServices.openUrl(QUrl(found.page))

    def _over(self) -> None:
        if self._work is not None:
            self._work.deleteLater()
        self._work = None
        self.online.emit(False)
        self.show()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.requestInterruption()
            self._work.wait()

    def _keep(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except StoreError as error:
            self.disk_trouble.emit(error)
            return False
        return True


def _ask(_mine: Store, work: Work, source: NewsSource) -> News | None:
    found: News | None = work.watched(process.news(source.pinned.address, source.pinned.keys, source.allowed))
    return found


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
