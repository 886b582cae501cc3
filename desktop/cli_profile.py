"""Opening the profile and finding a skill or a model in it, with errors in words. Knows the store; no engine."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from desktop.cli_output import CliError, Console, Exit, bad_input, fill
from desktop.cli_words import FACETS, STORE, Cli
from learning import catalogue
from learning.catalogue import ModelDamaged, ModelMissing
from learning.rivals import give_way
from learning.shelf.shelf import CHOSEN
from learning.store.errors import ProfileMissing, StoreCode, StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import ModelRef, Skill

ECHO = "echo"
_ENGINE_FREE = ModelRef(ECHO, "Echo", ECHO, "", "0" * 64)  # the echo engine opens no file


def profile_of(options: argparse.Namespace) -> Profile:
    return Profile(options.profile.expanduser().absolute()) if options.profile else Profile.default()


@contextmanager
def store_errors() -> Iterator[None]:
    """Store errors in words. A full or failing disk is not the person's input; everything else about a profile is."""
    try:
        yield
    except StoreError as error:
        disk = error.code in (StoreCode.DISK_FULL, StoreCode.DISK_ERROR)
        exit_code = Exit.ENGINE if disk else Exit.BAD_INPUT
        raise CliError(exit_code, error.code, STORE[error.code], error.detail) from error


@contextmanager
def reading(profile: Profile) -> Iterator[Store | None]:
    """The profile for reading, also while a window has it open. None when there is none yet."""
    with store_errors():
        try:
            store = Store.open(profile, writer=False)
        except ProfileMissing:
            yield None
            return
        with store:
            yield store


@contextmanager
def writing(profile: Profile) -> Iterator[Store]:
    """The profile for writing, swept first."""
    with store_errors(), Store.open(profile) as store:
        store.sweep()
        yield store


def chosen(profile: Profile) -> str:
    """The id of the model that the person chose, "" for the one that comes with Ingrain."""
    with reading(profile) as store:
        return store.settings.get(CHOSEN, "") if store else ""


def model_of(options: argparse.Namespace, profile: Profile) -> ModelRef:
    """The model named, else the one chosen, else the default. What the person named and cannot be used is bad input."""
    if not options.model and options.backend == ECHO:
        return _ENGINE_FREE
    named = Exit.BAD_INPUT if options.model else Exit.ENGINE
    wanted = options.model or chosen(profile)
    try:
        found = catalogue.find(wanted, profile) if wanted else catalogue.default_model(profile)
    except ModelMissing as error:
        raise CliError(named, error.code, fill(Cli.NO_MODEL_NAMED, name=wanted), str(error)) from error
    except ModelDamaged as error:
        raise CliError(named, error.code, fill(Cli.MODEL_DAMAGED, path=error.path), str(error)) from error
    if found is None:
        raise CliError(named, ModelMissing.code, Cli.NO_DEFAULT)
    return found


def find_skill(skills: Sequence[Skill], name: str) -> Skill:
    """The skill with that id or name."""
    found = [skill for skill in skills if name in (skill.id, skill.name)]
    found = found or [skill for skill in skills if skill.name.casefold() == name.strip().casefold()]
    if not found:
        raise bad_input("no_such_skill", Cli.NO_SUCH_SKILL, name=name)
    if len(found) > 1:
        ids = ", ".join(skill.id for skill in found)
        raise bad_input("many_skills", Cli.MANY_SKILLS, name=name, ids=ids)
    return found[0]


def find_skills(skills: Sequence[Skill], names: str) -> tuple[Skill, ...]:
    """The skills in "a,b". A name may itself hold commas: the longest name that fits is taken."""
    pieces = names.split(",")
    known = {skill.id for skill in skills} | {skill.name.casefold() for skill in skills}
    found: list[Skill] = []
    while pieces:
        lengths = [n for n in range(len(pieces), 0, -1) if ",".join(pieces[:n]).strip().casefold() in known]
        length = lengths[0] if lengths else 1
        if (name := ",".join(pieces[:length]).strip()) or not found:
            found.append(find_skill(skills, name))
        pieces = pieces[length:]
    return tuple(found)


def settle(store: Store, skill: Skill, console: Console) -> None:
    """Of two rules that cannot both hold the one switched on last wins, and it is said."""
    for other in give_way(store, skill.id):
        console.note(Cli.GAVE_WAY.format(to=skill.name, name=other.skill.name, about=FACETS[other.facet]))
