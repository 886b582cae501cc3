"""`ingrain skills export` and `skills import`: a skill leaves as one file, and one comes, after it was looked at.

Knows the order: look in a process of its own, show, ask, install switched off. An adapter of another tool is tried on
the model first, since it does not say for which it is.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.cli_engine import session
from desktop.cli_output import CliError, Console, Exit, bad_input
from desktop.cli_profile import ECHO, find_skill, model_of, profile_of, reading, writing
from desktop.cli_words import DAMAGE, Cli, Trouble
from desktop.share_words import REFUSALS, ShareWords
from desktop.skills.offer_view import OfferView, offer_view
from learning import catalogue
from learning.codec import encode
from learning.protocol import FailureCode, Fit, Fits
from learning.sharing.exporting import CannotWrite, TargetExists, export, named
from learning.sharing.looking import Looked, look
from learning.sharing.refusals import Refusal, Refused
from learning.store import ids
from learning.store.errors import SkillDamaged
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import ModelRef, Skill, SkillUse


def export_skill(options: argparse.Namespace, console: Console) -> Exit:
    target = named(options.file.expanduser().absolute())
    with reading(profile_of(options)) as store:
        skill = find_skill(store.skills.list() if store else (), options.skill)
    try:
        made = export(skill, target, options.with_lesson, options.force)
    except TargetExists as error:
        raise bad_input("file_exists", Cli.FILE_EXISTS, path=target) from error
    except CannotWrite as error:
        trouble = Cli.NO_ROOM if error.full else Cli.CANNOT_WRITE
        raise CliError(Exit.ENGINE if error.full else Exit.BAD_INPUT, "cannot_write", trouble, str(error)) from error
    except SkillDamaged as error:
        why = DAMAGE.get(error.reason, Cli.DAMAGED_WHY)
        raise bad_input("skill_damaged", Cli.SKILL_DAMAGED, name=skill.name, why=why) from error
    console.text(ShareWords.saved(str(made.path), made.with_lesson))
    console.result({"file": str(made.path), "size": made.size, "sha256": made.sha256, "with_lesson": made.with_lesson})
    return Exit.DONE


def import_skill(options: argparse.Namespace, console: Console) -> Exit:
    profile = profile_of(options)
    with writing(profile) as store:
        looked = _looked(store, options.file.expanduser(), console)
        try:
            skill = _added(store, looked, options, console)
        except BaseException:
            if looked.staging.exists():
                store.imports.discard(looked.staging)
            raise
    console.text(ShareWords.added(skill.name))
    console.result({"skill": _described(skill), "sha256": looked.offered.sha256})
    return Exit.DONE


def _described(skill: Skill) -> dict[str, Any]:  # Any: JSON values have no closed type
    data: dict[str, Any] = encode(skill)
    data["score"].pop("items")
    return data


def _looked(store: Store, path: Path, console: Console) -> Looked:
    """What is in the file. Raises CliError in words."""
    console.progress(ShareWords.looking(path.name))
    try:
        with closing(look(store, path)) as work:
            while True:
                try:
                    next(work)
                except StopIteration as end:
                    found: Looked = end.value
                    return found
    except Refused as error:
        raise _refused(error.reason, error.detail) from error


def _refused(reason: Refusal, detail: str = "") -> CliError:
    happened, what_next = REFUSALS[reason]
    trouble = Trouble(happened, ShareWords.NOTHING_INSTALLED, what_next)
    return CliError(Exit.BAD_INPUT, reason.value, trouble, detail)


def _added(store: Store, looked: Looked, options: argparse.Namespace, console: Console) -> Skill:
    """Shown, confirmed, installed."""
    offered, profile = looked.offered, store.profile
    model = _model(options, profile) if offered.plain else None
    _show(offer_view(offered, _here(options, profile), model), console)
    _confirm(options, console)
    about = offered.manifest
    if model is not None:
        _must_fit(looked, model, options, profile, console)
        about = replace(about, base_id=model.id, base_name=model.name, base_sha256=model.sha256)
    return store.imports.add(looked.staging, about, offered.adapter_sha256)


def _model(options: argparse.Namespace, profile: Profile) -> ModelRef:
    try:
        return model_of(options, profile)
    except CliError as error:
        if options.model:
            raise
        raise _refused(Refusal.NO_MODEL, error.detail) from error


def _here(options: argparse.Namespace, profile: Profile) -> frozenset[str]:
    """Checksums of the models on this computer."""
    found = set(catalogue.here(profile))
    if options.model or options.backend == ECHO:
        found.add(model_of(options, profile).sha256)
    return frozenset(found)


def _show(view: OfferView, console: Console) -> None:
    console.note(view.label)
    width = max(len(line.label) for line in view.lines) + 2
    for line in view.lines:
        console.note(f"  {line.label + ':':<{width}}{line.value}")
    if view.told:
        console.note(f"  {ShareWords.TOLD}:")
    for text in view.told:
        console.note(f"    {text}")
    if view.more:
        console.note(f"    {view.more}" if view.told else f"  {view.more}")


def _confirm(options: argparse.Namespace, console: Console) -> None:
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise bad_input("not_confirmed", Cli.ADD_NOT_ASKED)
    if console.ask(Cli.ASK_ADD).strip().casefold() not in ("y", "yes"):
        raise bad_input("declined", Cli.ADD_DECLINED)


def _must_fit(looked: Looked, model: ModelRef, options: argparse.Namespace, profile: Profile, console: Console) -> None:
    """The engine puts it on and takes it off again."""
    use = SkillUse("", looked.offered.manifest.name, str(looked.staging), looked.offered.adapter_sha256)
    with session(options.backend, model, profile, console) as engine:
        for event in engine.run(Fit(ids.new_id(), use)):
            if isinstance(event, Fits) and event.code is not None:
                raise _refused(Refusal.OTHER_MODEL, event.code)
            if isinstance(event, Fits):
                return
    raise _refused(Refusal.OTHER_MODEL, FailureCode.ENGINE_DIED)
