"""An engine is tried in a child process: what it breaks there is said, and nothing else happens."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

from backends import hardware, table
from learning import probing
from learning.passed_over import PassedOver
from learning.probing import probed
from learning.process import ending, is_crash
from learning.trials import Note, State, Trials
from tests.backends.test_torch_gguf import write_gguf

FAKE = Path(__file__).parent / "fake_library"
HERE = "tests.backends.probes"
MISSING = f"AttributeError: module '{HERE}' has no attribute 'no_such'"
Probing = Generator[None, None, PassedOver | None]


def outcome(probing: Probing) -> PassedOver | None:
    while True:
        try:
            next(probing)
        except StopIteration as end:
            found: PassedOver | None = end.value
            return found


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ("fine", None),
        ("aborts", PassedOver("magic", "died", "SIGABRT")),
        ("illegal", PassedOver("magic", "died", "SIGILL")),
        ("leaves", PassedOver("magic", "died", "exit 3")),
        ("killed", PassedOver("magic", "out_of_memory", "killed")),
        ("nonsense", PassedOver("magic", "bad_numbers", "logits")),
        (
            "raises",
            PassedOver("magic", "engine_not_started", "RuntimeError: CUDA driver version is insufficient"),
        ),
        ("no_such", PassedOver("magic", "engine_not_started", MISSING)),
    ],
    ids=["fine", "aborts", "illegal", "leaves", "killed", "nonsense", "raises", "no such"],
)  # fmt: skip
def test_how_it_went_is_said(how: str, found: PassedOver | None) -> None:
    assert outcome(probed("magic", f"{HERE}:{how}")) == found


def test_what_hangs_is_ended() -> None:
    assert outcome(probed("magic", f"{HERE}:hangs", seconds=1.0)) == PassedOver("magic", "hung")


def test_a_probe_that_is_not_waited_for_is_ended() -> None:
    """The leak check of every test looks for the child."""
    probing = probed("magic", f"{HERE}:hangs")
    next(probing)
    probing.close()


def test_a_large_model_is_given_longer(tmp_path: Path) -> None:
    path = tmp_path / "large.gguf"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    assert probing.seconds_for(str(path)) > probing.seconds_for("") + 200


@pytest.mark.parametrize("name", ["torch_lora", "torch_cpu", "mlx_lora"])
def test_an_engine_that_works_computes_with_a_tiny_model(name: str) -> None:
    if not table.can_run(name):
        pytest.skip(f"{name} needs {', '.join(table.BACKENDS[name].needs)}")
    assert outcome(probed(name)) is None


# ------------------------------------------------------------------------------------------- llama.cpp


@pytest.fixture
def model(tmp_path: Path) -> str:
    from backends.tiny_model import tiny_model

    return str(write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder")))


@pytest.mark.parametrize(
    ("how", "why"),
    [("fine", ""), ("later", ""), ("import", "died"), ("decode", "died"), ("nan", "bad_numbers"), ("hang", "hung")],
)
def test_a_broken_llama_is_found_by_computing(model: str, how: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FAKE))
    monkeypatch.setenv("INGRAIN_FAKE_LLAMA", how)
    found = outcome(probed("llama_cpp", file=model, seconds=5.0 if how == "hang" else 0.0))
    assert (found.why if found is not None else "") == why


def test_a_file_that_lies_is_refused_before_llama_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FAKE))
    monkeypatch.setenv("INGRAIN_FAKE_LLAMA", "decode")
    path = tmp_path / "bad.gguf"
    path.write_bytes(b"GGUF" + (3).to_bytes(4, "little") + (2**40).to_bytes(8, "little") * 2)
    found = outcome(probed("llama_cpp", file=str(path)))
    assert found is not None and found.why == "model_damaged"


@pytest.mark.skipif(not table.can_run("llama_cpp"), reason="needs the extra `llama`")
def test_the_real_llama_computes_with_quantised_weights(tmp_path: Path) -> None:
    from backends.tiny_model import tiny_model
    from tests.backends.test_torch_gguf import Q

    folder = tiny_model(tmp_path / "folder")
    for kind in (Q.F32, Q.Q8_0, Q.Q4_0, Q.Q4_1):
        path = write_gguf(tmp_path / f"{kind.name}.gguf", folder, kind)
        assert outcome(probed("llama_cpp", file=str(path))) is None, kind


# ------------------------------------------------------------------------------------ what is remembered


def test_a_note_counts_for_its_model_and_its_libraries_only(tmp_path: Path) -> None:
    trials = Trials(tmp_path)
    note = Note("magic", "ab" * 32, "key", State.BROKEN, "died", "SIGILL")
    trials.keep(note)
    assert trials.note("magic", "ab" * 32, "key") == note
    assert trials.note("magic", "ab" * 32, "other").state is State.UNKNOWN
    assert trials.note("magic", "ab" * 16 + "cd" * 16, "key").state is State.UNKNOWN
    assert trials.note("other", "ab" * 32, "key").state is State.UNKNOWN
    assert list(trials.all()) == [note]
    trials.forget()
    assert list(trials.all()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"backend": 1}', b"\xff" * 99, b" " * (1 << 17)])
def test_a_damaged_note_is_none(tmp_path: Path, damage: bytes) -> None:
    trials = Trials(tmp_path)
    trials.keep(Note("magic", "ab" * 32, "key", State.WORKS))
    next((tmp_path / "engines").iterdir()).write_bytes(damage)
    assert trials.note("magic", "ab" * 32, "key") == Note("magic", "ab" * 32, "key")


def test_a_disk_that_keeps_nothing_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "engines").write_text("a file where the folder should be")
    trials = Trials(tmp_path)
    trials.keep(Note("magic", "ab" * 32, "key", State.WORKS))
    assert trials.note("magic", "ab" * 32, "key").state is State.UNKNOWN


def test_a_fingerprint_is_of_machine_and_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    before = hardware.fingerprint(("torch", "no_such_library"))
    assert before == hardware.fingerprint(("torch", "no_such_library")) != hardware.fingerprint(("torch",))
    monkeypatch.setattr(hardware, "_processor", lambda: "another")
    assert hardware.fingerprint(("torch", "no_such_library")) != before


@pytest.mark.parametrize(
    ("code", "crash"),
    [
        *((None, False), (0, False), (1, False), (-signal.SIGKILL, False), (-signal.SIGTERM, False)),
        *((-signal.SIGILL, True), (-signal.SIGSEGV, True), (-signal.SIGABRT, True), (0xC0000005, True)),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the signals of others")
def test_who_was_killed_did_not_crash(code: int | None, crash: bool) -> None:
    assert is_crash(code) is crash
    assert bool(ending(code)) is (code is not None)
