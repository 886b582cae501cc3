"""`ingrain skills reteach`: the same skill for another model, from what it was told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.desktop.cli.running import FACT, QUESTION, Run, trouble
from tests.learning.shelf.models import gguf


@pytest.fixture
def other(tmp_path: Path) -> str:
    path = tmp_path / "other.gguf"
    path.write_bytes(gguf())
    return str(path)


def test_a_skill_is_taught_anew_to_another_model(run: Run, taught: dict[str, Any], other: str) -> None:
    skill = taught["skill"]["id"]
    done = run("skills", "reteach", skill, "--model", other, "--json")
    assert (done.code, done.json["status"], done.json["skill"]["id"]) == (0, "learned", skill), done
    shown = run("skills", "show", skill, "--json").json["skill"]
    assert (shown["version"], shown["base_name"], shown["statements"]) == (2, "other", [FACT])
    assert run("chat", QUESTION, "--model", other, "--json").json["skills"] == [shown["name"]]
    run("skills", "undo", skill)
    assert run("skills", "show", skill, "--json").json["skill"]["version"] == 1


def test_there_is_nothing_to_do_for_the_same_model(run: Run, taught: dict[str, Any]) -> None:
    trouble(run("skills", "reteach", taught["skill"]["id"], "--json"), 2, "same_model")
