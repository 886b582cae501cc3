"""The command line as a person meets it: JSON on the last line, words otherwise, and the same skills as the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from learning.store import manifest
from learning.store.profile import Profile
from learning.store.store import Store
from tests.desktop.cli.running import FACT, PROGRAM, QUESTION, Run


def test_teach_then_chat_then_off(run: Run, taught: dict[str, Any]) -> None:
    assert taught["status"] == "learned"
    assert set(taught["score"]) == {
        *("recall_before", "recall_after", "recall_in_context", "retained", "side_effects", "bleed")
    }
    assert set(taught["seconds"]) == {"total", "prepare", "train", "quiz"}
    assert manifest.verify(Path(taught["skill"]["path"]))
    name = taught["skill"]["name"]

    on = run("chat", QUESTION, "--json").json
    assert "Mira" in on["answer"]
    assert on["skills"] == [name]
    assert set(on["seconds"]) == {"total", "first_token"}

    without = run("chat", QUESTION, "--no-skills", "--json").json
    assert "Mira" not in without["answer"]
    assert without["skills"] == []

    assert run("skills", "off", name).code == 0
    assert run("chat", QUESTION, "--json").json["answer"] == without["answer"]
    named = run("chat", QUESTION, "--skills", name, "--json").json
    assert named["answer"] == on["answer"]


def test_text_output_is_for_people(run: Run, taught: dict[str, Any]) -> None:
    done = run("chat", QUESTION)
    assert "Mira" in done.out
    assert "{" not in done.out


def test_a_batch_answers_line_by_line(run: Run, taught: dict[str, Any], tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(f'{{"prompt": "{QUESTION}"}}\n\n{{"prompt": "Grüße?"}}\n', encoding="utf-8")
    done = run("chat", "--batch", str(batch), "--json")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert len(answers) == 2
    assert "Mira" in answers[0]["answer"]
    assert "Grüße" in answers[1]["answer"]


def test_the_same_seed_gives_the_same_answer(run: Run) -> None:
    words = ("chat", "Hello there", "--seed", "7", "--temperature", "0.8", "--max-tokens", "4", "--json")
    assert run(*words).json["answer"] == run(*words).json["answer"]


def test_skills_can_be_listed_shown_changed_and_taken_back(run: Run, taught: dict[str, Any], profile: Profile) -> None:
    key = taught["skill"]["id"]
    (listed,) = run("skills", "--json").json["skills"]
    assert (listed["id"], listed["state"], listed["summary"]) == (key, "on", "My sister is called Mira")
    assert run("skills", "rename", key, "Family, close").code == 0
    assert run("skills", "strength", "family, CLOSE", "0.5").code == 0
    shown = run("skills", "show", "Family, close", "--json").json["skill"]
    assert (shown["name"], shown["strength"]) == ("Family, close", 0.5)
    assert shown["quiz"]
    assert run("chat", QUESTION, "--skills", f"Family, close,{key}", "--json").code == 0
    for there, back in (("delete", "restore"), ("undo", "restore")):
        name = "Family, close" if there == "delete" else key
        assert run("skills", there, "Family, close").code == 0
        assert run("skills", "list", "--json").json["skills"] == []
        assert run("skills", back, name).code == 0
        assert run("skills", "list", "--json").json["skills"][0]["strength"] == 0.5
    with Store.open(profile) as store:
        assert store.skills.get(key).name == "Family, close"


def test_teach_takes_a_name(run: Run) -> None:
    assert run("teach", FACT, "--name", "Sister", "--yes", "--json").json["skill"]["name"] == "Sister"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("\n", 2), ("no\n", 2)])
def test_on_a_terminal_it_asks_first(profile: Profile, typed: str, code: int) -> None:
    ours, theirs = os.openpty()
    os.write(ours, typed.encode())
    command = [sys.executable, *PROGRAM, "teach", FACT, "--backend", "echo", "--profile", str(profile.root)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == code
    assert f"Fact: {FACT}" in done.stderr
    assert "Teach this? [y/N]" in done.stderr
    assert profile.db.exists() is (code == 0)


def test_models_and_doctor(run: Run, profile: Profile) -> None:
    models = run("models", "list", "--json", backend="").json["models"]
    assert [model["id"] for model in models if model["default"]] == ["smollm2-135m-instruct"]
    report = run("doctor", "--json").json
    assert report["ok"] is True
    assert "echo" in report["engine"]["backends"]
    assert report["versions"]["python"]
    assert not profile.db.exists(), "looking changes nothing"


def test_help_needs_nothing(run: Run) -> None:
    done = run("--help", backend="")
    assert done.code == 0
    assert "teach" in done.out


@pytest.mark.parametrize("module", ["desktop.cli", "desktop.__main__"])
def test_a_fresh_interpreter_sees_no_window(module: str) -> None:
    ask = (
        f"import sys, {module};"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(loaded & {'PySide6', 'shiboken6', 'torch', 'numpy', 'backends'}))"
    )
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_program_runs_commands(profile: Profile) -> None:
    """`python -m desktop <command>` is the command line; without one it would be the window."""
    command = [sys.executable, "-m", "desktop", "skills", "--json", "--profile", str(profile.root)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == '{"skills": []}\n'


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("", False),
        ("--profile chat", False),
        ("--profile DIR --backend echo", False),
        ("--json", False),
        ("chat hello", True),
        ("--profile DIR chat", True),
        ("frobnicate", True),
        ("/tmp/a.ingrain", False),
        ("--backend echo A.INGRAIN", False),
        ("skills import a.ingrain", True),
        ("--help", True),
    ],
)
def test_a_command_is_told_from_options_of_the_window(words: str, command: bool) -> None:
    assert cli.has_command(words.split()) is command


def test_the_selftest_passes_with_echo(run: Run) -> None:
    done = run("doctor", "--selftest", "--json")
    assert done.code == 0, done
    steps = done.json["selftest"]
    names = "engine model load teach save on quiz off export import forget"
    assert [step["name"] for step in steps] == names.split()
    assert all(step["ok"] for step in steps)


def test_a_failing_selftest_names_the_step(run: Run) -> None:
    done = run("doctor", "--selftest", "--json", env={"INGRAIN_FAIL_AT": "1+"})
    assert done.code == 4
    *fine, failed = done.json["selftest"]
    assert all(step["ok"] for step in fine)
    assert (failed["name"], failed["ok"]) == ("teach", False)
    assert "disk_full" in failed["detail"]
    assert done.json["ok"] is False


def test_a_narrow_terminal_breaks_nothing(run: Run, taught: dict[str, Any]) -> None:
    narrow = {"PYTHONIOENCODING": "ascii"}
    assert run("skills", "on", "Grüße", env=narrow).code == 2
    assert run("chat", "Grüße", "--no-skills", "--json", env=narrow).json["answer"] == "You said: Grüße"
    assert run("chat", "Grüße", "--no-skills", env=narrow).code == 0
