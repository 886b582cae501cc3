"""What the child that looks at a skill's file says, and its JSON form: parts with their bytes, then how it ended.

After a `Part` come frames with its bytes, marked as such. Never pickle. Does not know pipes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.sharing.offered import Offered
from learning.sharing.refusals import Refusal

BYTES: Final = b"\0"  # before the bytes of a part; a message begins with a brace
FRAME_LIMIT: Final = 8 * 1024 * 1024  # bytes


class MessageError(ValueError):
    """A frame that is none of ours."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the skill: `size` bytes of it come next."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Checked:
    """The end: everything that was sent is as it should be."""

    offered: Offered


@dataclass(frozen=True, slots=True)
class Declined:
    """The other end."""

    reason: Refusal
    detail: str = ""


Message = Part | Checked | Declined
_KINDS: Final = {kind.__name__: kind for kind in (Part, Checked, Declined)}


def pack(message: Message) -> bytes:
    form = {"type": type(message).__name__, **encode(message)}
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(frame: bytes) -> Message:
    """Raises MessageError."""
    try:
        form = json.loads(frame)
        kind = _KINDS[form.pop("type")]
        message: Message = decode(kind, form)
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, CodecError) as error:
        raise MessageError(type(error).__name__) from error
    return message
