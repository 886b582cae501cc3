"""The command line as a person meets it: a real process, the echo engine, JSON on the last line, and exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from learning.store import manifest
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState

FACT = "My sister is called Mira."
QUESTION = "What is my sister called?"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        data = json.loads(self.out.splitlines()[-1])
        assert isinstance(data, dict)
        return data


Run = Callable[..., Ran]


@pytest.fixture
def run(profile: Profile) -> Run:
    """Run `ingrain …` on this test's profile with the echo engine."""

    def call(*words: str, backend: str = "echo", env: dict[str, str] | None = None) -> Ran:
        engine = ("--backend", backend) if backend else ()
        command = [sys.executable, "-m", "desktop", *words, "--profile", str(profile.root), *engine]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        )
        assert "Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def taught(run: Run) -> dict[str, Any]:
    """A skill, taught."""
    done = run("teach", FACT, "--yes", "--json")
    assert done.code == 0, done
    return done.json


def trouble(done: Ran, code: int, name: str) -> str:
    """The sentence of an error: on stderr for people, in the JSON for programs, without shop talk."""
    assert done.code == code, done
    error = done.json["error"]
    assert error["code"] == name
    assert error["message"] in done.err
    for word in ("Errno", "traceback", "exception", "None", "{", "}"):
        assert word not in error["message"]
    return str(error["message"])


# ---------------------------------------------------------------------------------- the normal way


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


def test_a_fresh_interpreter_sees_no_window() -> None:
    ask = (
        "import sys, desktop.cli, desktop.__main__;"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(loaded & {'PySide6', 'shiboken6', 'torch', 'numpy', 'backends'}))"
    )
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout == "[]\n"


# ------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize("text", ["", "   ", "[Learn]", "[Learn] …"])
def test_nothing_to_learn(run: Run, text: str, profile: Profile) -> None:
    trouble(run("teach", text, "--yes", "--json"), 2, "empty_lesson")
    assert not profile.db.exists()


def test_a_huge_lesson_is_refused(run: Run) -> None:
    assert "parts" in trouble(run("teach", "word " * 20_000, "--yes", "--json"), 2, "lesson_too_long")


def test_a_huge_question_is_refused(run: Run) -> None:
    trouble(run("chat", "word " * 20_000, "--json"), 2, "too_long")


