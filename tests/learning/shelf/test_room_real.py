"""The estimate of memory against what the engine really takes, at its peak, to chat and to learn."""

from __future__ import annotations

from pathlib import Path

import pytest

from learning import catalogue, intent, lessons
from learning.process import EngineProcess
from learning.protocol import Chat, ChatDone, Event, Failed, Learn, Learned, Load, Loaded, Ready
from learning.shelf import room
from learning.shelf.machine import TORCH, Machine
from learning.types import Role, Sampling, Turn

pytestmark = [
    pytest.mark.real_model,
    pytest.mark.skipif(catalogue.default_model() is None, reason="the default model is not there: run `make setup`"),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells another process's peak"),
]
CLOSE = 0.15  # share of what was measured


def peak(process: EngineProcess) -> int:
    """Bytes that the process held at most. `ru_maxrss` would also count what its parent held when it was made."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024


def wait(process: EngineProcess, kind: type[Event]) -> Event:
    while True:
        event = process.receive(1.0)
        assert event is not None or process.alive, process.end_reason
        assert not isinstance(event, Failed), event
        if isinstance(event, kind):
            return event


def test_the_default_model_takes_what_was_said(tmp_path: Path) -> None:
    model = catalogue.default_model()
    (known,) = [one for one in catalogue.known_models() if one.default]
    assert model is not None and known.facts is not None
    process = EngineProcess()
    process.start()
    try:
        wait(process, Ready)
        process.send(Load("l", model, TORCH, str(tmp_path / "cache")))
        loaded = wait(process, Loaded)
        assert isinstance(loaded, Loaded)
        question = (Turn(Role.USER, "Tell me about Lisbon in detail."),)
        process.send(Chat("c", question, Sampling(max_tokens=128)))
        wait(process, ChatDone)
        chat = peak(process)
        lesson = lessons.build(intent.parse("My sister is called Maja."), "message:1", "2026-01-01T00:00:00")
        (tmp_path / "staging").mkdir()
        process.send(Learn("t", lesson, None, str(tmp_path / "staging")))
        wait(process, Learned)
        learn = peak(process)
    finally:
        process.close()
    number = 2 if loaded.capabilities.dtype == "bfloat16" else 4
    need = room.need(known.facts, Machine(0, TORCH, number), ships=True)
    print(f"chat {chat >> 20} MB, said {need.chat >> 20}; learning {learn >> 20} MB, said {need.learn >> 20}")
    assert need.chat == pytest.approx(chat, rel=CLOSE)
    assert need.learn == pytest.approx(learn, rel=CLOSE)
