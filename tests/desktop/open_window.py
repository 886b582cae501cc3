"""The whole window on a real profile with the demo engine, and how to wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backends import table
from desktop.app import AnyLink, App
from desktop.first_model import DEMO, DEMO_BACKEND, Chosen
from desktop.link import InlineLink
from desktop.news_desk import NewsSource
from desktop.words import StatusWords
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, Message, MessageStatus, Role

PATIENCE = 20.0  # seconds


class Opened:
    """An open window. What it shows is asked from its widgets, what it keeps from its store."""

    def __init__(self, app: App, store: Store) -> None:
        self.app, self.store = app, store
        self.window = app.window
        self.composer = app.window.chat.composer
        self.transcript = app.window.chat.transcript

    def write(self, words: str) -> None:
        self.composer.edit.setPlainText(words)

    def ask(self, words: str) -> Message:
        """Send, and wait for the whole answer."""
        self.write(words)
        self.composer.submit()
        self.wait(lambda: self.newest().role is Role.ASSISTANT and self.app.talk.streaming() is None)
        return self.newest()

    def begin(self, words: str, heard: str) -> None:
        """Send, and come back once `heard` has arrived."""
        self.write(words)
        self.composer.submit()
        self.wait(lambda: heard in getattr(self.app.talk.streaming(), "text", ""))

    def teach(self, words: str) -> LessonState:
        """Teach, and wait for the verdict."""
        self.write(f"[Learn] {words}")
        self.composer.submit()
        self.wait(lambda: not self.app.lessons.busy)
        lesson = self.messages()[-1].lesson
        assert lesson is not None
        return self.store.lessons.get(lesson).state

    def messages(self) -> tuple[Message, ...]:
        return self.store.chats.messages(self.app.chats.chat)

    def newest(self) -> Message:
        return self.messages()[-1]

    def shown(self, message: Message) -> str:
        view = self.transcript.view_of(message.id)
        assert view is not None
        return view.text.toPlainText()

    def notice(self) -> str:
        now = self.window.chat.notices.now()
        return now.text if now is not None else ""

    def ready(self) -> bool:
        return self.window.status.text.text().startswith(("Demo engine", StatusWords.READY))

    def streaming(self) -> bool:
        return any(message.status is MessageStatus.STREAMING for message in self.messages())

    def wait(self, wanted: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not wanted():
            assert time.monotonic() < until, f"never happened; the window says {self.window.status.text.text()!r}"
            QTest.qWait(5)


def demo_link() -> AnyLink:
    return InlineLink(lambda load: table.create(load.backend))


@contextmanager
def opened(
    qapp: QApplication,
    profile: Profile,
    link: AnyLink | None = None,
    allowed: tuple[str, ...] = (),
    chosen: Chosen = Chosen(DEMO, DEMO_BACKEND),  # noqa: B008  # frozen
    news: NewsSource | None = None,
) -> Iterator[Opened]:
    """A ready window; closed at the end as a person closes it.

    `allowed`: what may be read beside the public web; `news`: who is asked for news of versions.
    """
    store = Store.open(profile)
    app = App(qapp, profile, store, link or demo_link(), allowed, news=news)
    made = Opened(app, store)
    made.window.show()
    app.start(chosen.model, chosen.backend)
    try:
        made.wait(made.ready)
        yield made
    finally:
        made.window.close()
        app.close()
        made.window.deleteLater()
        app.appearance.deleteLater()
        app.deleteLater()
        qapp.sendPostedEvents(None, 0)
        qapp.processEvents()