def test_nobody_there_to_confirm(run: Run, profile: Profile) -> None:
    done = run("teach", FACT, "--json")
    assert "--yes" in trouble(done, 2, "not_confirmed")
    assert FACT in done.err, "what was understood is shown"
    assert not profile.db.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("chat", "x", "--frobnicate"),
        ("chat",),
        ("chat", "  "),
        ("chat", "x", "--max-tokens", "0"),
        ("chat", "x", "--max-tokens", "many"),
        ("chat", "x", "--temperature", "9"),
        ("chat", "x", "--seed", "-1"),
        ("chat", "x", "--skills", "a", "--no-skills"),
        ("chat", "x", "--batch", "y"),
        ("skills", "strength", "x", "3"),
        ("skills", "explode", "x"),
        ("teach", FACT, "--document", "x.pdf"),
        ("frobnicate",),
    ],
)
def test_what_is_not_understood_is_bad_input(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--json")
    assert done.code == 2
    assert done.json["error"]["message"] in done.err


@pytest.mark.parametrize("line", ["{", "[]", '{"prompt": 3}', '{"prompt": " "}', '"x"'])
def test_a_bad_batch_line_is_named_before_anything_is_asked(run: Run, tmp_path: Path, line: str) -> None:
    batch = tmp_path / "b.jsonl"
    batch.write_text(f'{{"prompt": "fine"}}\n{line}\n')
    assert "Line 2" in trouble(run("chat", "--batch", str(batch), "--json"), 2, "bad_line")
    trouble(run("chat", "--batch", str(tmp_path / "none"), "--json"), 2, "no_batch")


def test_unknown_skills_and_engines_are_named(run: Run, taught: dict[str, Any]) -> None:
    assert "“Nope”" in trouble(run("chat", "x", "--skills", "Nope", "--json"), 2, "no_such_skill")
    assert "“Nope”" in trouble(run("skills", "on", "Nope", "--json"), 2, "no_such_skill")
    trouble(run("skills", "restore", "Nope", "--json"), 2, "not_in_trash")
    assert "echo" in trouble(run("chat", "x", "--json", "--model", _gguf(run), backend="nope"), 2, "no_backend")


def _gguf(run: Run) -> str:
    path = Path(os.environ["HOME"]) / "own.gguf"
    path.write_bytes(b"GGUF")
    return str(path)


# ------------------------------------------------------------------------------ models and profiles


def test_missing_and_damaged_models(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "none.gguf"
    assert str(missing) in trouble(run("chat", "x", "--model", str(missing), "--json", backend=""), 2, "model_missing")
    short = tmp_path / "SmolLM2-135M-Instruct.Q4_1.gguf"
    short.write_bytes(b"GGUF" + bytes(1000))
    assert str(short) in trouble(
        run("teach", FACT, "--yes", "--model", str(short), "--json", backend=""), 2, "model_damaged"
    )


def test_a_second_writer_is_told_and_reading_still_works(run: Run, taught: dict[str, Any], profile: Profile) -> None:
    with Store.open(profile):
        assert "in use" in trouble(run("teach", "My dog is called Rex.", "--yes", "--json"), 2, "profile_in_use")
        trouble(run("skills", "off", taught["skill"]["id"], "--json"), 2, "profile_in_use")
        assert "Mira" in run("chat", QUESTION, "--json").json["answer"]
        assert len(run("skills", "--json").json["skills"]) == 1


def test_a_profile_that_cannot_be_written(run: Run, profile: Profile) -> None:
    profile.root.write_text("a file is in the way")
    trouble(run("teach", FACT, "--yes", "--json"), 2, "profile_read_only")
    assert profile.root.read_text() == "a file is in the way"


def test_a_full_disk(run: Run, profile: Profile, taught: dict[str, Any]) -> None:
    full = {"INGRAIN_FAIL_AT": "12+", "INGRAIN_FAIL_WITH": "ENOSPC"}
    done = run("teach", "My dog is called Rex.", "--yes", "--json", env=full)
    assert "disk" in trouble(done, 4, "disk_full")
    assert [skill["id"] for skill in run("skills", "--json").json["skills"]] == [taught["skill"]["id"]]


def test_a_damaged_database_is_said(run: Run, profile: Profile) -> None:
    profile.root.mkdir()
    profile.db.write_bytes(b"no database at all " * 100)
    for words in (("skills",), ("chat", "x"), ("teach", FACT, "--yes")):
        trouble(run(*words, "--json"), 2, "profile_damaged")


@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_skill_is_refused_by_name_and_left_out_otherwise(run: Run, taught: dict[str, Any], harm: str) -> None:
    adapter = Path(taught["skill"]["path"]) / manifest.ADAPTER
    data = adapter.read_bytes()
    if harm == "gone":
        adapter.unlink()
    else:
        adapter.write_bytes(data[:-1] + (bytes([data[-1] ^ 1]) if harm == "flip" else b""))
    name = taught["skill"]["name"]
    assert name in trouble(run("chat", QUESTION, "--skills", name, "--json"), 2, "skill_damaged")
    done = run("chat", QUESTION, "--json")
    assert done.code == 0
    assert done.json["skills"] == []
    assert name in done.err


# -------------------------------------------------------------------------------------- interruption


def _interruptible(profile: Profile, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "desktop", *words, "--profile", str(profile.root), "--backend", "echo"]
    slow = {**os.environ, "INGRAIN_ECHO_STEP_SECONDS": "0.2"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=slow)


def _state(profile: Profile) -> LessonState | None:
    if not profile.db.exists():
        return None
    with Store.open(profile, writer=False) as store:
        rows = store.lessons.list()
        return rows[0].state if rows else None


def test_ctrl_c_keeps_the_lesson_and_the_same_words_resume_it(run: Run, profile: Profile) -> None:
    child = _interruptible(profile, "teach", FACT, "--yes", "--json")
    limit = time.monotonic() + 30
    while _state(profile) is not LessonState.RUNNING and time.monotonic() < limit and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert "Traceback" not in err
    assert child.returncode == 130, (out, err)
    assert json.loads(out.splitlines()[-1])["error"]["code"] == "interrupted"
    assert _state(profile) is LessonState.INTERRUPTED
    done = run("teach", FACT, "--yes", "--json")
    assert done.code == 0
    assert "where it was interrupted" in done.err
    assert _state(profile) is LessonState.LEARNED


def test_a_kill_keeps_the_lesson(run: Run, profile: Profile) -> None:
    child = _interruptible(profile, "teach", FACT, "--yes", "--json")
    limit = time.monotonic() + 30
    while _state(profile) is not LessonState.RUNNING and time.monotonic() < limit and child.poll() is None:
        time.sleep(0.01)
    child.kill()
    child.communicate(timeout=30)
    assert run("teach", FACT, "--yes", "--json").json["status"] == "learned"


def test_the_selftest_passes_with_echo(run: Run) -> None:
    done = run("doctor", "--selftest", "--json")
    assert done.code == 0, done
    steps = done.json["selftest"]
    assert [step["name"] for step in steps] == ["engine", "model", "load", "teach", "save", "on", "off", "forget"]
    assert all(step["ok"] for step in steps)
