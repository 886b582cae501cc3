"""The watchdog counts delays and says where a hanging window stands."""

from __future__ import annotations

import logging
import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.delays import Delays, Histogram
from desktop.watchdog import Watchdog


def test_percentiles() -> None:
    histogram = Histogram()
    for delay in range(100):
        histogram.add(delay + 0.5)
    assert histogram.summary() == Delays(100, 50.0, 99.0, 99.5)


def test_nothing_counted() -> None:
    assert Histogram().summary() == Delays(0, 0.0, 0.0, 0.0)


def test_very_long_and_early() -> None:
    histogram = Histogram()
    histogram.add(-0.2)
    histogram.add(60_000.0)
    assert histogram.summary() == Delays(2, 1.0, 2001.0, 60_000.0)


def test_ticks_are_counted(qtbot: QtBot) -> None:
    dog = Watchdog()
    dog.start()
    qtbot.waitUntil(lambda: dog.delays().count >= 3)
    dog.forget()
    assert dog.delays().count == 0
    dog.stop()


class Ear(logging.Handler):
    """Wakes up at the first record."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = threading.Event()
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record.getMessage())
        self.heard.set()


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_a_hang_is_reported_once_with_the_place(qtbot: QtBot, ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "desktop.watchdog")
    logging.getLogger("desktop.watchdog").addHandler(ear)
    dog = Watchdog(limit_ms=50)
    dog.start()

    def hang_until_noticed() -> None:
        ear.heard.wait(20)
        again = threading.Event()
        again.wait(0.2)  # still hanging: must not be said twice

    QTimer.singleShot(0, hang_until_noticed)
    qtbot.waitUntil(ear.heard.is_set, timeout=20_000)
    dog.stop()
    logging.getLogger("desktop.watchdog").removeHandler(ear)
    told = [record for record in ear.records if "hang_until_noticed" in record]
    assert len(told) == 1
    assert "test_watchdog.py" in told[0]


def test_starting_and_stopping_twice_is_harmless(qtbot: QtBot) -> None:
    dog = Watchdog()
    dog.stop()
    dog.start()
    dog.start()
    dog.stop()
    dog.stop()
