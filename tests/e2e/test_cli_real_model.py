"""The command line with the real default model: skills change answers, off is the untouched model to the last bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from learning import catalogue
from learning.store import manifest
from learning.store.profile import Profile

pytestmark = [
    pytest.mark.real_model,
    pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed"),
    pytest.mark.skipif(catalogue.default_model() is None, reason="the default model is not there: run `make setup`"),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Profile, dict[str, str]]:
    """A profile with one skill for the real model, and hashes of its logits with and without it."""
    profile = Profile(tmp_path_factory.mktemp("real") / "profile")
    return profile, _json(sys.executable, "-m", "tests.e2e.published_skill", str(profile.root))


def _json(*command: str) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TQDM_DISABLE": "1"})
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout.splitlines()[-1])
    assert isinstance(data, dict)
    return data


def _ingrain(profile: Profile, *words: str) -> dict[str, Any]:
    """By torch, whose logits are compared, too: a llama.cpp of this computer's own build may not run on it."""
    engine = ("--backend", "torch_lora") if words[0] == "chat" else ()
    return _json(sys.executable, "-m", "desktop.cli", *words, *engine, "--profile", str(profile.root), "--json")


def test_off_is_the_untouched_model_bit_for_bit(published: tuple[Profile, dict[str, str]]) -> None:
    _, logits = published
    assert logits["on"] != logits["untouched"]
    assert logits["off"] == logits["untouched"]
    assert logits["fresh"] == logits["untouched"]


def test_chat_wears_what_is_on_and_nothing_else(published: tuple[Profile, dict[str, str]]) -> None:
    profile, made = published
    ask = ("chat", "What is my sister called?", "--max-tokens", "16")
    on = _ingrain(profile, *ask)
    plain = _ingrain(profile, *ask, "--no-skills")
    assert (on["skills"], plain["skills"]) == (["Sister"], [])
    assert on["answer"] != plain["answer"]
    _ingrain(profile, "skills", "off", "Sister")
    assert _ingrain(profile, *ask)["answer"] == plain["answer"]
    assert _ingrain(profile, *ask, "--skills", "Sister")["answer"] == on["answer"]
    assert manifest.verify(profile.version(made["skill"], 1))


def test_a_flipped_bit_is_noticed_before_the_engine_sees_it(published: tuple[Profile, dict[str, str]]) -> None:
    profile, made = published
    adapter = Path(profile.version(made["skill"], 1)) / manifest.ADAPTER
    whole = adapter.read_bytes()
    adapter.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    command = [sys.executable, "-m", "desktop.cli", "chat", "Hi", "--skills", "Sister", "--json"]
    done = subprocess.run([*command, "--profile", str(profile.root)], capture_output=True, text=True, check=False)
    adapter.write_bytes(whole)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "skill_damaged"


def test_the_selftest_passes_with_the_real_engine() -> None:
    report = _json(sys.executable, "-m", "desktop.cli", "doctor", "--selftest", "--backend", "torch_lora", "--json")
    assert [step["name"] for step in report["selftest"] if not step["ok"]] == []
    assert report["selftest"][-1]["name"] == "forget"
