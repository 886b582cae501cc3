"""`ingrain skills …`. Knows the store; what needs an engine or files is in other files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from desktop.cli_forget import forget
from desktop.cli_output import Console, Exit, bad_input
from desktop.cli_profile import find_skill, profile_of, reading, settle, writing
from desktop.cli_reteach import reteach
from desktop.cli_share import export_skill, import_skill
from desktop.cli_words import DAMAGE, VERDICTS, Cli
from desktop.share_words import HOW_IT_CAME, ShareWords, labelled
from learning.codec import encode
from learning.maker import Maker
from learning.store.errors import UnknownId
from learning.store.store import Store
from learning.types import LessonState, Skill, SkillState


def skills(options: argparse.Namespace, console: Console) -> Exit:
    if options.action in (None, "list", "show"):
        return _read(options, console)
    if options.action == "forget":
        return forget(options, console)
    if options.action == "reteach":
        return reteach(options, console)
    if options.action == "export":
        return export_skill(options, console)
    if options.action == "import":
        return import_skill(options, console)
    with writing(profile_of(options)) as store:
        skill = _change(store, options)
        if skill and options.action == "on":
            settle(store, skill, console)
        console.text(_line(skill) if skill else f"{options.action}: {options.skill}")
        console.result({"skill": described(skill) if skill else None})
    return Exit.DONE


def _read(options: argparse.Namespace, console: Console) -> Exit:
    with reading(profile_of(options)) as store:
        found = store.skills.list() if store else ()
        shown = find_skill(found, options.skill) if options.action == "show" else None
        told = [source.text for source in store.lessons.sources(shown.lesson)] if store and shown else []
    if shown is not None:
        console.text(_page(shown, told))
        console.result({"skill": {**described(shown), "statements": told, "quiz": encode(shown.score.items)}})
        return Exit.DONE
    console.text("\n".join(_line(skill) for skill in found) or Cli.NO_SKILLS)
    console.result({"skills": [described(skill) for skill in found]})
    return Exit.DONE


def _change(store: Store, options: argparse.Namespace) -> Skill | None:
    """Do it. The skill as it is now, None when it is gone."""
    if options.action == "restore":
        return _restore(store, options.skill)
    skill = find_skill(store.skills.list(), options.skill)
    match options.action:
        case "on" | "off" | "auto":
            store.skills.set_state(skill.id, SkillState(options.action))
        case "strength":
            store.skills.set_strength(skill.id, options.value)
        case "rename":
            _rename(store, skill, options.name)
        case "delete":
            store.skills.delete(skill.id)
        case "undo":
            store.skills.undo(skill.lesson)
    return next((found for found in store.skills.list() if found.id == skill.id), None)


def _rename(store: Store, skill: Skill, name: str) -> None:
    try:
        store.skills.rename(skill.id, name)
    except ValueError as error:
        raise bad_input("usage", Cli.BAD_VALUE, problem="The new name is empty.", command="skills rename") from error


def _restore(store: Store, name: str) -> Skill:
    """From the trash; else a lesson that was undone."""
    for skill in store.skills.deleted():
        if name.casefold() in (skill.id, skill.name.casefold()):
            return store.skills.restore(skill.id)
    for row in reversed(store.lessons.list([LessonState.UNDONE])):
        if name.casefold() in (row.lesson.id, row.lesson.title.casefold()):
            try:
                return store.skills.redo(row.lesson.id)
            except UnknownId:  # its skill was deleted meanwhile
                break
    raise bad_input("not_in_trash", Cli.NOT_IN_TRASH, name=name)


def described(skill: Skill) -> dict[str, Any]:  # Any: JSON values have no closed type
    """One skill as JSON. The full quiz is left to `show`."""
    data: dict[str, Any] = encode(skill)
    data["score"].pop("items")
    return data


def _line(skill: Skill) -> str:
    state = DAMAGE.get(skill.damaged, "damaged") if skill.damaged else skill.state.value
    strength = "" if skill.strength == 1 else f", strength {skill.strength:g}"
    return f"{skill.id}  {skill.name}  ({state}{strength})  {labelled(skill.maker, skill.summary)}".rstrip()


def _page(skill: Skill, told: Sequence[str]) -> str:
    score = skill.score
    lines = [
        skill.name,
        f"  what it knows:  {skill.summary}",
        f"  state:          {DAMAGE.get(skill.damaged, 'damaged') if skill.damaged else skill.state.value}",
        f"  strength:       {skill.strength:g}",
        f"  version:        {skill.version}, {skill.created}",
        f"  model:          {skill.base_name}",
        f"  result:         {VERDICTS[score.verdict]}",
        f"  quiz:           {_quiz(skill)}",
        f"  folder:         {skill.path}",
    ]
    if skill.maker in HOW_IT_CAME:
        lines.insert(1, f"  {HOW_IT_CAME[skill.maker]}")
    lines += [f"  {number}. {text}" for number, text in enumerate(told, 1)]
    lines += [f"  · {item.question}  {item.before!r} → {item.after!r}" for item in score.items]
    return "\n".join(lines)


def _quiz(skill: Skill) -> str:
    if skill.maker is Maker.ELSEWHERE:
        return ShareWords.NO_QUIZ
    found = f"{skill.score.recall_before:.0%} before, {skill.score.recall_after:.0%} now"
    return f"{found}, {ShareWords.SAYS_MAKER}" if skill.maker is Maker.OTHER else found
