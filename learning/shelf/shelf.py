"""Everything on the model shelf: what the catalogue knows, what is on this computer, what is only partly here.

Reads the catalogue and the profile; downloads nothing. One entry for each model, wherever it is from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from learning import catalogue
from learning.catalogue import Known, ModelError, ModelMissing
from learning.shelf import cards
from learning.shelf.cards import Card
from learning.shelf.facts import Facts
from learning.shelf.part import SUFFIX, Note, read_note
from learning.shelf.results import Wanted
from learning.store.profile import Profile
from learning.types import ModelRef

CHOSEN: Final = "model"  # the setting that holds the id of the model a person chose


class State(StrEnum):
    READY = "ready"
    TO_GET = "to_get"  # known, and not here
    PARTLY = "partly"  # a download that was paused or broke off
    DAMAGED = "damaged"  # another file than it was
    AWAY = "away"  # a file of the person's own that cannot be reached: listed, not lost


@dataclass(frozen=True, slots=True)
class Entry:
    """`here` bytes of `size` are on the disk; `wanted` says how to get it, None where it is the person's own."""

    id: str
    name: str
    state: State
    size: int
    licence: str = ""
    path: str = ""
    sha256: str = ""
    here: int = 0
    facts: Facts | None = None
    wanted: Wanted | None = None
    known: str = ""  # id in the catalogue
    good: tuple[str, ...] = ()
    origin: str = ""
    ships: bool = False  # the one that comes with Ingrain
    ours: bool = False  # downloaded, so that removing it frees its room


def entries(profile: Profile) -> tuple[Entry, ...]:
    """Those of the catalogue in its order, then the others by name."""
    held = cards.read(profile)
    parts = {place.name: (place, note) for place, note in _parts(profile)}
    found = [_of_known(known, held, parts, profile) for known in catalogue.known_models()]
    listed = {entry.sha256 for entry in found} - {""}
    found += [_of_card(card, profile) for card in held if card.sha256 not in listed]
    return (*found, *(_of_part(place, note) for place, note in parts.values()))


def find(profile: Profile, name: str) -> Entry | None:
    """By id, name, checksum or path."""
    path = str(Path(name).expanduser().absolute())
    for entry in entries(profile):
        if name in (entry.id, entry.name, entry.sha256) or (entry.path and entry.path == path):
            return entry
    return next((one for one in entries(profile) if name.casefold() == one.name.casefold()), None)


def model(profile: Profile, entry: Entry) -> ModelRef:
    """The model to load. Raises ModelMissing or ModelDamaged."""
    return catalogue.find(entry.id, profile)


def _of_known(known: Known, held: tuple[Card, ...], parts: dict[str, tuple[Path, Note]], profile: Profile) -> Entry:
    card = next((one for one in held if known.id == one.known or (known.sha256 and one.sha256 == known.sha256)), None)
    state, path = State.READY, ""
    try:
        found = catalogue.find(known.id, profile)
        path, sha256 = found.file, found.sha256
    except ModelMissing as error:
        state, sha256 = (State.AWAY if card and not card.ours else State.TO_GET), known.sha256
        path = error.path if card else ""
    except ModelError as error:
        state, path, sha256 = State.DAMAGED, error.path, card.sha256 if card else known.sha256
    want = Wanted(known.name, known.places, known.sha256, known.size)
    entry = Entry(
        id=known.id,
        name=known.name,
        state=state,
        size=card.size if card else known.bytes,
        licence=known.licence,
        path=path,
        sha256=sha256,
        facts=card.facts if card else known.facts,
        wanted=want if known.places else None,
        known=known.id,
        good=known.good,
        origin=card.origin if card else "",
        ships=known.default,
        ours=bool(card and card.ours),
    )
    begun = next((one for one in parts.values() if _is_of(one[1], known)), None)
    if state is not State.TO_GET or begun is None:
        return entry
    parts.pop(begun[0].name)
    return _begun(entry, *begun)


def _begun(entry: Entry, place: Path, note: Note) -> Entry:
    part = _of_part(place, note)
    return Entry(
        id=entry.id, name=entry.name, state=State.PARTLY, size=part.size, licence=entry.licence, sha256=place.name,
        here=part.here, facts=entry.facts, wanted=note.wanted, known=entry.known, good=entry.good, ours=True,
    )  # fmt: skip


def _is_of(note: Note, known: Known) -> bool:
    keys = {place.key for place in known.places}
    return note.wanted.sha256 == known.sha256 or any(place.key in keys for place in note.wanted.places)


def _of_card(card: Card, profile: Profile) -> Entry:
    state, path = State.READY, str(cards.path(profile, card))
    try:
        catalogue.of_card(card, profile)
    except ModelMissing:
        state = State.DAMAGED if card.ours else State.AWAY
    except ModelError:
        state = State.DAMAGED
    return Entry(
        id=card.id, name=card.name, state=state, size=card.size, licence=card.licence, path=path, sha256=card.sha256,
        facts=card.facts, known=card.known, origin=card.origin, ours=card.ours,
    )  # fmt: skip


def _parts(profile: Profile) -> Iterator[tuple[Path, Note]]:
    """Downloads that are not finished."""
    for place in sorted(profile.models.iterdir()) if profile.models.is_dir() else ():
        note = read_note(place) if place.is_dir() and not (place / cards.NAME).is_file() else None
        if note is not None:
            yield place, note


def _of_part(place: Path, note: Note) -> Entry:
    part = place / f"{note.file}{SUFFIX}"
    here = part.stat().st_size if part.is_file() else 0
    name = note.wanted.name or note.file
    return Entry(
        id=place.name[:12], name=name, state=State.PARTLY, size=note.wanted.size, sha256=place.name, here=here,
        wanted=note.wanted, origin=note.wanted.places[0].key if note.wanted.places else "", ours=True,
    )  # fmt: skip
