"""The window with a real engine process: what is kept when that dies, and how the window comes up and refuses to."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop import app as composition
from desktop import first_model
from desktop.link import EngineLink
from desktop.single import Doorman
from desktop.words import PROFILE, AppWords, ChatWords, NoticeWords
from learning.store.errors import StoreCode
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, MessageStatus
from tests.desktop.open_window import opened

DOG = "My dog is called Pixel."


def test_an_engine_killed_while_answering_loses_no_word(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    link = EngineLink()
    with opened(qapp, profile, link) as window:
        window.begin("one two three " * 200, "You said: one two")
        os.kill(link.pid, signal.SIGKILL)
        window.wait(lambda: not window.streaming())
        kept = window.newest()
        assert kept.status is MessageStatus.FAILED
        assert kept.text.startswith("You said: one two")
        view = window.transcript.view_of(kept.id)
        assert view is not None
        assert view.text.toPlainText().startswith("You said: one two")
        assert ChatWords.TRY_AGAIN in [button.text() for button in view.findChildren(QAbstractButton)]
        window.wait(window.ready)
        assert window.ask("Are you back?").text == "You said: Are you back?"


def test_an_engine_killed_while_learning_leaves_a_lesson_to_resume(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.03")
    link = EngineLink()
    with opened(qapp, profile, link) as window:
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        window.wait(lambda: window.newest().lesson is not None)
        lesson = window.newest().lesson or ""
        window.wait(lambda: window.store.lessons.get(lesson).state is LessonState.RUNNING)
        monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0")
        os.kill(link.pid, signal.SIGKILL)
        window.wait(lambda: window.store.lessons.get(lesson).state is LessonState.INTERRUPTED)
        assert window.store.skills.list() == ()
        window.wait(window.ready)
        window.app.lessons.resume(lesson)
        window.wait(lambda: not window.app.lessons.busy)
        assert window.store.lessons.get(lesson).state is LessonState.LEARNED
        assert "Pixel" in window.ask("What is my dog called?").text


def test_an_error_in_the_window_is_said_and_its_stack_can_be_copied(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        secret = "private" + " words"
        try:
            raise ValueError(secret)
        except ValueError as error:
            window.app.say_broken(composition.stack(error))
        assert window.notice() == AppWords.SOMETHING_WRONG
        now = window.window.chat.notices.now()
        assert now is not None
        assert "ValueError" in now.details
        assert "private words" not in now.details


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_window_is_refused_and_the_first_called(
    qapp: QApplication, profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(qapp, profile) as window:
        doorman = Doorman(profile)
        doorman.listen(window.window)
        window.window.hide()
        command = [sys.executable, "-m", "desktop", "--profile", str(profile.root), "--backend", "echo"]
        second = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        window.wait(lambda: second.poll() is not None)
        _, said = second.communicate()
        assert second.returncode == 2
        assert AppWords.IN_USE in said
        window.wait(window.window.isVisible)
        doorman.close()


@pytest.mark.parametrize("code", [StoreCode.DAMAGED, StoreCode.READ_ONLY, StoreCode.NEWER])
def test_a_profile_that_cannot_be_used_is_explained(
    qapp: QApplication, profile: Profile, code: StoreCode, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(profile, code)
    before = sorted(path.name for path in profile.root.iterdir()) if profile.root.is_dir() else []
    assert composition.main(["--profile", str(profile.root), "--backend", "echo"]) == 2
    assert PROFILE[code].replace("\n", " ") in capsys.readouterr().err
    if code is StoreCode.DAMAGED:
        assert profile.db.read_bytes() == b"not a database" * 100
    assert [name for name in before if profile.root.is_dir() and not (profile.root / name).exists()] == []


def _spoil(profile: Profile, code: StoreCode) -> None:
    match code:
        case StoreCode.DAMAGED:
            profile.root.mkdir(parents=True)
            profile.db.write_bytes(b"not a database" * 100)
        case StoreCode.READ_ONLY:
            profile.root.write_text("a file where the folder should be")
        case _:
            Store.open(profile).close()
            with sqlite3.connect(profile.db) as db:
                db.execute("PRAGMA user_version = 999")
            db.close()


def test_without_a_model_the_demo_engine_says_so(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.delenv("INGRAIN_MODELS", raising=False)
    assert first_model.choose("", "", profile).trouble == NoticeWords.NO_MODEL
    assert first_model.choose(str(tmp_path / "none.gguf"), "", profile).trouble == NoticeWords.MODEL_MISSING
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"nothing")
    assert first_model.choose(str(broken), "", profile).trouble == NoticeWords.MODEL_DAMAGED
    assert first_model.choose("", "echo", profile) == first_model.Chosen(first_model.DEMO, "echo")


def test_the_window_is_painted_before_the_engine_is_started(qapp: QApplication, profile: Profile) -> None:
    link = EngineLink()
    store = Store.open(profile)
    app = composition.App(qapp, profile, store, link)
    app.window.show()
    QTest.qWait(1)
    assert app.window.isVisible()
    assert link.pid == 0
    app.close()
    app.window.deleteLater()
    app.deleteLater()
