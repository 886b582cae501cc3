"""What skills change together: measured when there is nothing else to do, and only what counts."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from backends.echo import Echo
from learning.backend import Drift
from learning.loop import EngineLoop, Inbox
from learning.protocol import ChatDone, Command, Event, Failed, Learned, Quit, Stop, Use, Weighed
from learning.types import Example, SkillUse, Turn
from learning.weighing import together
from tests.learning.loop_runner import chat, learn, load, of


class Moved(Echo):
    """Every skill moves every answer by a tenth of a nat."""

    def check(self, skill: SkillUse) -> None:
        """Whatever is named is there."""

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        for index, _ in enumerate(examples):
            yield Drift(index, 0.1 * len(skills), 1.0)

    def _answer(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> str:
        return "Yes."


A, B, C = (SkillUse(name, name, name, "") for name in "ABC")


def worn(key: str, *skills: SkillUse, weigh: bool = True) -> Use:
    return Use(key, skills, weigh)


def idle(commands: Sequence[Command]) -> list[Event]:
    """Everything a loop says until it has nothing more to do."""
    inbox: Inbox = queue.Queue()
    said: list[Event] = []
    loop = EngineLoop(lambda _name: Moved(), inbox, said.append)
    for command in commands:
        inbox.put(command)
    thread = threading.Thread(target=loop.run)
    thread.start()
    until = time.monotonic() + 20
    while (not inbox.empty() or loop.busy or not said) and time.monotonic() < until:
        time.sleep(0.005)
    inbox.put(Quit())
    thread.join()
    return said


def sums(said: Sequence[Event]) -> list[tuple[str, tuple[str, ...], float]]:
    return [(event.id, event.names, round(event.kl, 6)) for event in said if isinstance(event, Weighed)]


def test_the_sum_of_two_skills_is_measured(tmp_path: Path) -> None:
    assert sums(idle([load(tmp_path), worn("u", A, B)])) == [("u", ("A", "B"), 0.2)]


def test_it_is_measured_only_for_those_who_ask(tmp_path: Path) -> None:
    assert sums(idle([load(tmp_path), worn("u", A, B, weigh=False)])) == []


def test_chats_and_lessons_come_first(tmp_path: Path) -> None:
    said = idle([load(tmp_path), worn("u", A, B), learn(tmp_path), chat("c")])
    assert of(said, ChatDone, Learned, Weighed, Failed) == ["ChatDone c", "Learned learn", "Weighed u"]


def test_another_set_takes_the_place_of_the_one_under_way(tmp_path: Path) -> None:
    assert sums(idle([load(tmp_path), worn("u", A, B), worn("v", A, B, C)])) == [("v", ("A", "B", "C"), 0.3)]
    assert sums(idle([load(tmp_path), worn("u", A, B), worn("v", A)])) == []


def test_the_same_set_is_measured_once(tmp_path: Path) -> None:
    assert len(sums(idle([load(tmp_path), worn("u", A, B), worn("v", A, B)]))) == 1


def test_a_new_model_and_stopping_everything_leave_nothing_behind(tmp_path: Path) -> None:
    assert sums(idle([load(tmp_path), worn("u", A, B), load(tmp_path, "again")])) == []
    assert len(sums(idle([load(tmp_path), worn("u", A, B), Stop("")]))) == 1  # it is neither chat nor lesson


def test_what_is_meant_to_change_answers_does_not_count() -> None:
    rule, asked, weak = replace(C, always=True), replace(C, auto=True), replace(C, strength=0.0)
    assert together((A, B, rule, asked, weak)) == (A, B)
    assert together((A, rule)) == together((A,)) == together(()) == ()
