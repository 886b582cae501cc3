"""Watches how quickly the window answers: a timer stamps, a thread looks at the stamp.

Knows the event loop's delays and, when it hangs, where its thread stands. Does not know what it was doing, and logs no
values: only file names, lines and functions.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.delays import Delays, Histogram

STAMP_MS = 10
LIMIT_MS = 250.0
_log = logging.getLogger(__name__)


class Watchdog(QObject):
    """Start it once the window runs; stop it before the application ends."""

    def __init__(
        self, parent: QObject | None = None, limit_ms: float = LIMIT_MS, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(parent)
        self._limit_ms, self._clock = limit_ms, clock
        self._histogram = Histogram()
        self._stamp = 0.0
        self._main = threading.get_ident()
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, interval=STAMP_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        if self._thread is None:
            self._done.clear()
            self._stamp = self._clock()
            self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
            self._thread.start()
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._thread is not None:
            self._done.set()
            self._thread.join()
            self._thread = None

    def delays(self) -> Delays:
        """How much later than asked the event loop came round, since the start or the last `forget`."""
        return self._histogram.summary()

    def forget(self) -> None:
        self._histogram = Histogram()

    def _tick(self) -> None:
        now = self._clock()
        self._histogram.add((now - self._stamp) * 1000 - STAMP_MS)
        self._stamp = now

    def _watch(self) -> None:
        """On its own thread. Reports each hang once: a stamp that was already reported is skipped."""
        reported = 0.0
        while not self._done.wait(self._limit_ms / 5000):
            stamp = self._stamp
            waited = (self._clock() - stamp) * 1000
            if waited > self._limit_ms and stamp != reported:
                reported = stamp
                _log.info("the window has not answered for %d ms; it stands here:\n%s", waited, self._stack())

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._main)
        places = traceback.extract_stack(frame) if frame else []
        return "\n".join(f"  {place.filename}:{place.lineno} {place.name}" for place in places)
