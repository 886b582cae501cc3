"""`ingrain models …`: what is here, what can be had, and whether it fits; get, add, choose, remove.

Only `search` and `get` use the network, each by a process that starts with the command and ends with it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Generator
from contextlib import closing
from typing import Any, TypeVar

from desktop.cli_model_words import ModelCli as Words
from desktop.cli_output import CliError, Console, Exit, bad_input, fill
from desktop.cli_profile import chosen, profile_of, store_errors, writing
from desktop.cli_words import Trouble
from desktop.model_words import FITS, STATES, ModelWords, good, quality, size, trouble
from desktop.models.rows import suggestion
from learning import catalogue
from learning.catalogue import Known, ModelError
from learning.codec import encode
from learning.shelf import cards, fetching, names, process, room, shelf
from learning.shelf.machine import Machine, this_machine
from learning.shelf.messages import Hub
from learning.shelf.pace import Pace
from learning.shelf.process import THE_HUB
from learning.shelf.results import CannotGet, Getting, NotFrom, Place, Wanted
from learning.shelf.results import Trouble as Code
from learning.shelf.shelf import Entry, State
from learning.store.profile import Profile

Result = TypeVar("Result")
_PERSONS: tuple[Code, ...] = (Code.NO_RESULTS, Code.BAD_ADDRESS, Code.NOT_FOUND, Code.NOT_A_MODEL, Code.OTHER_KIND)


def models(options: argparse.Namespace, console: Console, hub: Hub = THE_HUB) -> Exit:
    profile = profile_of(options)
    match options.action:
        case "show":
            return _show(options, profile, console)
        case "search":
            return _search(options, profile, console, hub)
        case "add":
            return _add(options, profile, console)
        case "get":
            return _get(options, profile, console, hub)
        case "remove":
            return _remove(options, profile, console)
        case "use":
            return _use(options, profile, console)
    return _list(profile, console)


def _list(profile: Profile, console: Console) -> Exit:
    machine, found, wanted = this_machine(), shelf.entries(profile), chosen(profile)
    suggested = suggestion(found, machine)
    for entry in found:
        marks = [ModelWords.IN_USE.lower()] if _in_use(entry, wanted) else []
        marks += [ModelWords.SUGGESTED.lower()] if entry.id == suggested else []
        told = ", ".join([_state(entry), size(entry.size), *_fits(entry, machine), *marks])
        console.text(f"{entry.id}  {entry.name}  ({told})  {entry.path}".rstrip())
    console.result({"models": [_described(entry, machine, wanted, suggested) for entry in found]})
    return Exit.DONE


def _show(options: argparse.Namespace, profile: Profile, console: Console) -> Exit:
    entry, machine = _find(profile, options.name), this_machine()
    lines = [entry.name, f"  state:      {_state(entry)}", f"  size:       {size(entry.size)}"]
    lines += [f"  licence:    {entry.licence or ModelWords.UNKNOWN_LICENCE}"]
    lines += [f"  quality:    {quality(entry.facts.bits)}"] if entry.facts else []
    lines += [f"  good at:    {good(entry.good).removeprefix('Good at ')}"] if entry.good else []
    lines += [f"  memory:     {', '.join(_fits(entry, machine))}"] if entry.facts else []
    lines += [f"  file:       {entry.path}"] if entry.path else []
    lines += [f"  checksum:   {entry.sha256}"] if entry.sha256 else []
    lines += [f"  from:       {place.key}" for place in (entry.wanted.places if entry.wanted else ())]
    console.text("\n".join(lines))
    found = _described(entry, machine, chosen(profile), "")
    console.result({"model": {**found, "facts": encode(entry.facts) if entry.facts else None}})
    return Exit.DONE


def _search(options: argparse.Namespace, profile: Profile, console: Console, hub: Hub) -> Exit:
    """Collections; with "owner/name" the files in one."""
    console.progress(ModelWords.SEARCHING)
    if names.is_repo(options.words):
        files = _finished(process.look(options.words, hub))
        for file in files:
            console.text(f"{options.words}/{file.name}  ({size(file.size)})")
        if not files:
            console.text(ModelWords.NO_FILES)
        console.result({"files": [encode(file) for file in files]})
        return Exit.DONE
    found = _finished(process.search(options.words, hub))
    for one in found:
        gated = f", {ModelWords.GATED}" if one.gated else ""
        console.text(f"{one.repo}  ({one.licence or ModelWords.UNKNOWN_LICENCE}, {one.updated}{gated})")
    console.result({"collections": [encode(one) for one in found]})
    return Exit.DONE


def _add(options: argparse.Namespace, profile: Profile, console: Console) -> Exit:
    with writing(profile):
        console.progress(ModelWords.ADDING)
        card = _finished(fetching.add(profile, options.path))
    return _tell(card.id, profile, console)


def _get(options: argparse.Namespace, profile: Profile, console: Console, hub: Hub) -> Exit:
    with writing(profile):
        what, known = _wanted(profile, options.name)
        pace = Pace()
        with closing(fetching.fetch(profile, what, known, hub)) as work:
            card = _finished(work, lambda said: _progress(said, pace, console))
    console.text(ModelWords.got(card.name))
    return _tell(card.id, profile, console)


def _wanted(profile: Profile, name: str) -> tuple[Wanted, Known | None]:
    """A model of the shelf, or "owner/name/file" on the hub."""
    entry = shelf.find(profile, name)
    if entry is not None:
        if entry.wanted is None or entry.state is State.READY:
            raise bad_input("nothing_to_get", Words.NOTHING_TO_GET, name=entry.name)
        return entry.wanted, next((one for one in catalogue.known_models() if one.id == entry.known), None)
    repo, _, file = _parts(name)
    if not names.is_repo(repo) or not names.is_model(file):
        raise bad_input("model_missing", Words.NO_SUCH_MODEL, name=name)
    return Wanted(file.rsplit("/", 1)[-1].removesuffix(names.GGUF), (Place(repo, file),)), None


def _parts(name: str) -> tuple[str, str, str]:
    owner, _, rest = name.partition("/")
    repo, slash, file = rest.partition("/")
    return f"{owner}/{repo}", slash, file


def _progress(said: object, pace: Pace, console: Console) -> None:
    match said:
        case Getting(done, total, True):
            console.progress(f"{ModelWords.CHECKING[:-1]}, {ModelWords.done(done, total)}")
        case Getting(done, total):
            speed = pace.saw(time.monotonic(), done, total)
            told = ModelWords.getting(done, total, speed.bytes, speed.seconds_left)
            console.progress(f"{ModelWords.GETTING}, {told}")
        case NotFrom(place):
            console.note(ModelWords.next_place(place.repo))


def _remove(options: argparse.Namespace, profile: Profile, console: Console) -> Exit:
    with writing(profile):
        entry = _find(profile, options.name)
        if entry.ships or entry.state is State.TO_GET:
            raise bad_input("not_ours", Words.NOT_OURS, name=entry.name)
        if _in_use(entry, chosen(profile)):
            raise bad_input("model_in_use", Words.MODEL_IN_USE, name=entry.name)
        try:
            cards.drop(profile, entry.sha256)
        except OSError as error:
            raise _cannot(CannotGet(Code.CANNOT_WRITE, str(error))) from error
    console.text(ModelWords.removed(entry.name) if entry.ours else Words.FORGOTTEN.format(name=entry.name))
    console.result({"removed": entry.id})
    return Exit.DONE


def _use(options: argparse.Namespace, profile: Profile, console: Console) -> Exit:
    """From now on, in the window and here."""
    entry = _find(profile, options.name)
    try:
        model = shelf.model(profile, entry)
    except ModelError as error:
        code = "model_missing" if entry.state is State.TO_GET else error.code
        raise CliError(Exit.BAD_INPUT, code, fill(Words.NOT_HERE, name=entry.name), str(error)) from error
    with writing(profile) as store:
        store.settings.set(shelf.CHOSEN, model.id)
    return _tell(model.id, profile, console)


def _tell(name: str, profile: Profile, console: Console) -> Exit:
    entry, machine = _find(profile, name), this_machine()
    console.text(f"{entry.id}  {entry.name}  ({', '.join([_state(entry), size(entry.size), *_fits(entry, machine)])})")
    console.result({"model": _described(entry, machine, chosen(profile), "")})
    return Exit.DONE


def _find(profile: Profile, name: str) -> Entry:
    entry = shelf.find(profile, name)
    if entry is None:
        raise bad_input("model_missing", Words.NO_SUCH_MODEL, name=name)
    return entry


def _in_use(entry: Entry, wanted: str) -> bool:
    return entry.id == wanted if wanted else entry.ships


def _state(entry: Entry) -> str:
    if entry.state is State.PARTLY:
        return f"{STATES[entry.state]}: {ModelWords.done(entry.here, entry.size)}"
    return STATES[entry.state]


def _fits(entry: Entry, machine: Machine) -> list[str]:
    if entry.facts is None:
        return []
    found = room.verdict(entry.facts, machine, entry.ships)
    chat = ModelWords.fits(ModelWords.CHAT.lower(), found.chat, found.need.chat)
    return [chat, ModelWords.fits(ModelWords.LEARNING.lower(), found.learn, found.need.learn)]


def _described(entry: Entry, machine: Machine, wanted: str, suggested: str) -> dict[str, Any]:  # Any: JSON values
    found = room.verdict(entry.facts, machine, entry.ships) if entry.facts else None
    return {
        "id": entry.id,
        "name": entry.name,
        "state": "missing" if entry.state is State.TO_GET else entry.state.value,
        "path": entry.path,
        "size": entry.size,
        "here": entry.here,
        "licence": entry.licence,
        "sha256": entry.sha256,
        "default": entry.ships,
        "in_use": _in_use(entry, wanted),
        "suggested": entry.id == suggested,
        "chat": FITS[found.chat] if found else "",
        "learning": FITS[found.learn] if found else "",
        "chat_bytes": found.need.chat if found else 0,
        "learning_bytes": found.need.learn if found else 0,
    }


def _finished(work: Generator[Any, None, Result], hear: Any = None) -> Result:  # Any: whatever the work says
    """What the work makes; its refusals in words."""
    with store_errors():
        try:
            while True:
                said = next(work)
                if hear is not None and said is not None:
                    hear(said)
        except StopIteration as end:
            made: Result = end.value
            return made
        except CannotGet as error:
            raise _cannot(error) from error


def _cannot(error: CannotGet) -> CliError:
    """What the person named is theirs to change; the network and the disk are not."""
    words = Trouble(trouble(error.trouble, error.needed, error.free), "", "")
    return CliError(Exit.BAD_INPUT if error.trouble in _PERSONS else Exit.ENGINE, error.trouble, words, error.detail)
