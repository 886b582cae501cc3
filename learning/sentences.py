"""A message cut into sentences: not inside quotes, not after "Mrs." or "am 3. Mai", not in numbers.

Knows punctuation of several languages, no meaning.
"""

from __future__ import annotations

import re
from typing import Final

from learning.languages import QUOTED

_SHORTENED: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|e\.g|i\.e|etc|vs|approx|Jr|Sr|Sra|Srta|Dra|Mme|Mlle|a\.m|p\.m|bzw|ca|z|evtl|[A-Z])\.$|"
    r"\b(?:am|der|dem|den|vom|zum|ab|bis|die|das|des|im|beim|seit) \d{1,2}\.$"
)
_END: Final = re.compile(r"[.!?…。！？]+[\"”“»«」')]*(?=\s|$)|\n+|[。！？]")
_OPEN: Final = re.compile(r"[\"“„«»「]")
_MARK: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, list marks cut off."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()]
        following = text[end.end() :].lstrip(" ")[:1]
        if following.islower() or (following and _SHORTENED.search(piece.rstrip())) or _inside_quotes(piece):
            continue
        found.append(_clean(piece))
        start = end.end()
    found.append(_clean(text[start:]))
    return tuple(piece for piece in found if re.search(r"\w", piece))


def _inside_quotes(piece: str) -> bool:
    return _OPEN.search(QUOTED.sub(" ", piece)) is not None


def _clean(piece: str) -> str:
    return re.sub(r"\s+", " ", _MARK.sub("", piece)).strip()
