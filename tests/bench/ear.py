"""Hears what an engine link says and when. Knows events and the clock; asks nothing by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot

from learning.protocol import Chunk, Failed


@dataclass(frozen=True, slots=True)
class Heard:
    """One event and the moment it reached the window's thread."""

    at: float
    event: object


class Ear(QObject):
    """Connect `hear` to a link's `received`."""

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
        if wanted():
            return
        self._wanted = wanted
        QTimer.singleShot(int(seconds * 1000), self._loop, self._loop.quit)
        self._loop.exec()
        self._wanted = None
        if self._failure:
            raise RuntimeError(f"the engine failed: {self._failure}")
        if not wanted():
            raise TimeoutError(f"not within {seconds} s")

    def rest(self, seconds: float) -> None:
        """Only the event loop, for a while."""
        QTimer.singleShot(int(seconds * 1000), self._loop, self._loop.quit)
        self._loop.exec()

    def of(self, kind: type, id_: str = "") -> list[Heard]:
        return [h for h in self.heard if isinstance(h.event, kind) and id_ in ("", getattr(h.event, "id", ""))]

    def chunks(self, id_: str) -> list[Heard]:
        return self.of(Chunk, id_)
