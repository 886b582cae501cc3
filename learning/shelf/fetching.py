"""A model from the hub, or from a place of the person's own, until it is one that can be chosen.

Generators that yield their progress; closing one leaves what is good and nothing else. Whatever is no model that can
run here is not kept. Raises CannotGet.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from learning import catalogue, model_hash
from learning.catalogue import Known
from learning.shelf import cards, process
from learning.shelf.cards import Card
from learning.shelf.facts import Facts, facts
from learning.shelf.messages import Hub
from learning.shelf.names import GGUF
from learning.shelf.part import SUFFIX
from learning.shelf.process import THE_HUB, Progress
from learning.shelf.results import CannotGet, Got, Trouble, Wanted
from learning.store import files, ids
from learning.store.errors import DiskFull
from learning.store.profile import Profile


def wanted(known: Known) -> Wanted:
    """A model of the catalogue, as it is asked for."""
    return Wanted(known.name, known.places, known.sha256, known.size)


def fetch(
    profile: Profile, what: Wanted, known: Known | None = None, hub: Hub = THE_HUB
) -> Generator[Progress | None, None, Card]:
    """Download, check, look at its header, and give it a card."""
    got = yield from process.get(what, profile.models, hub)
    path = Path(got.path)
    try:
        found = yield from facts(path)
    except CannotGet:
        with _disk():
            cards.drop(profile, got.sha256)
        raise
    with _disk():
        final = path.with_name(path.name.removesuffix(SUFFIX))
        files.replace(path, final)
        files.fsync_dir(final.parent)
        card = _card_of(profile, got, final, found, known, what.name)
        cards.keep(profile, card)
    model_hash.known(final, got.sha256, profile)
    return card


def add(profile: Profile, path: Path) -> Generator[None, None, Card]:
    """Remember a file or folder of the person's own; it stays where it is."""
    path = path.expanduser().absolute()
    if not path.exists():
        raise CannotGet(Trouble.NOT_FOUND, str(path))
    if path.is_file() and path.suffix.lower() != GGUF:
        raise CannotGet(Trouble.NOT_A_MODEL, path.suffix)
    found = yield from facts(path)
    with _disk():
        sha256 = yield from model_hash.hashing(path, profile)
        size = sum(part.stat().st_size for part in ([path] if path.is_file() else model_hash.parts(path)))
        stem = path.stem if path.is_file() else path.name
        name = stem if path.is_file() or not found.name else found.name
        own = _free_id(profile, stem, sha256)
        card = Card(own, name, str(path), sha256, size, found, found.licence, added=ids.now())
        cards.keep(profile, card)
    return card


def _card_of(profile: Profile, got: Got, final: Path, found: Facts, known: Known | None, name: str) -> Card:
    place = got.place
    return Card(
        id=known.id if known else _free_id(profile, final.stem, got.sha256),
        name=name,
        file=final.name,
        sha256=got.sha256,
        size=got.size,
        facts=found,
        licence=known.licence if known else found.licence,
        known=known.id if known else "",
        origin=f"{place.repo}/{place.file}@{place.revision}",
        added=ids.now(),
    )


def _free_id(profile: Profile, stem: str, sha256: str) -> str:
    """A short name that no other model has."""
    wish = "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in stem.lower())[:60] or "model"
    taken = {known.id for known in catalogue.known_models()}
    taken |= {card.id for card in cards.read(profile) if card.sha256 != sha256}
    return wish if wish not in taken else f"{wish}-{sha256[:6]}"


@contextmanager
def _disk() -> Iterator[None]:
    """What the disk refuses, in our codes."""
    try:
        yield
    except DiskFull as error:
        raise CannotGet(Trouble.DISK_FULL, str(error), error.needed, error.free) from error
    except OSError as error:
        raise CannotGet(Trouble.CANNOT_WRITE, str(error)) from error
