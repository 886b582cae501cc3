"""When an engine is silent, deaf or dead. Hours pass here by adding."""

from __future__ import annotations

import pytest

from learning.protocol import (
    Chat,
    ChatDone,
    Event,
    Failed,
    FailureCode,
    Load,
    Loaded,
    Memory,
    Ready,
    Stop,
    Stopped,
)
from learning.pulse import Pulse
from learning.types import Capabilities, ModelRef, Sampling

MODEL = ModelRef("m", "M", "echo", "", "")
LOADED = Loaded("load", MODEL, Capabilities("echo", True, 1, 1, 1, "F32", "cpu", ""), 1.0)
LOAD = Load("load", MODEL, "", "")
CHAT = Chat("chat", (), Sampling())


def running() -> Pulse:
    pulse = Pulse(0.0)
    pulse.heard(Ready(1, 1, ()), 0.0)
    return pulse


def later(pulse: Pulse, start: float, end: float) -> FailureCode | None:
    """Look four times a second, as the link does; the last verdict."""
    verdict = None
    for quarter in range(int(start * 4) + 1, int(end * 4) + 1):
        verdict = pulse.verdict(quarter / 4)
        if verdict:
            break
    return verdict


def test_a_start_may_take_a_minute() -> None:
    pulse = Pulse(0.0)
    assert later(pulse, 0, 60) is None
    assert not pulse.quiet(60)
    assert later(pulse, 60, 61) is FailureCode.ENGINE_NOT_STARTED


def test_silence_is_told_and_then_ended() -> None:
    pulse = running()
    assert later(pulse, 0, 10) is None
    assert not pulse.quiet(10)
    assert pulse.quiet(10.25)
    assert later(pulse, 10, 60) is None
    assert later(pulse, 60, 61) is FailureCode.ENGINE_STUCK


def test_any_word_ends_the_silence() -> None:
    pulse = running()
    pulse.heard(Memory(1, 0, False), 11.0)
    assert not pulse.quiet(12.0)


def test_busy_without_a_step_is_told_and_never_ended() -> None:
    pulse = running()
    for second in range(1, 300):
        pulse.heard(Memory(1, 7, True), float(second))
        assert pulse.verdict(float(second)) is None
        assert pulse.quiet(float(second)) is (second > 121)
    pulse.heard(Memory(1, 8, True), 300.0)
    assert not pulse.quiet(300.0)


def test_idle_is_not_stuck() -> None:
    pulse = running()
    for second in range(1, 300):
        pulse.heard(Memory(1, 7, False), float(second))
    assert not pulse.quiet(300.0)


@pytest.mark.parametrize("target", ["chat", ""])
def test_a_stop_that_is_not_obeyed_ends_the_engine(target: str) -> None:
    pulse = running()
    pulse.told(CHAT, 0.0)
    pulse.told(Stop(target), 1.0)
    assert pulse.stopping("chat")
    assert later(pulse, 1, 4) is None
    assert later(pulse, 4, 5) is FailureCode.ENGINE_STUCK


@pytest.mark.parametrize("answer", [
    Stopped("chat"), ChatDone("chat", "", (), 0, 0.0, 0.0), Failed("chat", FailureCode.INTERNAL),
])  # fmt: skip
def test_any_end_confirms_a_stop(answer: Event) -> None:
    pulse = running()
    pulse.told(CHAT, 0.0)
    pulse.told(Stop("chat"), 0.0)
    pulse.heard(answer, 2.0)
    assert not pulse.stopping("chat")
    assert later(pulse, 2, 9) is None


def test_a_stop_for_what_already_ended_needs_no_answer() -> None:
    pulse = running()
    pulse.told(CHAT, 0.0)
    pulse.heard(ChatDone("chat", "", (), 0, 0.0, 0.0), 1.0)
    for target in ("chat", "", "unknown"):
        pulse.told(Stop(target), 1.0)
    assert later(pulse, 1, 9) is None


def test_asking_twice_gives_no_more_time() -> None:
    pulse = running()
    pulse.told(CHAT, 0.0)
    pulse.told(Stop("chat"), 0.0)
    pulse.told(Stop("chat"), 2.5)
    assert later(pulse, 2.5, 3.5) is FailureCode.ENGINE_STUCK


def test_a_stop_waits_for_a_load() -> None:
    pulse = running()
    pulse.told(LOAD, 0.0)
    pulse.told(CHAT, 0.0)
    pulse.told(Stop("chat"), 0.0)
    assert later(pulse, 0, 9) is None
    pulse.heard(LOADED, 9.0)
    assert later(pulse, 9, 12) is None
    assert later(pulse, 12, 13) is FailureCode.ENGINE_STUCK


def test_a_computer_that_slept_blames_nobody() -> None:
    pulse = running()
    pulse.told(CHAT, 0.0)
    pulse.told(Stop("chat"), 0.0)
    assert pulse.verdict(1.0) is None
    assert pulse.verdict(3601.0) is None
    assert not pulse.quiet(3601.0)
    assert later(pulse, 3601, 3604) is FailureCode.ENGINE_STUCK
