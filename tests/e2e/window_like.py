"""Stands in for the window where a test kills it: stores a lesson, teaches it, publishes it. Run as a program.

    window_like.py PROFILE             the lesson is stored, taught and published
    window_like.py PROFILE teach       it is not published
    window_like.py PROFILE publish N   it was taught before; the Nth operation on disk while publishing kills it

Says one word a line: "engine <pid>", "training", "published".
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from learning.protocol import Learned, Progress
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, Phase
from tests.e2e.engine_talk import engine, events, learn, lesson, load, tell


def main(root: str, task: str = "", fail_at: str = "") -> None:
    with Store.open(Profile(Path(root))) as store:
        key = _lesson(store)
        staging = store.lessons.staging(key)
        if task != "publish":
            _teach(store.profile, staging, key)
        if fail_at:
            os.environ.update(INGRAIN_FAIL_AT=fail_at, INGRAIN_FAIL_WITH="KILL")
        if task != "teach":
            store.skills.publish(staging, key)
            print("published", flush=True)


def _lesson(store: Store) -> str:
    """The one lesson of the profile, running."""
    store.sweep()
    rows = store.lessons.list() or (store.lessons.add(lesson("canary"), "My canary is called Pip."),)
    key = rows[0].lesson.id
    store.lessons.set_state(key, LessonState.RUNNING)
    return key


def _teach(profile: Profile, staging: Path, key: str) -> None:
    with engine() as process:
        print("engine", process.pid, flush=True)
        tell(process, load(profile.root), learn(staging, key))
        for event in events(process):
            if isinstance(event, Progress) and event.step.phase is Phase.TRAIN:
                print("training", flush=True)
            if isinstance(event, Learned):
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
