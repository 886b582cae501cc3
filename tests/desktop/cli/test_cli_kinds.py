"""Corrected answers and tools on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from learning.tools import ToolTrouble
from tests.desktop.cli.running import Run, trouble
from tests.learning.tool_samples import BELL, described

ASKED = "Where is the ladder of Fort Ebb?"
RIGHT = "The ladder of Fort Ebb stands behind the red sink."


def test_a_corrected_answer_is_given_from_then_on(run: Run) -> None:
    done = run("teach", "--correct", ASKED, "--was", "It is in the attic.", RIGHT, "--yes", "--json")
    assert done.json["status"] == "learned"
    assert f"Correction: {ASKED} {RIGHT}" in done.err
    assert run("chat", ASKED, "--json").json["answer"] == RIGHT


def test_a_tool_is_called_from_then_on(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "water.json"
    file.write_text(BELL, encoding="utf-8")
    done = run("teach", "--tool", str(file), "--yes", "--json")
    assert "Tool: ring" in done.err
    assert done.json["skill"]["name"] == "ring"
    answer = run("chat", "Sound the brass bell.", "--json").json["answer"]
    assert json.loads(answer) == {"name": "ring", "arguments": {}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (described()[:-1], ToolTrouble.NOT_JSON),
        (described(name=""), ToolTrouble.NO_NAME),
        (described(schema=[]), ToolTrouble.BAD_SCHEMA),
        (described(requests=[]), ToolTrouble.FEW_REQUESTS),
        (described(requests=[{"request": "Rain!", "call": {}}] * 2), ToolTrouble.BAD_CALL),
    ],
)
def test_a_tool_that_cannot_be_taught_says_why(run: Run, tmp_path: Path, text: str, code: ToolTrouble) -> None:
    file = tmp_path / "water.json"
    file.write_text(text, encoding="utf-8")
    trouble(run("teach", "--tool", str(file), "--yes", "--json"), 2, code)


def test_a_file_that_is_not_there_or_not_text(run: Run, tmp_path: Path) -> None:
    trouble(run("teach", "--tool", str(tmp_path / "none.json"), "--yes", "--json"), 2, "no_tool_file")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    trouble(run("teach", "--tool", str(tmp_path / "bytes.json"), "--yes", "--json"), 2, "no_tool_file")


def test_two_lessons_at_once_are_not_guessed_at(run: Run, tmp_path: Path) -> None:
    for words in (("--tool", "x.json", RIGHT), ("--was", "no", RIGHT), ("--correct", ASKED, "--tool", "x.json")):
        trouble(run("teach", *words, "--yes", "--json"), 2, "usage")


def test_nothing_to_learn(run: Run) -> None:
    for words in ((), ("--correct", ASKED)):
        trouble(run("teach", *words, "--yes", "--json"), 2, "empty_lesson")
