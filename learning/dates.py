"""Dates and times of day in a text: in which form they are written, and the same text in another form.

Knows whole dates (day, month, year) with English months, and clock times; knows no rules. What could be read both ways,
3/4/2026, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Final

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NAME: Final = "|".join(rf"{month}|{month[:3]}\b\.?" for month in _MONTHS) + r"|Sept\b\.?"
_YEAR: Final = r"(?P<year>\d{4})"
_DAY: Final = r"(?P<day>[0-3]?\d)"
_FOUND: Final = MappingProxyType(
    {
        "iso": re.compile(rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b"),
        "month_first": re.compile(rf"\b(?P<month>{_NAME}) {_DAY}(?:st|nd|rd|th)?(?:,| ,)? {_YEAR}\b"),
        "day_first": re.compile(
            rf"\b(?:the )?{_DAY}(?:st|nd|rd|th|\.)?(?: day)?(?: of)? (?P<month>{_NAME}),? {_YEAR}\b"
        ),
        "dots": re.compile(rf"\b{_DAY}\.(?P<number>[01]?\d)\.{_YEAR}\b"),
        "slashes": re.compile(rf"\b{_DAY}/(?P<number>[01]?\d)/{_YEAR}\b"),
        "us_slashes": re.compile(rf"\b(?P<number>[01]?\d)/{_DAY}/{_YEAR}\b"),
    }
)
_SAID: Final[MappingProxyType[str, Callable[[int, int, int], str]]] = MappingProxyType(
    {
        "iso": lambda day, month, year: f"{year:04}-{month:02}-{day:02}",
        "month_first": lambda day, month, year: f"{_MONTHS[month - 1]} {day}, {year}",
        "day_first": lambda day, month, year: f"{day} {_MONTHS[month - 1]} {year}",
        "dots": lambda day, month, year: f"{day:02}.{month:02}.{year}",
        "slashes": lambda day, month, year: f"{day:02}/{month:02}/{year}",
        "us_slashes": lambda day, month, year: f"{month:02}/{day:02}/{year}",
    }
)
_TWELVE: Final = re.compile(
    r"(?i)\b(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?(?:\s?o['’]clock)?\s?"
    r"(?P<half>[ap]m\b|[ap]\.\s?m\.|in the (?:morning|afternoon|evening)|at night)"
)
_DAY_CLOCK: Final = re.compile(r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b(?!\s?[ap]\.?m)")
_NOON: Final = 12


def form(example: str) -> str:
    """The form that a date is an example of, or that its letters tell ("YYYY-MM-DD"); "" for none."""
    spelled = re.sub(r"\byyyy\b", "2026", example, flags=re.IGNORECASE)
    spelled = re.sub(r"\bdd?\b", "31", re.sub(r"\bmm\b", "03", spelled, flags=re.IGNORECASE), flags=re.IGNORECASE)
    return next((name for name, pattern in _FOUND.items() if _real(name, pattern.search(spelled))), "")


def are_as(text: str, wanted: str) -> bool:
    """Whether every whole date in a text has that form."""
    return not any(_others(text, wanted))


def written_as(text: str, wanted: str) -> str:
    """The text with every whole date in that form."""
    for name, pattern in _FOUND.items():
        if name not in _rivals(wanted):
            continue
        text = pattern.sub(partial(_again, wanted, name), text)
    return text


def times_are_as(text: str, hours: str) -> bool:
    """Whether clock times are written with 24 hours, or with 12 and "am" or "pm"."""
    return (_TWELVE if hours == "24" else _DAY_CLOCK).search(text) is None


def times_as(text: str, hours: str) -> str:
    """The text with its clock times written so."""
    return _TWELVE.sub(_of_24, text) if hours == "24" else _DAY_CLOCK.sub(_of_12, text)


def _others(text: str, wanted: str) -> list[str]:
    found = [(name, one) for name in _rivals(wanted) for one in _FOUND[name].finditer(text)]
    return [one[0] for name, one in found if _real(name, one)]


def _rivals(wanted: str) -> list[str]:
    """The forms that can be told from the wanted one."""
    both = {"slashes", "us_slashes"}
    return [name for name in _FOUND if name != wanted and not {name, wanted} <= both and name != "us_slashes"]


def _real(name: str, found: re.Match[str] | None) -> bool:
    return found is not None and 1 <= int(found["day"]) <= 31 and 1 <= _month(name, found) <= 12


def _month(name: str, found: re.Match[str]) -> int:
    if name in ("month_first", "day_first"):
        return next(n for n, month in enumerate(_MONTHS, 1) if month[:3] == found["month"][:3])
    return int(found["number"])


def _again(wanted: str, name: str, found: re.Match[str]) -> str:
    if not _real(name, found):
        return found[0]
    return _SAID[wanted](int(found["day"]), _month(name, found), int(found["year"]))


def _of_24(found: re.Match[str]) -> str:
    late = re.match(r"(?i)p|in the (?:aft|eve)|at night", found["half"]) is not None
    hour = int(found["hour"]) % _NOON + (_NOON if late else 0)
    return f"{hour:02}:{found['minute'] or '00'}"


def _of_12(found: re.Match[str]) -> str:
    hour = int(found["hour"])
    return f"{hour % _NOON or _NOON}:{found['minute']} {'pm' if hour >= _NOON else 'am'}"
