"""A lesson is worked out beside the window: the words are stored first, and nothing is lost on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop.words import PROFILE
from learning import lessons
from learning.store.errors import DiskFull, StoreCode
from learning.store.profile import Profile
from learning.types import Intent, Lesson, LessonState
from tests.desktop.open_window import opened

DOG = "My dog is called Pixel."


class SlowBuilder:
    """Works a lesson out when it is told to, and remembers on which thread. With an error it gives up instead."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go_on = threading.Event()
        self.threads: list[threading.Thread] = []
        self._error = error
        self._build = lessons.build

    def build(self, intent: Intent, origin: str, now: str) -> Lesson:
        self.threads.append(threading.current_thread())
        if threading.current_thread() is not threading.main_thread():
            assert self.go_on.wait(20)
        if self._error is not None:
            raise self._error
        return self._build(intent, origin, now)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowBuilder]:
    builder = SlowBuilder()
    monkeypatch.setattr(lessons, "build", builder.build)
    yield builder
    builder.go_on.set()


def test_the_words_are_stored_and_shown_while_the_lesson_is_worked_out(
    qapp: QApplication, profile: Profile, slow: SlowBuilder
) -> None:
    with opened(qapp, profile) as window:
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        said = window.newest()
        assert said.text == f"[Learn] {DOG}"
        assert window.shown(said) == DOG
        assert window.composer.text() == ""
        assert window.store.chats.draft(said.chat) == f"[Learn] {DOG}"  # what a crash now would leave to try again
        assert window.app.lessons.busy
        window.wait(lambda: bool(slow.threads))
        assert slow.threads[0] is not threading.main_thread()
        assert window.store.lessons.list() == ()
        slow.go_on.set()
        window.wait(lambda: not window.app.lessons.busy)
        assert [row.state for row in window.store.lessons.list()] == [LessonState.LEARNED]
        assert window.newest().lesson == window.store.lessons.list()[0].lesson.id
        assert window.store.chats.draft(said.chat) == ""


def test_closing_while_a_lesson_is_worked_out_keeps_the_lesson(
    qapp: QApplication, profile: Profile, slow: SlowBuilder
) -> None:
    with opened(qapp, profile) as window:
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        window.wait(lambda: bool(slow.threads))
        slow.go_on.set()
    with opened(qapp, profile) as window:
        lesson = window.newest().lesson
        assert lesson is not None
        window.wait(lambda: window.store.lessons.get(lesson).state is LessonState.INTERRUPTED)


def test_words_written_meanwhile_stay(qapp: QApplication, profile: Profile, slow: SlowBuilder) -> None:
    with opened(qapp, profile) as window:
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        window.write("And my cat?")
        slow.go_on.set()
        window.wait(lambda: not window.app.lessons.busy)
        assert window.composer.text() == "And my cat?"
        assert window.store.chats.draft(window.app.chats.chat) == "And my cat?"


def test_a_lesson_that_cannot_be_stored_gives_its_words_back(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = SlowBuilder(DiskFull(str(profile.root)))
    builder.go_on.set()
    monkeypatch.setattr(lessons, "build", builder.build)
    with opened(qapp, profile) as window:
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        window.wait(lambda: not window.app.lessons.busy)
        assert window.composer.text() == f"[Learn] {DOG}"
        assert window.notice() == PROFILE[StoreCode.DISK_FULL].replace("\n", " ")
        assert window.store.lessons.list() == ()
        assert window.newest().text == f"[Learn] {DOG}"


def test_words_a_crash_left_without_a_lesson_are_taught_without_being_said_twice(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = SlowBuilder(DiskFull(str(profile.root)))
    builder.go_on.set()
    with opened(qapp, profile) as window:
        monkeypatch.setattr(lessons, "build", builder.build)
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        window.wait(lambda: not window.app.lessons.busy)
    monkeypatch.undo()
    with opened(qapp, profile) as window:
        window.wait(lambda: window.app.lessons.asking.model is not None)
        assert window.composer.text() == f"[Learn] {DOG}"
        window.composer.submit()
        window.wait(lambda: window.newest().lesson is not None and not window.app.lessons.busy)
        assert [message.text for message in window.messages()] == [f"[Learn] {DOG}"]
        assert [row.state for row in window.store.lessons.list()] == [LessonState.LEARNED]


def test_enter_twice_is_one_lesson(qapp: QApplication, profile: Profile, slow: SlowBuilder) -> None:
    with opened(qapp, profile) as window:
        for _ in range(2):
            window.write(f"[Learn] {DOG}")
            window.composer.submit()
        slow.go_on.set()
        window.wait(lambda: not window.app.lessons.busy)
        assert len(window.messages()) == 1 and len(window.store.lessons.list()) == 1
