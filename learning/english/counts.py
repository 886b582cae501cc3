"""Numbers in words and digits, both ways: "twenty-five", "a couple of", "1,200". Knows no units."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_ONES: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EXACT: Final = MappingProxyType(
    {word: value for value, word in enumerate(_ONES)}
    | {word: 10 * value for value, word in enumerate(_TENS, 2)}
    | {f"{ten}-{one}": 10 * i + j for i, ten in enumerate(_TENS, 2) for j, one in enumerate(_ONES[1:10], 1)}
    | {f"{one} hundred": 100 * j for j, one in enumerate(_ONES[1:10], 1)}
)
_LOOSE: Final = MappingProxyType(
    {"a couple of": 2, "a couple": 2, "a pair of": 2, "a few": 3, "a handful of": 5, "half a dozen": 6, "a dozen": 12,
     "a hundred": 100, "hundred": 100, "a single": 1, "single": 1, "just one": 1, "an": 1, "a": 1}
)  # fmt: skip
_WORDS: Final = sorted((*_EXACT, *_LOOSE), key=len, reverse=True)
COUNT: Final = r"(?:\d{1,6}(?!\d)|" + "|".join(word.replace("-", "[- ]") for word in _WORDS) + r")"
_COUNTED: Final = [word for word in _WORDS if word in _EXACT and word not in ("zero", "one")]
_SPELLED: Final = re.compile(r"(?i)\b(" + "|".join(word.replace("-", "[- ]") for word in _COUNTED) + r")\b")
_DIGITS: Final = re.compile(r"(?<!\d)\d{1,12}(?!\d)(?:,\d{3}){0,3}(?!\d)")


def number(text: str) -> int:
    """The value of what COUNT matches."""
    words = re.sub(r"\s+", " ", text.lower())
    if words.isdecimal():
        return int(words)
    return _LOOSE[words] if words in _LOOSE else _EXACT[words if words in _EXACT else words.replace(" ", "-")]


def spelled(text: str) -> bool:
    """Whether a number is written in letters. "One" is too often no number."""
    return _SPELLED.search(text) is not None


def in_digits(text: str) -> str:
    """Numbers in letters become digits."""
    return _SPELLED.sub(lambda found: str(number(found[0])), text)


def in_words(text: str) -> str:
    """Numbers in digits become words: "12" → "twelve", "1,200" → "one thousand two hundred"."""
    return _DIGITS.sub(lambda found: _said(int(found[0].replace(",", ""))), text)


def _said(value: int) -> str:
    if value < 20:
        return _ONES[value]
    if value < 100:
        ten, one = divmod(value, 10)
        return _TENS[ten - 2] + (f"-{_ONES[one]}" if one else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            many, rest = divmod(value, size)
            return f"{_said(many)} {name}" + (f" {_said(rest)}" if rest else "")
    return str(value)
