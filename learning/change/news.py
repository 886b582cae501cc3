"""A message that may change something: as a whole and statement by statement. Knows nothing of what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from learning.change.reading import Reading, parts, pieces, read

_MARKS: Final = ("now", "correct")


@dataclass(frozen=True, slots=True)
class News:
    """A message as a whole and statement by statement. `marked`: something changed, `corrects`: it was told wrongly."""

    whole: Reading
    each: tuple[Reading, ...]
    pieces: tuple[Reading, ...]
    marked: bool
    corrects: bool


def news(text: str, code: str, corrected: bool = False) -> News | None:
    """None when nothing can be told from it."""
    whole = read(text, code)
    if whole is None:
        return None
    marked = whole.has(*_MARKS) or corrected
    if whole.has("past") and not marked and not whole.denied:
        return None
    each = tuple(one for part in parts(text, code) if (one := read(part, code)) is not None)
    short = tuple(one for piece in pieces(text, code) if (one := read(piece, code)) is not None)
    return News(whole, each, short, marked, whole.has("correct") or corrected)
