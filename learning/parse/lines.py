"""A line of text as it stands on a page, the common coin of PDF readers and plain text. Knows no formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(r"(?:[•‣◦▪▫■□●○◆►➢✓✔·\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d]\s*|[*+–—-]\s+)(?=\S)")
_NUMBERED: Final = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)])\s+(?=\S)")
_LABEL: Final = re.compile(r"[A-Z0-9À-ÞЀ-Я][^.:!?]{0,40}:\s+\S")
_LEADER: Final = re.compile(r"(?:\s?[.·…]){4,}(?=\s*[\divxlc]*$)")
_LABEL_WORDS: Final = 5
_ENDINGS: Final = (".", "!", "?", ":", "…", "。", "”", '."', ".)")
_HYPHENS: Final = ("-", "\u00ad", "\u2010")


@dataclass(frozen=True, slots=True)
class Line:
    """`y` grows upwards; `size` is the height of the letters, 0 where nobody knows."""

    text: str
    page: int = 0
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    hidden: str = ""

    @property
    def ends(self) -> bool:
        """A sentence."""
        return self.text.endswith(_ENDINGS)

    @property
    def breaks_a_word(self) -> bool:
        return self.text.endswith(_HYPHENS) and self.text[-2:-1].isalpha()

    @property
    def goes_on(self) -> bool:
        """From a line before it, as far as its first letter tells."""
        return self.text[:1].islower()

    @property
    def bullet(self) -> int:
        """How many letters the mark takes; 0 for none."""
        found = _BULLET.match(self.text)
        return found.end() if found else 0

    @property
    def is_item(self) -> bool:
        return bool(self.bullet or _NUMBERED.match(self.text))

    @property
    def leads(self) -> bool:
        """To a page, with dots: a line of a table of contents."""
        return bool(_LEADER.search(self.text))

    @property
    def is_label(self) -> bool:
        """“Opening hours: 9 to 17”."""
        return bool(_LABEL.match(self.text)) and len(self.text.partition(":")[0].split()) <= _LABEL_WORDS


def without_dots(text: str) -> str:
    return _LEADER.sub(" …", text)


def joined(before: str, after: str) -> str:
    """Two lines as one text; a word that was cut at the end of the line is whole again."""
    if before.endswith(_HYPHENS) and before[-2:-1].isalpha():
        return (before[:-1] if after[:1].islower() else before) + after
    return f"{before} {after}"
