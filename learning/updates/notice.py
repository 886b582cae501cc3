"""What a note about a new version says, and when it is worth telling. Pure: no network, no keys, no clock.

A note is data that somebody signed, and still it is read as foreign: plain text, short, one https page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from learning.parse.cleaning import clean
from learning.web.address import Walls, target
from learning.web.results import CannotFetch

FORMAT: Final = 1
_VERSION: Final = re.compile(r"\d{1,5}(?:\.\d{1,5}){1,3}", re.ASCII)
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+)*", re.ASCII)
_MOST_NOTES: Final = 8
_LONGEST_NOTE: Final = 200  # characters


class Why(StrEnum):
    """Why a note was not heard or not believed. Words for people live in the window's lists."""

    NOBODY = "nobody"  # no answer that is one
    TOO_LARGE = "too_large"
    REDIRECTED = "redirected"  # it sends elsewhere
    BROKEN = "broken"  # no note
    SIGNATURE = "signature"  # nobody we know signed it
    OLDER = "older"  # than this program
    REPLAYED = "replayed"  # older than one that was heard before


class Ignored(Exception):
    """`detail` is for the log: it never quotes what came."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Notice:
    """`date` is YYYY-MM-DD, `page` an https address."""

    version: str
    date: str
    notes: tuple[str, ...]
    page: str


def read(data: Any) -> Notice:  # Any: JSON of others
    """The note in its JSON form; fields that are not known are left alone. Raises Ignored(BROKEN)."""
    try:
        if data["format"] != FORMAT:
            raise Ignored(Why.BROKEN, "another format")
        notes = tuple(clean(_text(note)).text for note in data["notes"])
        found = Notice(_text(data["version"]), _text(data["date"]), notes, _text(data["page"]))
        date.fromisoformat(found.date)
        page = target(found.page, Walls())
    except (KeyError, TypeError, ValueError, CannotFetch) as error:
        raise Ignored(Why.BROKEN, type(error).__name__) from error
    if not _VERSION.fullmatch(found.version) or page.scheme != "https" or len(found.date) != 10:
        raise Ignored(Why.BROKEN, "version, date or page")
    if not 1 <= len(notes) <= _MOST_NOTES or not all(0 < len(note) <= _LONGEST_NOTE for note in notes):
        raise Ignored(Why.BROKEN, "notes")
    return found


def judge(found: Notice, installed: str, newest: Notice | None) -> bool:
    """Whether `found` tells of something newer than what is installed; `newest` was heard before.

    Raises Ignored(OLDER) for a version older than the program, Ignored(REPLAYED) for a note older than `newest`.
    """
    if newest is not None and (order(found.version) < order(newest.version) or found.date < newest.date):
        raise Ignored(Why.REPLAYED, f"{found.version} of {found.date} after {newest.version} of {newest.date}")
    if order(found.version) < order(installed):
        raise Ignored(Why.OLDER, f"{found.version} for {installed}")
    return order(found.version) > order(installed)


def order(version: str) -> tuple[int, ...]:
    """Sorts versions; 1.2, 1.2.0 and 1.2.0rc1 are the same."""
    plain = _NUMBERS.match(version)
    numbers = [int(part) for part in plain[0].split(".")] if plain else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
