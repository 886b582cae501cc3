"""Hears what an engine link says and when. Knows events and the clock; asks nothing by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from learning.protocol import Chunk, Failed


@dataclass(frozen=True, slots=True)
class Heard:
    """One event and the moment it reached the window's thread."""

    at: float
    event: object


class Ear(QObject):
    """Connect `hear` to a link's `received`. Waiting is an event loop, so that it costs no delay of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Heard] = []
        self._wanted: Callable[[], bool] | None = None
        self._failure = ""
        self._loop = QEventLoop()

    @Slot(object)
    def hear(self, event: object) -> None:
        self.heard.append(Heard(time.perf_counter(), event))
        if isinstance(event, Failed):
            self._failure = f"{event.code} {event.detail}"
        if self._failure or (self._wanted is not None and self._wanted()):
            self._loop.quit()

    def wait(self, wanted: Callable[[], bool], seconds: float) -> None:
        """Let the event loop run until `wanted`; raises TimeoutError, or RuntimeError when the engine failed."""
        self._wanted = wanted
        if not wanted():
            self.rest(seconds)
        self._wanted = None
        if self._failure:
            raise RuntimeError(f"the engine failed: {self._failure}")
        if not wanted():
            raise TimeoutError(f"not within {seconds} s")

    def rest(self, seconds: float) -> None:
        """Only the event loop, for a while."""
        alarm = QTimer(singleShot=True)
        alarm.timeout.connect(self._loop.quit)
        alarm.start(int(seconds * 1000))
        self._loop.exec()
        alarm.stop()

    def until_painted(self, window: QWidget) -> None:
        """Until the window's first paint event was delivered."""
        painted = _Painted(window, self._loop)
        self._loop.exec()
        window.removeEventFilter(painted)

    def of(self, kind: type, id_: str = "") -> list[Heard]:
        return [h for h in self.heard if isinstance(h.event, kind) and id_ in ("", getattr(h.event, "id", ""))]

    def without(self, kind: type) -> list[Heard]:
        return [h for h in self.heard if not isinstance(h.event, kind)]

    def chunks(self, id_: str) -> list[Heard]:
        return self.of(Chunk, id_)


class _Painted(QObject):
    """Ends a loop after the first paint event of a window."""

    def __init__(self, window: QWidget, loop: QEventLoop) -> None:
        super().__init__(window)
        self._loop = loop
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._loop, self._loop.quit)
        return False
