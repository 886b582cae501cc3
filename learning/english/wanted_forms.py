"""Orders about how things are written: in which units, dates, clock times and spelling, and "no brands".

Knows single clauses of an order; what the forms are is known by `measures`, `dates`, `spellings`.
"""

from __future__ import annotations

import re
from typing import Final

from learning import dates, measures, spellings
from learning.english.places import HOLES
from learning.types import Rule

_SYSTEM: Final = re.compile(
    r"\b(?P<metric>metric|si)\b|\b(?P<imperial>imperial|us customary|american)\b(?=.*\b(?:units?|system|measures?|"
    r"measurements?)\b|$)"
)
_MEASURED: Final = (
    ("length", r"distances?|lengths?|heights?|widths?|depths?|sizes?|dimensions"),
    ("weight", r"weights?|mass(?:es)?"),
    ("temperature", r"temperatures?|degrees"),
    ("volume", r"volumes?|liquids?"),
    ("speed", r"speeds?"),
)
_ANYTHING: Final = re.compile(r"\b(?:recipes?|amounts?|quantit(?:y|ies)|measure(?:s|ments?)?|ingredients|everything)\b")
_UNIT_WORD: Final = re.compile(r"°?[a-z/]+")
_IN: Final = re.compile(r"\b(?:in|to|use|using|as|prefer|with|into|only)\b")
_SAYING: Final = re.compile(r"\b(?:say|saying|words?|mention|phrase|spell)\b")
_DATES: Final = re.compile(r"\bdates?\b")
_ISO: Final = re.compile(r"\biso\b|\byear first\b|\byear-month-day\b")
_DAY_FIRST: Final = re.compile(r"\bday (?:first|before (?:the )?month)\b|\b(?:british|european) (?:way|style|format)\b")
_MONTH_FIRST: Final = re.compile(r"\bmonth (?:first|before (?:the )?day)\b|\bamerican (?:way|style|format)\b")
_HOURS: Final = re.compile(r"\b(?P<day>24|twenty[- ]four)[- ]?h(?:ou)?rs?\b|\bmilitary time\b")
_HALVES: Final = re.compile(r"\b(?:12|twelve)[- ]?h(?:ou)?rs?\b|\b(?:am|a\.m\.) ?(?:and|or|/) ?(?:pm|p\.m\.)")
_SPELLING: Final = re.compile(
    r"\b(?P<uk>british|uk|commonwealth)\b.*\b(?:spellings?|spell|english)\b|\b(?P<us>american|us)\b.*\b(?:spellings?|"
    r"spell|english)\b|\bspell\w*\b.*\b(?:the )?(?:(?P<uk2>british|uk)|(?P<us2>american|us)) way\b"
)
_SPELL: Final = re.compile(r"\bspell(?:ed|ing)?\b")
_BRANDS: Final = re.compile(
    r"^(?:(?:mention|use|name|recommend|advertise|talk about|write|include|say|promote|refer to)\w* )?(?:any |"
    r"specific |the names? of |all )*(?:brands?(?:[- ]names?)?|trademarks?|(?:names of )?compan(?:y names|ies)|"
    r"product names|commercial products)$"
)


def wanted_forms(text: str, negative: bool, quoted: tuple[str, ...]) -> list[Rule]:
    """The rules of a clause about how things are written; nothing when it is about something else."""
    text = re.sub(f"[{HOLES}]", lambda hole: quoted[ord(hole[0]) - 0xE000], text)
    lower = text.lower().strip(" .!?")
    return (
        _dates(text, lower, negative)
        or _times(lower, negative)
        or _spelling(lower, negative)
        or _units(lower, negative)
        or ([Rule("no_brands")] if negative and _BRANDS.search(lower) else [])
    )


def other_unit(rule: Rule) -> Rule:
    """ "Celsius instead of Fahrenheit": of one kind in two systems, so that numbers are turned, too."""
    old, new = (measures.unit(word) for word in rule.value)
    same = bool(old) and bool(new) and old in measures.opposite((new,))
    return Rule("units", (old,)) if same else rule


def _dates(text: str, lower: str, negative: bool) -> list[Rule]:
    if negative or not _DATES.search(lower):
        return []
    named = (("iso", _ISO), ("day_first", _DAY_FIRST), ("month_first", _MONTH_FIRST))
    form = dates.form(text) or next((name for name, pattern in named if pattern.search(lower)), "")
    return [Rule("dates_as", (form,))] if form else []


def _times(lower: str, negative: bool) -> list[Rule]:
    if _HOURS.search(lower):
        return [Rule("times_as", ("12" if negative else "24",))]
    return [Rule("times_as", ("24" if negative else "12",))] if _HALVES.search(lower) else []


def _spelling(lower: str, negative: bool) -> list[Rule]:
    if found := _SPELLING.search(lower):
        british = bool(found["uk"] or found["uk2"]) != negative
        return [Rule("spelling", (spellings.BRITISH if british else spellings.AMERICAN,))]
    if negative or not _SPELL.search(lower):
        return []
    words = [word for word in re.findall(r"[a-z]+", lower) if spellings.other(word)]
    return [Rule("instead", (spellings.other(words[0]), words[0]))] if len(words) == 1 else []


def _units(lower: str, negative: bool) -> list[Rule]:
    if _SAYING.search(lower):
        return []
    kinds = frozenset(name for name, words in _MEASURED if re.search(rf"\b(?:{words})\b", lower))
    if found := _SYSTEM.search(lower):
        return [Rule("units", measures.of(kinds, bool(found["metric"]) == negative))]
    named = tuple(dict.fromkeys(name for word in _UNIT_WORD.findall(lower) if (name := _unit(word, lower))))
    if not named:
        return []
    if negative:
        return [Rule("units", named)]
    wanted = _IN.search(lower) is not None and bool(kinds or _alone(lower) or _ANYTHING.search(lower))
    return [Rule("units", measures.opposite(named))] if wanted else []


def _unit(word: str, lower: str) -> str:
    """Not "m" or "in": a word of a unit."""
    return measures.unit(word) if len(word) > 2 or word in ("km", "kg", "cm", "ft", "lb", "oz", "°c", "°f") else ""


def _alone(lower: str) -> bool:
    """ "Use kilometres": all that is said are units."""
    rest = re.sub(
        r"\b(?:please|always|only|use|using|in|and|or|degrees?|units?|of|measures?|the|for|everything)\b", "", lower
    )
    return all(measures.unit(word) for word in rest.split())
