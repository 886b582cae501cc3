"""Engines in the terminal: what the doctor says of them, and a question that is answered although one breaks down.

llama.cpp is one that breaks when told to, with a tiny model that torch can run, too.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backends import hardware
from backends.tiny_model import tiny_model
from desktop import engine_words
from desktop.preferred import prefer_engine
from learning.passed_over import PassedOver
from learning.store.profile import Profile
from learning.store.store import Store
from tests.backends.test_torch_gguf import write_gguf
from tests.desktop.cli.running import Run

FAKE = str(Path(__file__).parents[2] / "backends" / "fake_library")


@pytest.fixture
def model(tmp_path: Path) -> str:
    if hardware.kind() != hardware.PROCESSOR:
        pytest.skip("another engine comes first here")
    return str(write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder")))


def env(how: str) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (FAKE, os.environ.get("PYTHONPATH", ""))))
    return {"PYTHONPATH": path, "INGRAIN_FAKE_LLAMA": how, "OMP_NUM_THREADS": "1"}


def said_of(why: str, now: str) -> str:
    return engine_words.passed_over(PassedOver("llama_cpp", why), now)


@pytest.mark.parametrize("how", ["later", "decode"])
def test_a_question_is_answered_although_the_first_engine_breaks_down(run: Run, model: str, how: str) -> None:
    words = ("chat", "Hello", "--max-tokens", "20", "--model", model, "--json")
    first = run(*words, backend="", env=env(how))
    assert first.code == 0, first
    assert first.json["answer"]
    assert said_of("died", "torch_lora") in first.err
    plain = run(*words, backend="torch_lora", env=env(how))
    assert plain.json["answer"] == first.json["answer"]
    assert "passed over" not in plain.err


def test_an_engine_that_was_named_is_not_replaced(run: Run, model: str) -> None:
    done = run("chat", "Hello", "--model", model, "--json", backend="llama_cpp", env=env("later"))
    assert done.code == 4
    assert done.json["error"]["code"] == "engine_died"


def test_the_engine_that_a_person_prefers_comes_first(run: Run, model: str, profile: Profile) -> None:
    with Store.open(profile) as store:
        prefer_engine(store.settings, "torch_lora")
    done = run("chat", "Hello", "--max-tokens", "5", "--model", model, "--json", backend="", env=env("later"))
    assert done.code == 0, done
    assert "passed over" not in done.err


def test_the_doctor_tries_every_engine_and_says_what_is_remembered(run: Run, model: str, profile: Profile) -> None:
    words = ("doctor", "--model", model, "--json")
    report = run(*words, backend="", env=env("nan")).json
    assert report["engines"]["llama_cpp"] == ("does not work: it computed nonsense (bad_numbers logits)")
    assert (report["engines"]["torch_lora"], report["engines"]["best"]) == ("works", "torch_lora")
    assert "quick engine, then all-round engine" in report["engines"]["order"]
    assert report["ok"] is True
    run("chat", "Hello", "--max-tokens", "5", "--model", model, backend="", env=env("later"))
    report = run(*words, backend="", env=env("fine")).json
    assert report["engines"]["llama_cpp"].startswith("works; remembered for model")
    assert report["engines"]["llama_cpp"].endswith("died SIGABRT, ended the process 1 times")
