"""The window dies, by SIGKILL: its engine goes with it, and the next start finds everything whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from learning.store.manifest import verify
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, SkillState
from tests.e2e.engine_talk import PATIENCE, gone
from tests.source import ROOT

WINDOW = Path(__file__).with_name("window_like.py")


@contextmanager
def window(profile: Profile, *options: str, delay: str = "0") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(WINDOW), str(profile.root), *options]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "INGRAIN_ECHO_DELAY": delay}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as child:
        try:
            yield child
        finally:
            child.kill()


def heard(child: subprocess.Popen[str], word: str) -> str:
    """The line that begins with `word`."""
    assert child.stdout is not None
    return next(line for line in child.stdout if line.startswith(word))


def wait_until_gone(pids: list[int]) -> float:
    """Seconds it took. Generous: how long it took is printed, never asserted."""
    begun = time.monotonic()
    while not all(gone(pid) for pid in pids):
        assert time.monotonic() - begun < PATIENCE, "an orphan"
        time.sleep(0.005)
    return time.monotonic() - begun


def finish(profile: Profile) -> None:
    """A second start finishes the lesson."""
    with window(profile) as child:
        heard(child, "published")
        assert child.wait(PATIENCE) == 0


def assert_learned(profile: Profile) -> None:
    with Store.open(profile) as store:
        store.sweep()
        (skill,) = store.skills.list()
        (row,) = store.lessons.list()
        assert row.state is LessonState.LEARNED
        assert (skill.state, skill.damaged) == (SkillState.ON, "")
        assert verify(Path(skill.path)).lesson == row.lesson.id


def test_the_engine_dies_with_the_window_and_the_lesson_goes_on(profile: Profile) -> None:
    with window(profile, delay="0.02") as child:
        engine = int(heard(child, "engine").split()[1])
        heard(child, "training")
        family = [process.pid for process in psutil.Process(child.pid).children(recursive=True)]
        assert engine in family
        child.send_signal(signal.SIGKILL)
        child.wait()
        print(f"\n{len(family)} children gone after {wait_until_gone(family):.3f} s")
    with Store.open(profile) as store:
        assert store.sweep().interrupted == ("canary",)
        assert store.skills.list() == ()
        assert not (store.lessons.staging("canary") / "manifest.json").exists()
    finish(profile)
    assert_learned(profile)


@pytest.mark.parametrize("step", range(1, 9))
def test_killed_while_publishing_the_skill_is_there_or_not(profile: Profile, step: int) -> None:
    """Publishing has fewer than eight operations on disk: the last of these runs through."""
    with window(profile, "--die-at", str(step)) as child:
        child.wait(PATIENCE)
        assert child.returncode in (0, -signal.SIGKILL)
        survived = child.returncode == 0
    with Store.open(profile) as store:
        store.sweep()
        skills, (row,) = store.skills.list(), store.lessons.list()
        assert (row.state is LessonState.LEARNED) is (len(skills) == 1)
        assert skills or (row.state is LessonState.INTERRUPTED and not survived)
    if not skills:
        finish(profile)
    assert_learned(profile)
