"""What is remembered of each model on this computer: one small file, `<profile>/models/<sha256>/model.json`.

A model that was downloaded lies beside its card; one that the person added stays where it is, and only the card is
ours. A card that cannot be read counts as none. Raises OSError where the disk refuses.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.shelf.facts import Facts
from learning.shelf.part import NOTE
from learning.store import files
from learning.store.profile import Profile

NAME: Final = "model.json"
_MOST: Final = 1 << 16
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Card:
    """`file` is a name beside the card, or the absolute path of a file or folder that is the person's own."""

    id: str
    name: str
    file: str
    sha256: str
    size: int
    facts: Facts
    licence: str = ""
    known: str = ""  # id in the catalogue, where it is one of those
    origin: str = ""  # "owner/repo/file@revision" on the hub, "" for the person's own
    added: str = ""  # ISO time

    @property
    def ours(self) -> bool:
        """Whether it was downloaded, so that removing it removes the file."""
        return Path(self.file).name == self.file


def folder(profile: Profile, sha256: str) -> Path:
    return profile.models / sha256


def path(profile: Profile, card: Card) -> Path:
    """Where the model is."""
    return folder(profile, card.sha256) / card.file if card.ours else Path(card.file)


def read(profile: Profile) -> tuple[Card, ...]:
    """Every card, by name."""
    places = profile.models.iterdir() if profile.models.is_dir() else ()
    found = (_card(place) for place in places if _SHA256.fullmatch(place.name))
    return tuple(sorted((card for card in found if card is not None), key=lambda card: (card.name.casefold(), card.id)))


def keep(profile: Profile, card: Card) -> None:
    place = files.make_dir(folder(profile, card.sha256))
    files.write_atomic(place / NAME, json.dumps(encode(card), indent=1, ensure_ascii=False).encode())
    files.remove(place / NOTE)


def drop(profile: Profile, sha256: str) -> None:
    """The card, and what was downloaded beside it. A file of the person's own is never touched."""
    if _SHA256.fullmatch(sha256):
        place = folder(profile, sha256)
        files.remove(place / NAME)  # first: what has no card is no model, if the rest is interrupted
        files.remove_tree(place)


def _card(place: Path) -> Card | None:
    file = place / NAME
    try:
        if file.stat().st_size > _MOST:
            return None
        card: Card = decode(Card, json.loads(file.read_bytes()))
    except (OSError, ValueError, CodecError, RecursionError):
        return None
    sound = card.sha256 == place.name and (card.ours or Path(card.file).is_absolute()) and card.file not in ("", "..")
    return card if sound else None


def put_aside(profile: Profile, sha256: str) -> None:
    """Out of the shelf, so that it can be brought back; `clear` frees its room."""
    if _SHA256.fullmatch(sha256) and (place := folder(profile, sha256)).is_dir():
        files.remove_tree(_aside(profile) / sha256)
        files.make_dir(_aside(profile))
        files.rename(place, _aside(profile) / sha256)


def bring_back(profile: Profile, sha256: str) -> None:
    """What was put aside last; nothing where its room is free by now."""
    if _SHA256.fullmatch(sha256) and (place := _aside(profile) / sha256).is_dir():
        files.rename(place, folder(profile, sha256))


def clear(profile: Profile) -> None:
    files.remove_tree(_aside(profile))


def _aside(profile: Profile) -> Path:
    return profile.models / ".removed"
