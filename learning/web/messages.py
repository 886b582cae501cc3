"""What the fetcher's process says to the one that started it, and its JSON form. One way only; never pickle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.updates.notice import Notice, Why
from learning.web.results import Fetched, Fetching, NotFetched, Result, Trouble

FRAME_LIMIT: Final = 1024 * 1024  # bytes


class MessageError(ValueError):
    """A frame that is none of ours."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the process is to do. `address` is that of a SearXNG."""

    provider: str
    query: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    addresses: tuple[str, ...]
    folder: str
    allowed: tuple[str, ...] = ()  # "host:port" beside the public web; tests use it


@dataclass(frozen=True, slots=True)
class AskNews:
    """Look for news of a version. `keys` are those whose signature counts, in base64."""

    address: str
    keys: tuple[str, ...]
    allowed: tuple[str, ...] = ()  # as in Fetch


@dataclass(frozen=True, slots=True)
class News:
    """What was signed; or `why` there is nothing that is believed."""

    notice: Notice | None
    why: Why | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """All was done; with a trouble: nothing was."""

    trouble: Trouble | None = None
    detail: str = ""


Message = Fetching | Fetched | NotFetched | Found | News | Ended | Search | Fetch | AskNews
_KINDS: Final = {kind.__name__: kind for kind in Message.__args__}


def pack(message: Message) -> bytes:
    form = {"type": type(message).__name__, "is": encode(message)}
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpack(frame: bytes) -> Message:
    """Raises MessageError."""
    try:
        form = json.loads(frame)
        message: Message = decode(_KINDS[form["type"]], form["is"])
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, CodecError) as error:
        raise MessageError(type(error).__name__) from error
    return message
