"""Text as a person would see it: one form for each letter, nothing invisible in it, plain spaces.

Text shown is text learned, so what cannot be seen goes, and how much went is counted. Knows characters, no formats.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# Letters and marks by category, yet nothing to see: fillers, joiners, blanks, variation selectors.
_BLANK: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_GONE: Final = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
_UNSUSPICIOUS: Final = frozenset("\u00ad\ufeff\r\x0c")  # typesetters' hyphens, byte order marks, ends of pages
_SPACES: Final = re.compile(r"\s+")
_PLAIN: Final = re.compile(r"[\x20-\x7e]*")
# NFKC would make 102 of 10² and 51⁄2 of 5½.
_POWER: Final = re.compile(r"(?<=\d)([⁻⁺]?[⁰¹²³⁴-⁹]+)")
_FRACTION: Final = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞↉])")


@dataclass(frozen=True, slots=True)
class Clean:
    """`removed` counts what no reader could have seen."""

    text: str
    removed: int = 0


def clean(text: str) -> Clean:
    """One line of plain text."""
    if _PLAIN.fullmatch(text):
        return Clean(_SPACES.sub(" ", text).strip())
    text = _FRACTION.sub(" ", _POWER.sub(r"^\1", text))
    shown, removed = _without_unseen(text)
    # Twice: some letters become others only where nothing stands between them any more.
    shown = unicodedata.normalize("NFKC", shown).replace("\u2044", "/")
    shown, more = _without_unseen(shown)
    return Clean(_SPACES.sub(" ", shown).strip(), removed + more)


def _without_unseen(text: str) -> tuple[str, int]:
    kept: list[str] = []
    removed = 0
    for letter in text:
        if letter.isspace():
            kept.append(" ")
        elif _unseen(letter):
            removed += letter not in _UNSUSPICIOUS
        else:
            kept.append(letter)
    return "".join(kept), removed


def _unseen(letter: str) -> bool:
    return letter in _BLANK or ((letter > "\x7f" or letter < " ") and unicodedata.category(letter) in _GONE)


def pieces(text: str, most: int) -> list[str]:
    """Cut what is too long for one passage, between sentences or words where there are any."""
    parts = []
    while len(text) > most:
        cut = max(text.rfind(". ", most // 2, most) + 1, 0) or text.rfind(" ", most // 2, most)
        cut = cut if cut > 0 else most
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [part for part in (*parts, text) if part]
