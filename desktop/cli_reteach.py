"""`ingrain skills reteach`: a skill is learned anew for the model in use, from what it was told.

Knows the order; the lesson comes from `remaking` and is run as `teach` runs its own.
"""

from __future__ import annotations

import argparse

from desktop.cli_engine import session
from desktop.cli_output import Console, Exit, bad_input
from desktop.cli_profile import find_skill, model_of, profile_of, writing
from desktop.cli_teach import ROOM, learn, tell
from desktop.cli_words import Cli
from learning import remaking
from learning.store import files, ids


def reteach(options: argparse.Namespace, console: Console) -> Exit:
    profile = profile_of(options)
    model = model_of(options, profile)
    with writing(profile) as store:
        skill = find_skill(store.skills.list(), options.skill)
        if skill.base_sha256 == model.sha256:
            raise bad_input("same_model", Cli.SAME_MODEL, name=skill.name, model=model.name)
        lesson = remaking.retaught(store, skill, ids.now())
        if lesson is None:
            raise bad_input("no_lesson", Cli.NO_LESSON, name=skill.name)
        console.note(Cli.RETEACHES.format(name=skill.name, model=model.name))
        files.require_space(profile.root, ROOM)
        row = store.lessons.add(lesson, "")
        with session(options.backend, model, profile, console) as engine:
            return tell(learn(store, row, engine, console), console)
