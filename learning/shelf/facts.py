"""What a model says of itself in its header: sizes, name, licence; and the looking, in a child behind walls.

Knows the pipe and what may be believed of it: numbers within bounds, short plain text. Does not know file formats: the
child's target is in `backends`, named by a string as engines are.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.parse.limits import MB, Limits
from learning.parse.reasons import CannotRead
from learning.parse.walled import Walled
from learning.shelf.results import CannotGet, Trouble

_CHILD: Final = "backends.model_facts:run"
_FRAME: Final = 1 << 16
_LIMITS: Final = Limits(cpu_seconds=30, wall_seconds=60.0, memory=1024 * MB)


@dataclass(frozen=True, slots=True)
class Facts:
    """Sizes that decide how much memory a model takes. `kv` is the width of keys, as of values, in one block."""

    family: str
    parameters: int
    blocks: int
    hidden: int
    inner: int
    kv: int
    vocabulary: int
    context: int  # tokens
    bits: float  # of one weight in the file, on average
    gguf: bool = True
    name: str = ""
    licence: str = ""
    template: bool = True  # whether it says how a chat is written


@dataclass(frozen=True, slots=True)
class Refused:
    """`code` as in protocol.FailureCode."""

    code: str
    detail: str = ""


Look = Facts | Refused
_KINDS: Final = {"Facts": Facts, "Refused": Refused}
_TROUBLES: Final = {"model_missing": Trouble.NOT_FOUND, "model_unknown": Trouble.OTHER_KIND}


def pack(look: Look) -> bytes:
    return json.dumps({"type": type(look).__name__, "is": encode(look)}).encode()


def unpack(frame: bytes) -> Look:
    """Raises ValueError."""
    form = json.loads(frame)
    try:
        found: Look = decode(_KINDS[form["type"]], form["is"])
    except (KeyError, TypeError, CodecError) as error:
        raise ValueError("no look") from error
    return found


def facts(path: Path, child: str = _CHILD) -> Generator[None, None, Facts]:
    """Yields at least every quarter of a second. Raises CannotGet(NOT_FOUND | NOT_A_MODEL | OTHER_KIND)."""
    with ExitStack() as stack:
        try:
            walled = Walled(child, (str(path),), _LIMITS)
            stack.callback(walled.end)
            while (frame := walled.frame(_FRAME)) is None:
                yield None
            found = unpack(frame)
        except (CannotRead, ValueError) as error:
            raise CannotGet(Trouble.NOT_A_MODEL, str(error)[:200]) from error
    if isinstance(found, Refused):
        raise CannotGet(_TROUBLES.get(found.code, Trouble.NOT_A_MODEL), found.detail[:200])
    return found
