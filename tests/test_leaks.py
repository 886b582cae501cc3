"""The leak fixture itself: it sees each kind of thing a test can leave behind."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from tests import leaks


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "PATIENCE", 0.0)


def test_a_thread() -> None:
    before, stop = leaks.take(), threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten", daemon=True)
    thread.start()
    assert leaks.found(before) == ["thread 'forgotten'"]
    stop.set()
    thread.join()
    assert leaks.found(before) == []


def test_a_child_process() -> None:
    before = leaks.take()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert f"child process {child.pid}" in leaks.found(before)[0]
        child.communicate(b"\n")
    assert leaks.found(before) == []


def test_a_timer(qtbot: QtBot) -> None:
    from PySide6.QtCore import QTimer

    before = leaks.take()
    timer = QTimer()
    timer.start(1000)
    assert len(leaks.found(before)) == 1
    timer.stop()
    assert leaks.found(before) == []


def test_a_window(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget

    before = leaks.take()
    window = QWidget()
    window.show()
    assert len(leaks.found(before)) == 1
    window.close()
    assert leaks.found(before) == []
