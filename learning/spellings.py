"""Words spelled in two ways: which of them stand in a text, and the same text in the other spelling.

Knows resources/prompts/spellings.toml and English endings; knows no rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from learning.answer_text import upper_first
from learning.languages import PROMPTS

BRITISH: Final = "british"
AMERICAN: Final = "american"
_ENDINGS: Final = r"(?:'s|s|d|ed|ing|er|ers|ful|fully|able|ably|ly|less|ite|ites|ist|ists|hood|hoods)?"


def other(word: str) -> str:
    """The word in the other spelling ("colour" → "color"); "" when there is none."""
    lower = word.lower()
    both = {**_pairs(), **{british: american for american, british in _pairs().items()}}
    return both.get(lower, "")


def spelled(text: str, way: str) -> bool:
    """Whether no word of a text is spelled in the other way."""
    return _pattern(way).search(text) is None


def respelled(text: str, way: str) -> str:
    """The text in that spelling."""
    return _pattern(way).sub(lambda found: _again(found, way), text)


def _again(found: re.Match[str], way: str) -> str:
    stem = found["stem"]
    new = _swaps(way)[stem.lower()]
    begun = upper_first(new) if stem[:1].isupper() else new
    ending = found[0][len(stem) :]
    return (begun[:-1] if begun.endswith("e") and ending[:1] in ("e", "i") else begun) + ending


@cache
def _pattern(way: str) -> re.Pattern[str]:
    stems = sorted(_swaps(way), key=len, reverse=True)
    cut = (f"{re.escape(stem[:-1])}(?:e|(?=ing|ed|er))" if stem.endswith("e") else re.escape(stem) for stem in stems)
    return re.compile(rf"(?i)\b(?P<stem>{'|'.join(cut)}){_ENDINGS}\b")


@cache
def _swaps(way: str) -> Mapping[str, str]:
    """What goes and what comes, also for a stem without its last "e" ("organiz" of "organizing")."""
    raw = tomllib.loads((PROMPTS / "spellings.toml").read_text(encoding="utf-8"))
    alone = frozenset(word.strip() for word in raw["named_only"].split(","))
    pairs = [(a, b) for a, b in _pairs().items() if a not in alone]
    swaps = dict(pairs) if way == BRITISH else {b: a for a, b in pairs}
    short = {old[:-1]: new[:-1] if new.endswith("e") else new for old, new in swaps.items() if old.endswith("e")}
    return MappingProxyType(short | swaps)


@cache
def _pairs() -> Mapping[str, str]:
    """American to British."""
    raw = tomllib.loads((PROMPTS / "spellings.toml").read_text(encoding="utf-8"))
    words = [pair.split() for pair in raw["pairs"].split(",")]
    return MappingProxyType({pair[0]: pair[1] for pair in words})
