"""Models by name or path, and where their files are on this machine: those of the catalogue, and those with a card.

Knows names, places and checksums; reads no weights.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learning import model_hash
from learning.shelf import cards
from learning.shelf.cards import Card
from learning.shelf.facts import Facts
from learning.shelf.results import Place
from learning.store.profile import Profile
from learning.types import ModelRef

_MAGIC = b"GGUF"
_TABLE = Path(__file__).parent.parent / "resources" / "models.toml"


class ModelError(Exception):
    """`code` is a value of protocol.FailureCode; `path` is the file it is about, "" when there is none."""

    code = ""

    def __init__(self, path: str, detail: str = "") -> None:
        super().__init__(f"{self.code}: {path} {detail}".strip())
        self.path = path
        self.detail = detail


class ModelMissing(ModelError):
    code = "model_missing"


class ModelDamaged(ModelError):
    """Too short, another checksum, or not a model at all."""

    code = "model_damaged"


@dataclass(frozen=True, slots=True)
class Known:
    """One entry of resources/models.toml. Without a checksum the hub's own list says what the file must be."""

    id: str
    name: str
    family: str
    file: str
    licence: str
    sha256: str = ""
    size: int = 0  # bytes, exactly; 0: not known
    roughly: int = 0  # bytes, to be shown before the hub has been asked
    template: str = ""  # the manner its chats are written in
    good: tuple[str, ...] = ()  # at what; words in the window's lists
    places: tuple[Place, ...] = ()
    facts: Facts | None = None
    pip: str = ""
    member: str = ""
    default: bool = False

    @property
    def bytes(self) -> int:
        return self.size or self.roughly


@dataclass(frozen=True, slots=True)
class Listed:
    """One known model as found here. `state` is "ready", "missing" or "damaged"."""

    known: Known
    state: str
    path: str


def known_models() -> tuple[Known, ...]:
    return tuple(_known(entry) for entry in tomllib.loads(_TABLE.read_text(encoding="utf-8"))["models"])


def _known(entry: dict[str, Any]) -> Known:  # Any: TOML
    family, file = str(entry["family"]), str(entry["file"])
    named = [str(repo).partition(":") for repo in entry.pop("hub", ())]
    places = tuple(Place(repo, name or file) for repo, _, name in named)
    sizes = entry.pop("sizes", None)
    facts = Facts(family, **sizes, licence=str(entry["licence"])) if sizes else None
    return Known(**{**entry, "good": tuple(entry.get("good", ()))}, places=places, facts=facts)


def default_model(profile: Profile | None = None) -> ModelRef | None:
    """The model Ingrain starts with, checked; None when it is not installed. Raises ModelDamaged."""
    for known in known_models():
        if known.default:
            try:
                return _known_model(known, profile)
            except ModelMissing:
                return None
    return None


def find(id_or_path: str, profile: Profile | None = None) -> ModelRef:
    """A known model by its id, or any GGUF file or safetensors folder by its path.

    With a profile, checksums are remembered there. Raises ModelMissing or ModelDamaged.
    """
    for known in known_models():
        if id_or_path in (known.id, known.name):
            return _known_model(known, profile)
    for card in cards.read(profile) if profile else ():
        if id_or_path in (card.id, card.name):
            return of_card(card, profile)
    path = Path(id_or_path).expanduser().absolute()
    if path.is_dir():
        return _folder(path, profile)
    if not path.is_file():
        raise ModelMissing(str(path))
    return _file(path, profile)


def list_models(profile: Profile | None = None) -> tuple[Listed, ...]:
    """Every known model and whether it can be used."""
    return tuple(_listed(known, profile) for known in known_models())


def here(profile: Profile) -> frozenset[str]:
    """Checksums of the models that can be used on this computer."""
    listed = {one.known.sha256 for one in list_models(profile) if one.state == "ready"} - {""}
    return frozenset(listed | {card.sha256 for card in cards.read(profile) if cards.path(profile, card).exists()})


def of_card(card: Card, profile: Profile | None) -> ModelRef:
    """A model that was downloaded or added, checked. Raises ModelMissing or ModelDamaged."""
    assert profile is not None  # it has the card
    path = cards.path(profile, card)
    if not path.exists():
        raise ModelMissing(str(path))
    found = _folder(path, profile) if path.is_dir() else ModelRef("", "", "", "", model_hash.of_model(path, profile))
    if found.sha256 != card.sha256:
        raise ModelDamaged(str(path), "another checksum")
    return ModelRef(card.id, card.name, card.facts.family, str(path), card.sha256, licence=card.licence)


def places(profile: Profile | None = None) -> tuple[Path, ...]:
    """Folders where model files are looked for, in order."""
    named = os.environ.get("INGRAIN_MODELS", "")
    found = [Path(sys.prefix) / "share" / "ingrain" / "models"]
    found += [Path(named)] if named else []
    found += [profile.models] if profile else []
    return tuple(found)


def _listed(known: Known, profile: Profile | None) -> Listed:
    try:
        return Listed(known, "ready", _known_model(known, profile).file)
    except ModelMissing:
        return Listed(known, "missing", "")
    except ModelDamaged as error:
        return Listed(known, "damaged", error.path)


def _known_model(known: Known, profile: Profile | None) -> ModelRef:
    """The first whole copy; a damaged one is only spoken of when there is no other."""
    damaged: ModelDamaged | None = None
    for path in _copies(known, profile):
        try:
            return _checked(known, path, profile)
        except ModelDamaged as error:
            damaged = damaged or error
    for card in cards.read(profile) if profile else ():
        if card.known == known.id:
            return of_card(card, profile)
    raise damaged or ModelMissing(known.id)


def _copies(known: Known, profile: Profile | None) -> Iterator[Path]:
    for place in places(profile) if known.sha256 else ():
        for path in (place / known.file, place / known.sha256 / known.file):
            if path.is_file():
                yield path.absolute()


def _checked(known: Known, path: Path, profile: Profile | None) -> ModelRef:
    size = path.stat().st_size
    if size != known.size:
        raise ModelDamaged(str(path), f"{size} bytes instead of {known.size}")
    if model_hash.of_model(path, profile) != known.sha256:
        raise ModelDamaged(str(path), "another checksum")
    return ModelRef(known.id, known.name, known.family, str(path), known.sha256, licence=known.licence)


def _file(path: Path, profile: Profile | None) -> ModelRef:
    for known in known_models():
        if path.name == known.file and known.sha256:
            return _checked(known, path, profile)
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise ModelDamaged(str(path), "not a GGUF file")
    return ModelRef(path.stem, path.stem, "", str(path), model_hash.of_model(path, profile))


def _folder(path: Path, profile: Profile | None) -> ModelRef:
    names = {part.name for part in model_hash.parts(path)}
    for needed in ("config.json", "tokenizer.json"):
        if needed not in names:
            raise ModelDamaged(str(path), f"no {needed}")
    if not any(name.endswith(".safetensors") for name in names):
        raise ModelDamaged(str(path), "no safetensors")
    return ModelRef(path.name, path.name, "", str(path), model_hash.of_model(path, profile))
