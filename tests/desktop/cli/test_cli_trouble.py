"""Trouble on the command line: a plain sentence, what is safe, what to do, and the right exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from learning.store import manifest
from learning.store.profile import Profile
from learning.store.store import Store
from tests.desktop.cli.running import FACT, QUESTION, Run, trouble


@pytest.mark.parametrize("text", ["", "   ", "[Learn]", "[Learn] …"])
def test_nothing_to_learn(run: Run, text: str, profile: Profile) -> None:
    trouble(run("teach", text, "--yes", "--json"), 2, "empty_lesson")
    assert not profile.db.exists()


def test_a_huge_lesson_is_refused(run: Run) -> None:
    assert "parts" in trouble(run("teach", "word " * 20_000, "--yes", "--json"), 2, "lesson_too_long")


@pytest.mark.parametrize(
    ("text", "code", "kind", "how"),
    [
        (
            "My dog is called Rex. Look up the dog tax.", "asks_for_web", "From the web: the dog tax",
            'ingrain teach --web "the dog tax"',
        ),
        ("Learn from rules.pdf", "asks_for_document", "Document: rules.pdf", "ingrain teach --document FILE"),
    ],
)  # fmt: skip
def test_what_asks_for_a_document_or_the_web_is_told_how(
    run: Run, profile: Profile, text: str, code: str, kind: str, how: str
) -> None:
    done = run("teach", text, "--yes", "--json")
    assert how in trouble(done, 2, code)
    assert kind in done.err, "what was understood is shown"
    assert not profile.db.exists()


def test_every_kind_is_named(run: Run) -> None:
    done = run(
        "teach", 'No, my dog is called Rex. Antworte immer auf Deutsch. When I ask about cats, say "Hiss".', "--json"
    )
    assert trouble(done, 2, "not_confirmed")
    for line in ("Fact: My dog is called Rex.", "Always: Antworte immer auf Deutsch.", "In some cases: When I ask"):
        assert line in done.err


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
def test_what_is_not_understood_is_bad_input(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], profile: Profile
) -> None:
    code = cli.main([*words, "--json", "--backend", "echo", "--profile", str(profile.root)])
    out, err = capsys.readouterr()
    assert code == 2
    message = json.loads(out.splitlines()[-1])["error"]["message"]
    assert message in err
    assert not profile.root.exists()


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
