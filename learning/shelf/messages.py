"""What the process on the network is told, and what it says, in JSON. One way each; never pickle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.shelf.results import HUB, Asking, Getting, Got, HubFile, HubModel, NotFrom, Trouble, Wanted

FRAME_LIMIT: Final = 1024 * 1024  # bytes


class MessageError(ValueError):
    """A frame that is none of ours."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Which hub. `allowed` ("host:port") may be asked although it is not of the public web; only tests fill it."""

    address: str = HUB
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Find:
    """Repositories with models, by words."""

    hub: Hub
    words: str


@dataclass(frozen=True, slots=True)
class Look:
    """The models in one repository."""

    hub: Hub
    repo: str


@dataclass(frozen=True, slots=True)
class Get:
    """A file into `folder`, where the beginning of it may lie already."""

    hub: Hub
    wanted: Wanted
    folder: str


@dataclass(frozen=True, slots=True)
class Models:
    found: tuple[HubModel, ...]


@dataclass(frozen=True, slots=True)
class Files:
    found: tuple[HubFile, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """All was done; with a trouble: nothing was."""

    trouble: Trouble | None = None
    detail: str = ""
    needed: int = 0
    free: int = 0


Order = Find | Look | Get
Said = Models | Files | Asking | NotFrom | Getting | Got | Ended
_KINDS: Final = {kind.__name__: kind for kind in (Find, Look, Get, Models, Files, Asking, NotFrom, Getting, Got, Ended)}


def pack(message: Order | Said) -> bytes:
    form = {"type": type(message).__name__, "is": encode(message)}
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpack(frame: bytes) -> Order | Said:
    """Raises MessageError."""
    try:
        form = json.loads(frame)
        message: Order | Said = decode(_KINDS[form["type"]], form["is"])
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, CodecError) as error:
        raise MessageError(type(error).__name__) from error
    return message
