"""What a test may leave behind: nothing. Takes a snapshot before and names what is new afterwards.

Knows threads, child processes, and, once Qt is loaded, running timers and visible windows. Imports no Qt by itself.
"""

from __future__ import annotations

import gc
import multiprocessing.resource_tracker
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil

PATIENCE = 5.0
# Started once per process by a library, and never ended by it.
SHARED_THREADS = ("TMonitor",)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What ran before the test."""

    threads: frozenset[int]
    children: frozenset[int]
    windows: frozenset[int]
    timers: frozenset[int]


def take() -> Snapshot:
    return Snapshot(
        frozenset(id(thread) for thread in threading.enumerate()),
        frozenset(child.pid for child in _children()),
        frozenset(id(window) for window in _windows()),
        frozenset(id(timer) for timer in _timers()),
    )


def found(before: Snapshot) -> list[str]:
    """What is left over, after giving threads and children a moment to end."""
    deadline = time.monotonic() + PATIENCE
    while (left := _left(before)) and time.monotonic() < deadline:
        _let_qt_finish()
        time.sleep(0.02)
    return left


def _left(before: Snapshot) -> list[str]:
    left = [f"thread {t.name!r}" for t in threading.enumerate() if _is_new_thread(t, before)]
    left += [f"child process {child.pid}: {_title(child)}" for child in _children() if child.pid not in before.children]
    left += [f"window {window!r}" for window in _windows() if id(window) not in before.windows]
    left += [f"running timer {timer!r}" for timer in _timers() if id(timer) not in before.timers]
    return left


def _is_new_thread(thread: threading.Thread, before: Snapshot) -> bool:
    # A QThread that ran Python code leaves a stand-in object behind; Qt's own check covers those.
    dummy = isinstance(thread, threading._DummyThread)
    return id(thread) not in before.threads and not dummy and type(thread).__name__ not in SHARED_THREADS


def _children() -> list[psutil.Process]:
    tracker = multiprocessing.resource_tracker._resource_tracker._pid  # type: ignore[attr-defined]
    return [child for child in psutil.Process().children() if child.pid != tracker]


def _title(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline()) or child.name()
    except psutil.Error:
        return "already gone"


def _app() -> Any:
    """The running QApplication, when a test made one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _windows() -> list[Any]:
    app = _app()
    return [window for window in app.topLevelWidgets() if window.isVisible()] if app else []


def _timers() -> Iterator[Any]:
    """Timers with a Python side: those without a parent can be found in no other way."""
    if _app() is None:
        return
    timer_type = sys.modules["PySide6.QtCore"].QTimer
    valid = sys.modules["shiboken6"].isValid
    for thing in gc.get_objects():
        if type(thing) is timer_type and valid(thing) and thing.isActive():
            yield thing


def _let_qt_finish() -> None:
    app = _app()
    if app:
        core = sys.modules["PySide6.QtCore"]
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
        app.processEvents()
        gc.collect()
