"""JSON of strangers: bounded in depth, no key twice, no number that is none. Knows no shape."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")


class NotPlain(ValueError):
    """Not JSON as we take it. `deep`: only because of its depth."""

    def __init__(self, detail: str, deep: bool = False) -> None:
        super().__init__(detail)
        self.deep = deep


def loads(data: bytes, deepest: int) -> Any:  # Any: JSON values have no closed type
    """Raises NotPlain."""
    _must_be_shallow(data, deepest)
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        raise NotPlain(type(error).__name__) from error


def _must_be_shallow(data: bytes, deepest: int) -> None:
    """Before anything recursive looks at it. A string that never ends leaves its brackets in: too many is safe."""
    depth = 0
    for match in _BRACKETS.finditer(_STRINGS.sub(b"", data)):
        depth += 1 if match[0] in (b"[", b"{") else -1
        if depth > deepest:
            raise NotPlain(f"deeper than {deepest}", deep=True)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: parsed JSON
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text[:40])
    return number
