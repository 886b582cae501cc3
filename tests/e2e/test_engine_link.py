"""The window's thread with a real engine behind it: crashes, safe mode, Stop against a deaf engine, a clean end."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from backends.echo import Echo
from desktop.link import EngineLink, InlineLink, LinkState
from learning.crashes import Crashes
from learning.process import ENGINE
from learning.protocol import (
    FRAME_LIMIT,
    ChatDone,
    Chunk,
    Failed,
    FailureCode,
    Learned,
    Loaded,
    Progress,
    Ready,
    Stop,
    Stopped,
    Use,
    Using,
)
from learning.types import Phase, SkillUse
from tests.e2e.engine_talk import PATIENCE, chat, gone, learn, load
from tests.e2e.engines import HERE

QUICK = (0.01, 0.01, 0.01)


class Listener(QObject):
    """Keeps what a link says, on the thread it belongs to."""

    def __init__(self, link: EngineLink | InlineLink, qtbot: QtBot) -> None:
        super().__init__()
        self._qtbot = qtbot
        self.said: list[object] = []
        self.threads: set[int] = set()
        link.received.connect(self.hear)

    def hear(self, event: object) -> None:
        self.said.append(event)
        self.threads.add(threading.get_ident())

    def all(self, kind: type) -> list:  # type: ignore[type-arg]  # of `kind`
        return [event for event in self.said if isinstance(event, kind)]

    def wait(self, kind: type, many: int = 1) -> object:
        """Until it was said `many` times; the last."""
        self._qtbot.waitUntil(lambda: len(self.all(kind)) >= many, timeout=int(PATIENCE * 1000))
        return self.all(kind)[many - 1]

    def wait_for(self, what: Callable[[object], bool]) -> object:
        self._qtbot.waitUntil(lambda: any(what(event) for event in self.said), timeout=int(PATIENCE * 1000))
        return next(event for event in self.said if what(event))


Start = Callable[..., tuple[EngineLink, Listener]]


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    links: list[EngineLink] = []

    def make(target: str = ENGINE, waits: tuple[float, ...] = QUICK) -> tuple[EngineLink, Listener]:
        link = EngineLink(None, target, crashes=Crashes(waits))
        links.append(link)
        listener = Listener(link, qtbot)
        link.start()
        return link, listener

    yield make
    for link in links:
        link.close()


def down(event: object) -> bool:
    return isinstance(event, LinkState) and not event.up


def kill(link: EngineLink) -> None:
    assert link.pid
    os.kill(link.pid, signal.SIGKILL)


# --------------------------------------------------------------------------------------------- working


def test_it_talks_to_the_window_on_the_windows_thread(start: Start, tmp_path: Path) -> None:
    link, window = start()
    link.send(load(tmp_path))
    link.send(chat())
    done = window.wait(ChatDone)
    assert isinstance(done, ChatDone)
    assert done.text == "You said: Hello there"
    assert window.threads == {threading.get_ident()}
    assert [type(event) for event in window.said[:2]] == [Ready, LinkState]
    assert window.all(LinkState) == [LinkState(True)]


def test_close_leaves_nothing_behind(start: Start) -> None:
    link, window = start()
    window.wait(Ready)
    pid = link.pid
    link.close()
    assert link.isFinished()
    assert gone(pid)
    assert link.pid == 0
    assert not window.all(LinkState)[1:]
    link.send(chat())
    link.restart()
    link.close()


def test_a_link_that_never_ran_can_be_closed(qtbot: QtBot) -> None:
    EngineLink().close()


def test_close_while_it_learns_keeps_the_checkpoint(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    link, window = start()
    link.send(load(tmp_path))
    link.send(learn(tmp_path / "staging"))
    window.wait_for(lambda event: isinstance(event, Progress) and event.step.phase is Phase.TRAIN)
    link.close()
    assert list((tmp_path / "staging").glob("ckpt-*"))


def test_a_message_too_long_for_the_pipe_fails_alone(start: Start, tmp_path: Path) -> None:
    link, window = start()
    link.send(load(tmp_path))
    link.send(chat("x" * FRAME_LIMIT, "long"))
    link.send(chat())
    window.wait(ChatDone)
    assert [(failed.id, failed.code) for failed in window.all(Failed)] == [("long", FailureCode.TOO_LONG)]


# -------------------------------------------------------------------------------------------- crashing


@pytest.mark.parametrize("phase", ["load", "chat", "prepare", "train", "quiz", "save", "saved"])
def test_after_a_crash_model_and_skills_come_back(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    """The wait after the crash is an hour here; Restart cuts it short."""
    staging = tmp_path / "staging"
    monkeypatch.setenv("INGRAIN_KILL_AT", phase)
    link, window = start(waits=(3600.0,))
    for command in (load(tmp_path), Use("use", ()), chat() if phase == "chat" else learn(staging)):
        link.send(command)
    dead = window.wait_for(down)
    assert dead == LinkState(False, FailureCode.ENGINE_DIED, 1, detail="SIGKILL")
    assert not window.all(ChatDone) + window.all(Learned) + window.all(Failed)
    monkeypatch.delenv("INGRAIN_KILL_AT")
    loaded, used = len(window.all(Loaded)), len(window.all(Using))
    link.restart()
    window.wait_for(lambda event: event == LinkState(True, None, 1))
    window.wait(Loaded, loaded + 1)
    window.wait(Using, used + 1)
    link.send(learn(staging))
    link.send(chat("still there", "again"))
    window.wait_for(lambda event: isinstance(event, ChatDone) and event.id == "again")
    window.wait(Learned)


def test_what_is_sent_while_it_is_away_is_not_lost(start: Start, tmp_path: Path) -> None:
    link, window = start()
    link.send(load(tmp_path))
    window.wait(Loaded)
    kill(link)
    window.wait_for(down)
    link.send(chat("are you back"))
    done = window.wait(ChatDone)
    assert isinstance(done, ChatDone)
    assert done.text == "You said: are you back"


def test_three_crashes_switch_the_skills_off_until_a_restart(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, window = start()
    link.send(load(tmp_path))
    link.send(learn(tmp_path / "staging"))
    learned = window.wait(Learned)
    assert isinstance(learned, Learned)
    use = Use("use", (SkillUse("s", "Canary", learned.staging, ""),))
    link.send(use)
    for crash in (1, 2, 3):
        worn = window.wait(Using, crash)
        assert worn == Using("use", ("Canary",), ())
        kill(link)
        window.wait_for(lambda event, n=crash: event == LinkState(True, None, n, safe_mode=n == 3))  # type: ignore[misc]
    assert window.wait(Using, 4) == Using("use", (), ())
    link.send(use)
    assert window.wait(Using, 5) == Using("use", (), ())
    link.restart()
    assert window.wait(Using, 6) == Using("use", ("Canary",), ())
    asked = next(state for state in reversed(window.all(LinkState)) if not state.up)
    assert (asked.reason, asked.safe_mode, asked.restarts) == (None, False, 3)
    assert window.all(LinkState)[-1] == LinkState(True, None, 3)


def test_an_engine_that_never_starts_is_told(start: Start) -> None:
    _link, window = start(HERE + "dies_at_once")
    dead = window.wait_for(down)
    assert isinstance(dead, LinkState)
    assert (dead.reason, dead.detail) == (FailureCode.ENGINE_NOT_STARTED, "SIGKILL")
    window.wait_for(lambda event: isinstance(event, LinkState) and event.safe_mode)
    assert not window.all(Ready)


def test_another_version_is_refused_until_a_restart(start: Start) -> None:
    link, window = start(HERE + "other_version")
    dead = window.wait_for(down)
    assert isinstance(dead, LinkState)
    assert dead.reason is FailureCode.VERSION_MISMATCH
    assert not window.all(Ready)
    link.send(chat())
    link.restart()
    window.wait(LinkState, 2)
    assert [state.up for state in window.all(LinkState)] == [False, False]


def test_garbage_is_a_crash(start: Start) -> None:
    _link, window = start(HERE + "garbage")
    dead = window.wait_for(down)
    assert isinstance(dead, LinkState)
    assert dead.reason is FailureCode.ENGINE_DIED
    assert "Surprise" in dead.detail


# ------------------------------------------------------------------------------------------------ stop


def test_stop_ends_an_engine_that_hangs(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_HANG", "3")
    link, window = start()
    link.send(load(tmp_path))
    link.send(chat("one two three"))
    window.wait_for(lambda event: isinstance(event, Chunk))
    stuck, asked = link.pid, time.monotonic()
    link.send(Stop("chat"))
    dead = window.wait_for(down)
    print(f"\nstuck engine gone after {time.monotonic() - asked:.2f} s")
    assert isinstance(dead, LinkState)
    assert dead.reason is FailureCode.ENGINE_STUCK
    assert gone(stuck)
    monkeypatch.delenv("INGRAIN_ECHO_HANG")
    window.wait_for(lambda event: isinstance(event, LinkState) and event.up and event.restarts > 0)
    link.send(chat("one two three", "again"))
    window.wait_for(lambda event: getattr(event, "id", "") == "again")


def test_stop_ends_an_engine_that_minds_nothing(start: Start) -> None:
    """It ignores Stop, says no word, and ignores SIGTERM."""
    link, window = start(HERE + "deaf")
    window.wait(Ready)
    link.send(chat())
    stuck, asked = link.pid, time.monotonic()
    link.send(Stop(""))
    dead = window.wait_for(down)
    print(f"\ndeaf engine gone after {time.monotonic() - asked:.2f} s")
    assert isinstance(dead, LinkState)
    assert (dead.reason, dead.detail) == (FailureCode.ENGINE_STUCK, "SIGKILL")
    assert gone(stuck)


def test_after_stop_no_word_comes(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    link, window = start()
    link.send(load(tmp_path))
    link.send(chat("word " * 2000))
    window.wait(Chunk)
    asked = time.monotonic()
    link.send(Stop("chat"))
    stopped = window.wait(Stopped)
    print(f"\nstopped after {time.monotonic() - asked:.3f} s")
    assert isinstance(stopped, Stopped)
    shown = "".join(chunk.text for chunk in window.all(Chunk))
    assert stopped.text.startswith(shown)
    assert window.said[-1] == stopped
    assert not [state for state in window.all(LinkState) if not state.up]


# ---------------------------------------------------------------------------------------------- inline


@pytest.fixture
def inline(qtbot: QtBot) -> Iterator[tuple[InlineLink, Listener]]:
    link = InlineLink(lambda _name: Echo())
    listener = Listener(link, qtbot)
    link.start()
    yield link, listener
    link.close()
    assert link.isFinished()


def test_the_inline_link_does_the_same_in_its_thread(inline: tuple[InlineLink, Listener], tmp_path: Path) -> None:
    link, window = inline
    for command in (load(tmp_path), learn(tmp_path / "staging"), chat()):
        link.send(command)
    window.wait(Learned)
    assert [type(event) for event in window.said[:2]] == [Ready, LinkState]
    assert window.all(ChatDone)[0].text == "You said: Hello there"
    assert window.threads == {threading.get_ident()}
    link.restart()
