"""Real engine processes: how they start, talk, stop and end. The demo engine inside."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from learning.doorbell import Doorbell
from learning.process import ENGINE, EngineProcess, enter
from learning.protocol import (
    FRAME_LIMIT,
    VERSION,
    ChatDone,
    Chunk,
    Failed,
    FailureCode,
    Learned,
    Load,
    Loaded,
    Memory,
    Progress,
    ProtocolError,
    Ready,
    Stop,
    Stopped,
    Use,
    Using,
    unpack,
)
from learning.store.manifest import verify
from learning.types import SkillUse, Verdict
from tests.e2e.engine_talk import MODEL, PATIENCE, chat, engine, events, gone, learn, load, tell, until
from tests.e2e.engines import HERE

PHASES = ["load", "chat", "prepare", "train", "quiz", "save", "saved"]


def test_ready_comes_first() -> None:
    with engine() as process:
        ready = until(process, object)
        assert isinstance(ready, Ready)
        assert (ready.version, ready.pid) == (VERSION, process.pid)
        assert ready.backends[-1] == "echo"
    assert (process.exitcode, process.alive, process.end_reason) == (0, False, "exit 0")


def test_the_heart_beats() -> None:
    with engine() as process:
        beat = until(process, Memory)
        assert isinstance(beat, Memory)
        assert 1 << 20 < beat.bytes < 1 << 30
        assert not beat.busy


def test_teach_use_ask(tmp_path: Path) -> None:
    with engine() as process:
        tell(process, load(tmp_path), learn(tmp_path / "staging"))
        loaded = until(process, Loaded)
        assert isinstance(loaded, Loaded)
        assert loaded.capabilities.backend == "echo"
        learned = until(process, Learned)
        assert isinstance(learned, Learned)
        assert learned.score.verdict is Verdict.LEARNED
        assert verify(tmp_path / "staging").score == learned.score
        tell(process, Use("use", (SkillUse("s", "Canary", learned.staging, ""),)), chat("What is my canary called?"))
        assert until(process, Using) == Using("use", ("Canary",), ())
        done = until(process, ChatDone)
        assert isinstance(done, ChatDone)
        assert "Pip" in done.text


def test_the_engine_imports_no_window_and_no_tensors(tmp_path: Path) -> None:
    with engine(HERE + "tells_modules", str(tmp_path / "modules")) as process:
        tell(process, load(tmp_path), learn(tmp_path / "staging"), chat())
        until(process, Learned)
    modules = {name.partition(".")[0] for name in (tmp_path / "modules").read_text(encoding="utf-8").split()}
    assert {"backends", "learning"} <= modules
    assert modules & {"PySide6", "shiboken6", "desktop", "torch", "numpy", "transformers", "safetensors"} == set()


def test_the_engine_stays_offline(tmp_path: Path) -> None:
    log = tmp_path / "knocks"
    with engine(HERE + "tries_the_network", str(log)) as process:
        until(process, Memory)
    outcomes = dict(line.split() for line in log.read_text(encoding="utf-8").splitlines())
    assert outcomes == dict.fromkeys(("connect", "bind", "getaddrinfo", "gethostbyname"), "PermissionError")


def test_a_crash_leaves_its_stack_and_nothing_else(tmp_path: Path) -> None:
    log = tmp_path / "crash.log"
    with engine(HERE + "crashes", str(log)) as process:
        assert [type(event) for event in events(process)] == [Ready]
        process.close()
        assert process.end_reason == "SIGSEGV"
    text = log.read_text(encoding="utf-8")
    assert "Segmentation fault" in text
    assert "in crashes" in text


# --------------------------------------------------------------------------------------------- kill -9


@pytest.mark.parametrize("phase", PHASES)
def test_killed_in_any_phase_it_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str) -> None:
    staging = tmp_path / "staging"
    monkeypatch.setenv("INGRAIN_KILL_AT", phase)
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.001")
    with engine() as process:
        tell(process, load(tmp_path), chat() if phase == "chat" else learn(staging))
        said = list(events(process))
        process.close()
        assert process.end_reason == "SIGKILL"
    assert not [event for event in said if isinstance(event, (Learned, ChatDone, Failed))]
    # Either nothing to publish, or all of it.
    if phase == "saved":
        assert verify(staging)
    else:
        assert not (staging / "manifest.json").exists()
    monkeypatch.delenv("INGRAIN_KILL_AT")
    with engine() as process:
        tell(process, load(tmp_path), learn(staging), chat())
        assert until(process, ChatDone)
        learned = until(process, Learned, Failed)
    assert isinstance(learned, Learned)
    assert learned.score.verdict is Verdict.LEARNED
    assert verify(staging).score == learned.score
    assert not list(staging.glob("ckpt-*"))


def test_a_killed_training_resumes_from_its_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = tmp_path / "staging"
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    with engine() as process:
        tell(process, load(tmp_path), learn(staging))
        for event in events(process):
            if isinstance(event, Progress) and event.step.phase == "train" and event.step.index > 16:
                break
        os.kill(process.pid, signal.SIGKILL)
        list(events(process))
    reached = max(int(path.name.removeprefix("ckpt-")) for path in staging.glob("ckpt-*") if path.suffix != ".tmp")
    with engine() as process:
        tell(process, load(tmp_path), learn(staging))
        trained = [
            event.step.index
            for event in events_until_learned(process)
            if isinstance(event, Progress) and event.step.phase == "train"
        ]
    assert trained[0] == reached + 1


def events_until_learned(process: EngineProcess):  # type: ignore[no-untyped-def]
    for event in events(process):
        yield event
        if isinstance(event, (Learned, Failed)):
            return


# ------------------------------------------------------------------------------------------- stop, end


def test_stop_arrives_while_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    with engine() as process:
        tell(process, load(tmp_path), chat("word " * 2000))
        until(process, Chunk)
        tell(process, Stop("chat"))
        stopped = until(process, Stopped, ChatDone)
        assert isinstance(stopped, Stopped)
        assert 0 < len(stopped.text) < len("word " * 2000)
        tell(process, chat("still there"))
        assert until(process, ChatDone)


def test_close_ends_a_busy_engine_and_keeps_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    with engine() as process:
        tell(process, load(tmp_path), learn(tmp_path / "staging"))
        for event in events(process):
            if isinstance(event, Progress) and event.step.phase == "train":
                break
        process.close()
        assert process.end_reason == "exit 0"
    assert len(list((tmp_path / "staging").glob("ckpt-*"))) == 1


@pytest.mark.parametrize("target", ["deaf", "chatters"])
def test_close_ends_an_engine_that_does_not_listen(target: str) -> None:
    with engine(HERE + target) as process:
        until(process, Ready)
        pid = process.pid
        process.close()
        assert gone(pid)
        assert process.end_reason == ("SIGKILL" if target == "deaf" else "SIGTERM")


def test_an_engine_that_was_never_started_can_be_closed() -> None:
    process = EngineProcess()
    process.close()
    assert (process.alive, process.pid, process.exitcode, process.receive(0.0)) == (False, 0, None, None)


def test_the_engine_leaves_when_the_pipe_ends() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=enter, args=(ENGINE, theirs, ""))
    child.start()
    theirs.close()
    assert isinstance(unpack(ours.recv_bytes()), Ready)
    ours.close()
    child.join(PATIENCE)
    assert child.exitcode == 0


def test_a_child_dies_with_the_thread_that_made_it() -> None:
    """Why the link starts engines on a thread that lives as long as the link: shown, so that nobody moves it."""
    if sys.platform != "linux":
        pytest.skip("PR_SET_PDEATHSIG is Linux's")
    process = EngineProcess()

    def start() -> None:
        process.start()
        until(process, Ready)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    for _ in events(process):
        pass
    process.close()
    assert process.end_reason == "SIGKILL"


# ------------------------------------------------------------------------------------- strange frames


def test_a_frame_that_is_not_ours_ends_the_engine() -> None:
    with engine(HERE + "garbage") as process:
        with pytest.raises(ProtocolError):
            list(events(process))
        assert process.end_reason == "SIGKILL"


def test_a_frame_beyond_the_limit_is_not_read() -> None:
    with engine(HERE + "oversized") as process:
        assert [type(event) for event in events(process)] == [Ready]
        process.kill()


def test_a_command_beyond_the_limit_is_refused_here(tmp_path: Path) -> None:
    with engine() as process:
        with pytest.raises(ProtocolError):
            process.send(chat("x" * FRAME_LIMIT))
        tell(process, load(tmp_path), chat())
        assert until(process, ChatDone)


@pytest.mark.parametrize(("frame", "code"), [(b"{", 2), (b'{"type": "Surprise"}', 2), (b"x" * (FRAME_LIMIT + 1), 0)])
def test_the_engine_refuses_a_strange_command(frame: bytes, code: int) -> None:
    with engine() as process:
        until(process, Ready)
        process._outbox.put(frame)
        for _ in events(process):
            pass
        process.close()
        assert process.end_reason == f"exit {code}"


def test_an_engine_that_is_not_there_is_told(tmp_path: Path) -> None:
    with engine() as process:
        tell(process, Load("load", MODEL, "magic", str(tmp_path)))
        failed = until(process, Failed, Loaded)
        assert isinstance(failed, Failed)
        assert (failed.id, failed.code) == ("load", FailureCode.ENGINE_NOT_STARTED)


# --------------------------------------------------------------------------------------------- doorbell


def test_the_bell_ends_the_wait() -> None:
    bell = Doorbell()
    with engine(HERE + "deaf") as process:
        until(process, Ready)
        caller = threading.Timer(0.05, bell.ring)
        caller.start()
        assert process.receive(3600.0, bell) is None
        assert process.alive
        caller.join()
        bell.quieten()
        assert process.receive(0.0, bell) is None
        process.kill()
    bell.close()


def test_ringing_never_blocks() -> None:
    bell = Doorbell()
    for _ in range(200_000):
        bell.ring()
    bell.quieten()
    assert not bell.end.poll()
    bell.close()
