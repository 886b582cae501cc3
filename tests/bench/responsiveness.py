"""How quickly the window answers while the model works: `python -m tests.bench.responsiveness [--json]`.

Drives the real window, the real engine process and the default model, offscreen; prints numbers, judges nothing.
All times are milliseconds unless the name says otherwise.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from learning.catalogue import default_model
from learning.protocol import ChatDone, Learned, Loaded, Memory, Progress, Stopped
from learning.types import ModelRef, Phase
from tests.bench import first_paint
from tests.bench.ear import Ear
from tests.e2e.drive import Driver

LESSON = "My sister is called Maja. She lives in Graz. My dog is called Bruno. I was born in Lisbon."
QUESTIONS = (
    "Tell me about harbours.", "Describe three colours.", "Why is the sky blue?",
    "Tell me about bees.", "Tell me about Hamlet.", "Explain what a week is.",
)  # fmt: skip
PATIENCE = 1500.0  # seconds; slow machines are measured too
PIECES = 12
Numbers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: ms from Enter to the first words, pieces a second, ms from Escape to the end."""

    first_piece: float
    rate: float
    stopped: float


class Bench:
    """An open window, and an ear on its engine."""

    def __init__(self, driver: Driver, ear: Ear) -> None:
        self._driver, self._ear = driver, ear
        self._watchdog = driver.app.watchdog

    def load(self) -> Numbers:
        started = time.perf_counter()
        self._watchdog.forget()
        self._ear.wait(lambda: bool(self._ear.of(Loaded)), PATIENCE)
        seconds = self._ear.of(Loaded)[-1].at - started
        return {"load_seconds": round(seconds, 2), "load_delay": asdict(self._watchdog.delays())}

    def idle(self, seconds: float = 10.0) -> Numbers:
        before = _cpu()
        self._watchdog.forget()
        self._ear.rest(seconds)
        used = (_cpu() - before) / seconds
        return {"idle_delay": asdict(self._watchdog.delays()), "idle_cpu_percent": round(used * 100, 1)}

    def chat(self) -> Numbers:
        self._watchdog.forget()
        asked = [self._ask(question) for question in QUESTIONS[:3]]
        return {"chat": _described(asked), "chat_delay": asdict(self._watchdog.delays())}

    def chat_while_training(self) -> Numbers:
        self._driver.new_chat()
        message = self._driver.begin_teaching(LESSON)
        lesson = self._driver.lesson(message).id
        self._ear.wait(lambda: self._training(lesson), PATIENCE)
        self._watchdog.forget()
        asked = [self._ask(question) for question in QUESTIONS if self._training(lesson)]
        self._ear.rest(3.0)
        found: Numbers = {"chat_while_training": _described(asked)}
        found["training_delay"] = asdict(self._watchdog.delays())
        found["longest_training_step"] = self._longest_gap(lesson)
        found["stop_lesson"] = self._stop_lesson(lesson) if self._training(lesson) else None
        return found

    def memory(self) -> Numbers:
        last = self._ear.of(Memory)[-1].event
        engine = last.bytes if isinstance(last, Memory) else 0
        return {"window_mb": psutil.Process().memory_info().rss >> 20, "engine_mb": engine >> 20}

    def _ask(self, question: str) -> Asked:
        """Ask in a new chat, so that nothing is cached; read a few words of the answer, then stop it with Escape."""
        self._driver.window.new_chat_asked.emit()
        self._driver.type(question)
        started = time.perf_counter()
        self._driver.enter()
        answer = self._driver.answer().id
        self._ear.wait(lambda: len(self._ear.chunks(answer)) >= PIECES or self._over(answer), PATIENCE)
        pieces = self._ear.chunks(answer)
        stopped = 0.0 if self._over(answer) else self._stop_answer(answer)
        seconds = pieces[-1].at - pieces[0].at
        return Asked((pieces[0].at - started) * 1000, (len(pieces) - 1) / seconds if seconds else 0.0, stopped)

    def _over(self, answer: str) -> bool:
        return bool(self._ear.of(ChatDone, answer) or self._ear.of(Stopped, answer))

    def _stop_answer(self, answer: str) -> float:
        started = time.perf_counter()
        QTest.keyClick(self._driver.window.chat.composer.edit, Qt.Key.Key_Escape)
        self._ear.wait(lambda: self._over(answer), PATIENCE)
        return (self._ear.heard[-1].at - started) * 1000

    def _training(self, lesson: str) -> bool:
        steps = self._ear.of(Progress, lesson)
        return bool(steps) and _is_training(steps[-1].event, lesson) and not self._ear.of(Learned, lesson)

    def _longest_gap(self, lesson: str) -> float:
        """The longest time between two signs of training with no answer in between: what a first token may wait."""
        gaps = [
            after.at - before.at
            for before, after in itertools.pairwise(self._ear.without(Memory))
            if _is_training(before.event, lesson) and _is_training(after.event, lesson)
        ]
        return round(max(gaps, default=0.0) * 1000, 1)

    def _stop_lesson(self, lesson: str) -> float:
        started = time.perf_counter()
        self._driver.app.lessons.stop(lesson)
        self._ear.wait(lambda: bool(self._ear.of(Stopped, lesson)), PATIENCE)
        return round((self._ear.of(Stopped, lesson)[-1].at - started) * 1000, 1)


def _is_training(event: object, lesson: str) -> bool:
    return isinstance(event, Progress) and event.id == lesson and event.step.phase is Phase.TRAIN


def _described(asked: list[Asked]) -> Numbers:
    if not asked:
        return {"answers": 0}
    waits = [answer.first_piece for answer in asked]
    return {
        "answers": len(asked),
        "first_piece_median": round(statistics.median(waits), 1),
        "first_piece_max": round(max(waits), 1),
        "pieces_per_second": round(statistics.mean(answer.rate for answer in asked), 1),
        "stop_max": round(max(answer.stopped for answer in asked), 1),
    }


def _cpu() -> float:
    times = psutil.Process().cpu_times()
    return times.user + times.system


def _first_paint() -> Numbers:
    """Seconds, from cold to warm: the first start reads the program from disk."""
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as folder:
        return {"process_start_to_paint_seconds": [round(first_paint.seconds(Path(folder) / "p"), 2) for _ in range(4)]}


def measure(model: ModelRef) -> Numbers:
    ear, found = Ear(), _first_paint()
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as folder, Driver(Path(folder), model) as driver:
        driver.link.received.connect(ear.hear)
        ear.until_painted(driver.window)
        running = Bench(driver, ear)
        for part in (running.load, running.idle, running.chat, running.chat_while_training, running.memory):
            found |= part()
            print(f"{part.__name__} measured", file=sys.stderr, flush=True)
    return {**found, "cores": os.cpu_count(), "machine_load": round(os.getloadavg()[0], 1)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    as_json = parser.parse_args().json
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    model = default_model()
    if model is None:
        print("The default model is not there: run `make setup`.", file=sys.stderr)
        return 1
    application = QApplication([])
    found = measure(model)
    application.processEvents()
    for name, value in found.items():
        print(f"{name:34} {value}", file=sys.stderr if as_json else sys.stdout)
    if as_json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
