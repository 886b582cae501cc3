"""Stands in for the window where a test kills it: stores a lesson, teaches it, publishes it. Run as a program.

    window_like.py PROFILE                the lesson is stored, taught and published
    window_like.py PROFILE --die-at N     the Nth operation on disk while publishing kills it

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


def main(root: str, *options: str) -> None:
    with Store.open(Profile(Path(root))) as store:
        store.sweep()
        (key,) = {row.lesson.id for row in store.lessons.list()} or {store.lessons.add(lesson("canary"), "…").lesson.id}
        store.lessons.set_state(key, LessonState.RUNNING)
        staging = store.lessons.staging(key)
        _teach(store.profile, staging)
        if options:
            os.environ.update(INGRAIN_FAIL_AT=options[1], INGRAIN_FAIL_WITH="KILL")
        store.skills.publish(staging, key)
        print("published", flush=True)


def _teach(profile: Profile, staging: Path) -> None:
    with engine() as process:
        print("engine", process.pid, flush=True)
        tell(process, load(profile.root), learn(staging))
        for event in events(process):
            if isinstance(event, Progress) and event.step.phase is Phase.TRAIN:
                print("training", flush=True)
            if isinstance(event, Learned):
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
