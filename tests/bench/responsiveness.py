"""How quickly the window answers while the model works: `python -m tests.bench.responsiveness [--json]`.

Runs the real link, the real engine process and the default model, offscreen; prints what it measured, judges nothing.
All times are milliseconds unless the name says otherwise.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication

from desktop.link import EngineLink
from desktop.watchdog import Watchdog
from learning import intent, lessons
from learning.catalogue import default_model
from learning.protocol import Chat, ChatDone, Learn, Learned, Load, Loaded, Memory, Progress, Stop, Stopped
from learning.store import ids
from learning.types import Phase, Role, Sampling, Turn
from tests.bench.ear import Ear

LESSON = "My sister is called Maja. She lives in Graz. My dog is called Bruno. I was born in Lisbon."
QUESTIONS = (
    "What is a harbour?", "Name three colours.", "Why is the sky blue?",
    "What do bees make?", "Who wrote Hamlet?", "How many days has a week?",
)  # fmt: skip
Numbers = dict[str, object]


class Bench:
    """One engine with its model, watched from the window's thread."""

    def __init__(self, link: EngineLink, watchdog: Watchdog, ear: Ear, folder: Path) -> None:
        self._link, self._watchdog, self._ear, self._folder = link, watchdog, ear, folder

    def load(self) -> Numbers:
        model = default_model()
        if model is None:
            sys.exit("The default model is not there: run `make setup`.")
        command = Load(ids.new_id(), model, "", str(self._folder / "cache"))
        started = self._send(command)
        self._ear.wait(lambda: bool(self._ear.of(Loaded)), 180)
        return {"load_seconds": round(self._ear.of(Loaded)[-1].at - started, 2)}

    def idle(self, seconds: float = 5.0) -> Numbers:
        before = _cpu()
        self._watchdog.forget()
        self._ear.rest(seconds)
        used = (_cpu() - before) / seconds
        return {"idle_delay": asdict(self._watchdog.delays()), "idle_cpu_percent": round(used * 100, 1)}

    def chat(self) -> Numbers:
        self._watchdog.forget()
        waits = [self._ask(question)[0] for question in QUESTIONS[:3]]
        return {"first_token_alone": _spread(waits), "chat_delay": asdict(self._watchdog.delays())}

    def chat_while_training(self) -> Numbers:
        lesson = self._start_lesson()
        self._ear.wait(lambda: self._training(lesson), 180)
        self._watchdog.forget()
        answers = [self._ask(question) for question in QUESTIONS if self._training(lesson)]
        delay = self._watchdog.delays()
        gaps = self._longest_gap(lesson)
        stop_chat = self._stop_chat()
        stop_lesson = self._stop(lesson)
        return {
            "asked_while_training": len(answers),
            "first_token_while_training": _spread([wait for wait, _ in answers]),
            "tokens_per_second_while_training": round(sum(rate for _, rate in answers) / max(1, len(answers)), 1),
            "training_delay": asdict(delay),
            "longest_training_step": gaps,
            "stop_chat": stop_chat,
            "stop_lesson": stop_lesson,
        }

    def memory(self) -> Numbers:
        heard = self._ear.of(Memory)
        engine = heard[-1].event.bytes if heard and isinstance(heard[-1].event, Memory) else 0
        return {"window_mb": psutil.Process().memory_info().rss >> 20, "engine_mb": engine >> 20}

    def _send(self, command: Load | Chat | Learn | Stop) -> float:
        self._link.send(command)
        return time.perf_counter()

    def _ask(self, question: str, tokens: int = 24) -> tuple[float, float]:
        """Milliseconds until the first piece of the answer arrived, and tokens a second."""
        command = Chat(ids.new_id(), (Turn(Role.USER, question),), Sampling(max_tokens=tokens))
        started = self._send(command)
        self._ear.wait(lambda: bool(self._ear.of(ChatDone, command.id)), 120)
        done = self._ear.of(ChatDone, command.id)[0].event
        pieces = self._ear.chunks(command.id)
        rate = done.tokens / done.seconds if isinstance(done, ChatDone) and done.seconds else 0.0
        return (pieces[0].at - started) * 1000 if pieces else 0.0, rate

    def _start_lesson(self) -> str:
        lesson = lessons.build(intent.parse(LESSON), "message:bench", ids.now())
        staging = self._folder / "staging"
        staging.mkdir()
        command = Learn(ids.new_id(), lesson, None, str(staging))
        self._send(command)
        return command.id

    def _phases(self, lesson: str) -> list[Phase]:
        return [h.event.step.phase for h in self._ear.of(Progress, lesson) if isinstance(h.event, Progress)]

    def _training(self, lesson: str) -> bool:
        phases = self._phases(lesson)
        return bool(phases) and phases[-1] is Phase.TRAIN and not self._ear.of(Learned, lesson)

    def _longest_gap(self, lesson: str) -> float:
        """The longest time between two signs of training with no answer in between: what a first token may wait."""
        moments = self._ear.heard
        gaps = [
            after.at - before.at
            for before, after in itertools.pairwise(moments)
            if _is_training(before.event, lesson) and _is_training(after.event, lesson)
        ]
        return round(max(gaps, default=0.0) * 1000, 1)

    def _stop_chat(self) -> float:
        command = Chat(ids.new_id(), (Turn(Role.USER, "Tell me a long story about a lighthouse."),), Sampling())
        self._send(command)
        self._ear.wait(lambda: len(self._ear.chunks(command.id)) >= 3, 60)
        return self._stop(command.id)

    def _stop(self, target: str) -> float:
        started = self._send(Stop(target))
        self._ear.wait(lambda: bool(self._ear.of(Stopped, target)), 30)
        return round((self._ear.of(Stopped, target)[-1].at - started) * 1000, 1)


def _is_training(event: object, lesson: str) -> bool:
    return isinstance(event, Progress) and event.id == lesson and event.step.phase is Phase.TRAIN


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    return {"median": round(ordered[len(ordered) // 2], 1), "max": round(ordered[-1], 1)}


def _cpu() -> float:
    times = psutil.Process().cpu_times()
    return times.user + times.system


@contextmanager
def bench() -> Iterator[Bench]:
    app = QApplication.instance() or QApplication([])
    link, watchdog, ear = EngineLink(), Watchdog(), Ear()
    link.received.connect(ear.hear)
    with tempfile.TemporaryDirectory(prefix="ingrain-bench-") as folder:
        watchdog.start()
        link.start()
        try:
            yield Bench(link, watchdog, ear, Path(folder))
        finally:
            link.close()
            watchdog.stop()
            app.processEvents()


def measure() -> Numbers:
    with bench() as running:
        found = running.load()
        for part in (running.idle, running.chat, running.chat_while_training, running.memory):
            found |= part()
    return {**found, "cores": os.cpu_count()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    as_json = parser.parse_args().json
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = measure()
    for name, value in found.items():
        print(f"{name:34} {value}", file=sys.stderr if as_json else sys.stdout)
    if as_json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
