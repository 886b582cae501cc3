"""The ways of hiding text from a reader, and when two colours are one. Knows no formats."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

Colour = tuple[float, float, float]  # red, green, blue from 0 to 1

WHITE: Final[Colour] = (1.0, 1.0, 1.0)
BLACK: Final[Colour] = (0.0, 0.0, 0.0)
TINY_POINTS: Final = 2.0
_SAME: Final = 0.06


class Hidden(StrEnum):
    """Why a reader of the page would not see a passage: the values of `Passage.hidden`."""

    WHITE = "white"  # the colour of what it stands on
    TINY = "tiny"
    OFF_PAGE = "off the page"
    INVISIBLE = "invisible"  # drawn with no ink, or switched off


def same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))
