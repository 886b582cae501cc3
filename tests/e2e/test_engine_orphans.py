"""The window dies, by SIGKILL: its engine goes with it, and the next start finds everything whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psutil

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


def is_learned(profile: Profile) -> bool:
    """After a start: whether the skill is there, whole. Nothing in between is allowed."""
    with Store.open(profile) as store:
        store.sweep()
        (row,) = store.lessons.list()
        if not store.skills.list():
            assert row.state is LessonState.INTERRUPTED
            return False
        (skill,) = store.skills.list()
        assert row.state is LessonState.LEARNED
        assert (skill.state, skill.damaged) == (SkillState.ON, "")
        assert verify(Path(skill.path)).lesson == row.lesson.id
        return True


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
    assert is_learned(profile)


def test_killed_while_publishing_the_skill_is_there_or_not(tmp_path: Path) -> None:
    """What the engine left is published, and the Nth operation on disk kills the window: N = 1, 2, … until it lives."""
    taught = Profile(tmp_path / "taught")
    with window(taught, "teach") as child:
        assert child.wait(PATIENCE) == 0
    found = []
    for step in count(1):
        profile = Profile(tmp_path / f"killed-{step}")
        shutil.copytree(taught.root, profile.root)
        with window(profile, "publish", str(step)) as child:
            child.wait(PATIENCE)
        found.append(is_learned(profile))
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
    assert (found[0], found[-1]) == (False, True)
    assert found == sorted(found), "once there, a skill stays"
    finish(Profile(tmp_path / "killed-1"))
    assert is_learned(Profile(tmp_path / "killed-1"))


def test_a_second_start_resumes_what_was_sealed_but_never_published(profile: Profile) -> None:
    with window(profile, "teach") as child:
        assert child.wait(PATIENCE) == 0
    assert not is_learned(profile)
    finish(profile)
    assert is_learned(profile)
