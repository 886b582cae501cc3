"""The settings page in the window: looks, news of versions, and a person's own data with its end.

Connects the page with the look of the application, the news desk and the profile. What is deleted is deleted after the
window has closed (`erasing`): nothing writes to it any more then.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.appearance import Appearance
from desktop.background import Beside, OnDisk
from desktop.counting_words import size
from desktop.data_words import PARTS
from desktop.data_words import DataWords as Words
from desktop.news_desk import NewsDesk, NewsSource
from desktop.settings.data_block import DeleteQuestion
from desktop.settings.views import Amount, Back, ChangeText, ChooseScheme, DataView, DeleteAll, ShowFolder
from desktop.window import MainWindow
from learning.store import holdings
from learning.store.holdings import Holdings
from learning.store.store import Store


class SettingsDesk(QObject):
    disk_trouble = Signal(object)

    def __init__(self, store: Store, window: MainWindow, appearance: Appearance, source: NewsSource) -> None:
        super().__init__(window)
        self._store, self._window, self._appearance = store, window, appearance
        self.page = window.pages.settings
        self.erasing = False  # the person wants everything deleted once the window is gone
        self._data = DataView(str(store.profile.root))
        self.news = NewsDesk(store, self.page.news, window.chat.notices, source)
        self.news.disk_trouble.connect(self.disk_trouble)
        self.news.online.connect(window.status.show_web)
        self.page.requested.connect(self.requested)
        self.page.show_version(source.version)
        window.settings_asked.connect(self.open)
        appearance.changed.connect(self._show_looks)

    def open(self) -> None:
        """Shown at once; how much data there is, is counted beside."""
        self._show_looks()
        self.news.show()
        self._show(DataView(str(self._store.profile.root)))
        self._window.pages.show_settings()
        work = Beside(self._store, _counted, self._show_amounts, self)
        work.failed.connect(self.disk_trouble)
        work.start()

    def close(self) -> None:
        self.news.close()
        for work in self.findChildren(OnDisk):
            work.wait()

    def requested(self, request: object) -> None:
        match request:
            case ChooseScheme(scheme):
                self._appearance.set_scheme(scheme)
            case ChangeText(factor):
                self._appearance.set_text_size(factor)
            case ShowFolder():
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.profile.root)))
            case DeleteAll():
                self._ask_delete()
            case Back():
                self._window.pages.show_chat()
            case _:
                self.news.requested(request)

    # -------------------------------------------------------------------------------------- private

    def _show_looks(self) -> None:
        self.page.looks.show_scheme(self._appearance.scheme)

    def _show(self, view: DataView) -> None:
        self._data = view
        self.page.data.show_view(view)

    def _show_amounts(self, found: tuple[Holdings, str]) -> None:
        held, counted = found
        amounts = [Amount(words, size(held.sizes[part])) for part, words in PARTS.items()]
        together = Amount(Words.TOGETHER, size(held.total))
        self._show(DataView(str(held.root), counted, (*amounts, together)))

    def _ask_delete(self) -> None:
        """One question, that says what is at stake; nothing is asked where it could not be done."""
        if others := holdings.strangers(self._store.profile):
            trouble = str(Words.OTHERS).format(names=Words.others(others))
            self._show(replace(self._data, trouble=trouble))
            return
        together = self._data.amounts[-1].size if self._data.amounts else Words.ALL_OF_IT
        at_stake = Words.at_stake(together, self._data.counted, self._data.folder)
        question = DeleteQuestion(self._window, at_stake)
        question.confirmed.connect(self._erase)
        question.open()

    def _erase(self) -> None:
        self.erasing = True
        self._window.close()


def _counted(store: Store) -> tuple[Holdings, str]:
    counted = Words.counted(len(store.chats.list()), len(store.skills.list()), len(store.documents.list()))
    return holdings.measure(store.profile), counted
