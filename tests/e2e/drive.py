"""Drives the real window as a person would: types, presses keys, waits, reads what is shown.

Knows the window's parts and how long to wait; knows nothing about engines or files. Needs a QApplication.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.chat.lesson_view import LessonView, Stage, share, stage
from desktop.link import EngineLink
from desktop.skills.rows import SkillRow
from desktop.window import MainWindow
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, Message, MessageStatus, ModelRef, Role, SkillState

ENDED = frozenset(LessonState) - {LessonState.WAITING, LessonState.RUNNING}
LOAD_SECONDS, ANSWER_SECONDS, LESSON_SECONDS = 300.0, 300.0, 1500.0
PAUSE_MS = 20


class Onlooker:
    """What a person sees in the window, and waiting for it."""

    app: App
    window: MainWindow
    store: Store

    def messages(self) -> tuple[Message, ...]:
        return self.store.chats.messages(self.app.talk.chat)

    def answer(self) -> Message:
        return next(message for message in reversed(self.messages()) if message.role is Role.ASSISTANT)

    def lesson(self, message: str) -> LessonView:
        cards = self.window.chat.transcript.cards_of(message)
        assert cards, "the lesson has no card"
        return cards[0].view()

    def practising(self, message: str) -> float:
        """The finished share of practice; 1 when the lesson is further than that."""
        view = self.lesson(message)
        if view.state in ENDED or stage(view.step) > Stage.PRACTISING:
            return 1.0
        return share(view.step) if stage(view.step) is Stage.PRACTISING else 0.0

    def skills(self) -> tuple[SkillRow, ...]:
        """The rows of the list, without its headings."""
        model = self.window.skills.model
        rows = (model.row(model.index(number, 0)) for number in range(model.rowCount()))
        return tuple(row for row in rows if row is not None)

    def skill(self, name: str) -> SkillRow:
        return next(row for row in self.skills() if row.name == name)

    def status(self) -> str:
        return self.window.status.text.text()

    def picture(self, path: Path) -> None:
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.window.grab().save(str(path)), f"{path} could not be written"

    def wait(self, wanted: Callable[[], bool], seconds: float) -> None:
        """Let the window live until `wanted`; raises TimeoutError with what the window says."""
        limit = time.monotonic() + seconds
        while not wanted():
            if time.monotonic() > limit:
                raise TimeoutError(f"not within {seconds:.0f} s; the window says: {self.status()}")
            QTest.qWait(PAUSE_MS)

    def settle(self) -> None:
        """Long enough for rendering, fades and scrolling to end."""
        QTest.qWait(400)


class Driver(Onlooker):
    """An open window on a profile, for a `with` block: its end ends window and engine, whatever happened."""

    def __init__(self, root: Path, model: ModelRef, backend: str = "") -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        profile = Profile(root)
        self.store = Store.open(profile)
        self.link = EngineLink(log=str(profile.logs / "engine-stacks.txt"))
        self.app = App(application, profile, self.store, self.link)
        self.window = self.app.window
        self.window.show()
        self.app.start(model, backend)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.window.close()
        self.app.close()
        self.window.deleteLater()
        self.app.deleteLater()
        self.settle()

    def type(self, words: str) -> None:
        edit = self.window.chat.composer.edit
        QTest.keyClicks(edit, words)

    def enter(self) -> None:
        QTest.keyClick(self.window.chat.composer.edit, Qt.Key.Key_Return)

    def new_chat(self) -> None:
        self.window.new_chat_asked.emit()
        self.settle()

    def begin_asking(self, question: str) -> None:
        """Send a question and come back at once."""
        self.type(question)
        self.enter()

    def ask(self, question: str) -> str:
        """The answer, as the window shows it."""
        self.begin_asking(question)
        self.wait(lambda: self.answer().status is not MessageStatus.STREAMING, ANSWER_SECONDS)
        self.settle()
        view = self.window.chat.transcript.view_of(self.answer().id)
        assert view is not None
        return view.text.toPlainText()

    def begin_teaching(self, words: str) -> str:
        """Type a lesson and press Enter; the id of the message that asks for it."""
        self.type(f"[Learn] {words}")
        self.enter()
        message = self.messages()[-1].id
        self.wait(lambda: bool(self.window.chat.transcript.cards_of(message)), ANSWER_SECONDS)
        return message

    def teach(self, words: str) -> LessonView:
        """Teach and wait for the verdict."""
        return self.verdict(self.begin_teaching(words))

    def verdict(self, message: str) -> LessonView:
        self.wait(lambda: self.lesson(message).state in ENDED, LESSON_SECONDS)
        self.settle()
        return self.lesson(message)

    def switch(self, name: str, state: SkillState) -> None:
        """With the arrow keys, in the list of skills."""
        pane = self.window.skills
        pane.list.setCurrentIndex(pane.model.index_of(self.skill(name).id))
        QTest.keyClick(pane.list, Qt.Key.Key_Right if state is SkillState.ON else Qt.Key.Key_Left)
        self.wait(lambda: self.skill(name).state is state, ANSWER_SECONDS)

    def open_skill(self, name: str) -> None:
        """Enter on its row."""
        pane = self.window.skills
        pane.list.setCurrentIndex(pane.model.index_of(self.skill(name).id))
        QTest.keyClick(pane.list, Qt.Key.Key_Return)
        self.settle()
