"""`ingrain skills forget`: a skill is learned again without one statement or document; until then the old one goes on.

Knows the order; the lesson comes from `remaking` and is run as `teach` runs its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from desktop.cli_engine import session
from desktop.cli_output import Console, Exit, bad_input
from desktop.cli_profile import find_skill, model_of, profile_of, writing
from desktop.cli_teach import ROOM, learn, tell
from desktop.cli_words import Cli
from learning import remaking
from learning.store import files, ids
from learning.store.store import Store
from learning.types import Kind, Lesson, Skill, Source


def forget(options: argparse.Namespace, console: Console) -> Exit:
    profile = profile_of(options)
    with writing(profile) as store:
        skill = find_skill(store.skills.list(), options.skill)
        known = remaking.of_skill(store, skill)
        lesson, text = _lesson(store, skill, known, options.statement)
        if lesson is None:
            store.skills.delete(skill.id)
            console.text(Cli.FORGETS_ALL.format(text=text, name=skill.name))
            console.result({"status": "deleted", "skill": None})
            return Exit.DONE
        model = model_of(options, profile)
        if skill.base_sha256 != model.sha256:
            raise bad_input("skill_other_model", Cli.OTHER_MODEL, name=skill.name, model=skill.base_name)
        console.note(Cli.FORGETS.format(text=text, name=skill.name))
        files.require_space(profile.root, ROOM)
        row = store.lessons.add(lesson, "")
        with session(options.backend, model, profile, console) as engine:
            return tell(learn(store, row, engine, console), console)


def _lesson(store: Store, skill: Skill, known: remaking.Known, wanted: str) -> tuple[Lesson | None, str]:
    """The lesson without what was named, and that in words."""
    asked = remaking.asked(store, skill.id)
    for source in known.sources:
        if source.kind is Kind.DOCUMENT and _plain(source.title) == _plain(wanted):
            return remaking.forgetting_material(known, source.material, asked, ids.now()), source.title
    source = _named(skill, known.sources, wanted)
    return remaking.forgetting(known, source.id, asked, ids.now()), source.text


def _named(skill: Skill, sources: Sequence[Source], wanted: str) -> Source:
    """By its number, or by its words."""
    if wanted.isdecimal() and 0 < int(wanted) <= len(sources):
        return sources[int(wanted) - 1]
    for source in sources:
        if _plain(source.text) == _plain(wanted):
            return source
    raise bad_input("no_such_statement", Cli.NO_SUCH_STATEMENT, name=skill.name, text=wanted)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".! ")
