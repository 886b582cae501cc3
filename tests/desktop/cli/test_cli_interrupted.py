"""Ctrl+C, kills and dying engines: the lesson is kept, and the same words go on with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState
from tests.desktop.cli.running import FACT, PROGRAM, Run, trouble


@contextmanager
def _teaching(profile: Profile) -> Iterator[subprocess.Popen[str]]:
    """A slow `ingrain teach` in the middle of its lesson."""
    command = [sys.executable, *PROGRAM, "teach", FACT, "--yes", "--json"]
    command += ["--profile", str(profile.root), "--backend", "echo"]
    env = {**os.environ, "INGRAIN_ECHO_DELAY": "0.02"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if "Practising" in line:
                break
        try:
            assert _state(profile) is LessonState.RUNNING
            yield child
        finally:
            child.kill()


def _state(profile: Profile) -> LessonState:
    with Store.open(profile, writer=False) as store:
        return store.lessons.list()[0].state


def test_ctrl_c_keeps_the_lesson_and_the_same_words_resume_it(run: Run, profile: Profile) -> None:
    with _teaching(profile) as child:
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert "Traceback" not in err
    assert child.returncode == 130
    assert json.loads(out.splitlines()[-1])["error"]["code"] == "interrupted"
    assert _state(profile) is LessonState.INTERRUPTED
    assert any(profile.staging.glob("*/ckpt-*")), "what was practised is kept"
    done = run("teach", FACT, "--yes", "--json")
    assert done.code == 0
    assert "where it was interrupted" in done.err
    assert _state(profile) is LessonState.LEARNED


def test_a_kill_keeps_the_lesson(run: Run, profile: Profile) -> None:
    with _teaching(profile) as child:
        child.kill()
    assert run("skills", "list", "--json").json["skills"] == []
    done = run("teach", FACT, "--yes", "--json")
    assert done.json["status"] == "learned"
    assert "where it was interrupted" in done.err
    with Store.open(profile, writer=False) as store:
        assert len(store.lessons.list()) == 1


@pytest.mark.parametrize("phase", ["prepare", "train", "quiz", "save"])
def test_an_engine_that_dies_is_said_and_the_lesson_is_kept(run: Run, profile: Profile, phase: str) -> None:
    done = run("teach", FACT, "--yes", "--json", env={"INGRAIN_KILL_AT": phase})
    assert "engine stopped" in trouble(done, 4, "engine_died")
    assert _state(profile) is LessonState.INTERRUPTED
    assert run("skills", "--json").json["skills"] == []
    assert run("teach", FACT, "--yes", "--json").json["status"] == "learned"


def test_an_engine_that_dies_while_answering_is_said(run: Run) -> None:
    trouble(
        run("chat", "Hello", "--json", env={"INGRAIN_KILL_AT": "chat", "INGRAIN_ECHO_DELAY": "0.05"}), 4, "engine_died"
    )
