"""What the child says to the process that wants a file read, and its JSON form. One way only; never pickle.

Knows the shape of every message. Does not know pipes or formats.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.parse.document import Passage
from learning.parse.pieces import Progress
from learning.parse.reasons import Reason

FRAME_LIMIT: Final = 8 * 1024 * 1024  # bytes


class MessageError(ValueError):
    """A frame that is none of ours."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The next passages, in the order of the document."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The end: all that a document is beside its passages."""

    sha256: str
    title: str
    format: str
    pages: int
    words: int
    language: str
    date: str
    notices: tuple[str, ...]
    removed: int


@dataclass(frozen=True, slots=True)
class Unread:
    """The other end."""

    reason: Reason
    detail: str = ""


Message = Passages | Progress | Read | Unread
_KINDS: Final = {kind.__name__: kind for kind in (Passages, Progress, Read, Unread)}


def pack(message: Message) -> bytes:
    form = {"type": type(message).__name__, **encode(message)}
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpack(frame: bytes) -> Message:
    """Raises MessageError."""
    try:
        form = json.loads(frame)
        kind = _KINDS[form.pop("type")]
        message: Message = decode(kind, form)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, CodecError) as error:
        raise MessageError(type(error).__name__) from error
    return message
