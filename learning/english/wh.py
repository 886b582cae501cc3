"""Which question words ask for a piece of a sentence: where, when, how many, with whom, which animal.

Knows single pieces, no whole sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from learning.english import vocabulary as words
from learning.english.clause import Piece
from learning.english.nouns import head, kinds_in
from learning.english.verbs import lemma

_PLACE: Final = frozenset(
    [
        "in",
        "at",
        "on",
        "under",
        "behind",
        "near",
        "beside",
        "inside",
        "outside",
        "above",
        "below",
        "next",
        "opposite",
        "between",
        "among",
        "across",
        "beneath",
    ]
)
_PARTICLES: Final = frozenset(["up", "out", "down", "off", "away", "back", "well", "much"])
_CLOCK: Final = re.compile(r"^\d{1,2}[:.]\d\d|^(?:noon|midnight)|^\d{1,2} ?(?:am|pm|o'clock)", re.IGNORECASE)
_MONTH: Final = "|".join(sorted(words.MONTHS))
_DATE: Final = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})|\b(?:{_MONTH}) \d{{1,2}}")
_TYPED: Final = re.compile(r"^(?:the )?([a-z]+) (?:[A-Z]|\d)[\w'.:/-]*(?: [A-Z][\w'.-]*)*$")  # "the letters QZT"
_NUMBER: Final = "|".join(sorted(words.NUMBERS - {"half"}))
_LENGTH: Final = re.compile(
    rf"\b(?:\d[\d.,]*|{_NUMBER})[ -](kilomet(?:re|er)|mile|met(?:re|er)|hour|minute|day|week|month|year|page)s?\b"
)
_YEAR: Final = re.compile(r"^(?:1[5-9]|20)\d\d$")


def whs(piece: Piece) -> Iterator[tuple[str, str]]:
    """Question words that ask for one piece, each with the preposition that must stay at the end."""
    lead, text = piece.lead, piece.text
    lower = text.lower()
    noun = head(text)
    kind = words.kind_of(noun) if noun else ""
    if _time(lead, lower):
        yield from _when(lead, lower)
        return
    if _count(lower) and (counted := _counted(text)):
        yield f"How many {counted}", lead
    if typed := _TYPED.match(text):
        yield f"Which {typed[1]}", lead
        if lead:
            yield f"{lead.capitalize()} which {typed[1]}", ""
        yield f"What {typed[1]}", lead
        return
    if measured := _LENGTH.search(lower):
        yield f"How many {measured[1]}s", lead
    yield from _plain(lead, text, kind)
    if kind and kind != "relation":
        yield from ((f"Which {name}", lead) for name in words.HYPERNYMS[kind])
    if noun in words.PREPOSITIONS | _PARTICLES:
        return
    if noun and noun != lower and not lead and kind != "relation" and not lower.startswith("to "):
        yield f"Which {noun}", lead
        yield f"What kind of {noun}", lead
    for extra in kinds_in(text):
        yield f"What {extra}", lead


def _plain(lead: str, text: str, kind: str) -> Iterator[tuple[str, str]]:
    """The simplest question word, by the preposition and by what stands behind it."""
    first = text.lower().split()[0]
    if lead in ("for", "since") and _count(text.lower()):
        yield "How long", ""
    elif lead.split()[:1] and lead.split(maxsplit=1)[0] in _PLACE and kind != "relation":
        yield "Where", ""
        yield "In which place", ""
        yield "What", lead
    elif lead in ("from", "to", "into", "through", "towards") and (text[:1].isupper() or kind == "place"):
        yield "Where", lead if lead == "from" else ""
        yield "Which place", lead
    elif kind == "relation" or (lead == "with" and text[:1].isupper()):
        yield "Who", lead
        if lead:
            yield f"{lead.capitalize()} whom", ""
    elif lead == "to" and lemma(first) == first:
        yield "What", "to do"
        yield "What", ""
    else:
        yield "What", lead


def _time(lead: str, lower: str) -> bool:
    toks = set(re.findall(r"[a-z]+", lower))
    if toks & ({w for day in words.WEEKDAYS for w in (day, day + "s")} | words.MONTHS - {"may", "march"}):
        return True
    if _DATE.search(lower):
        return True
    if toks & words.DAYTIMES and len(toks) <= 3:
        return True
    if lead == "every":
        return True
    bare = re.sub(r"^(?:the|about|around) ", "", lower)
    return (
        bool(_CLOCK.match(bare))
        or (lead in ("in", "since") and bool(_YEAR.match(bare)))
        or (lead == "at" and bare.split()[0] in words.NUMBERS and len(bare.split()) <= 2)
    )


def _when(lead: str, lower: str) -> Iterator[tuple[str, str]]:
    yield ("Since when" if lead == "since" else "When"), ""
    if _CLOCK.match(lower) or lower.split(maxsplit=1)[0] in words.NUMBERS:
        yield "At what time", ""
        yield "At which hour", ""
    elif any(day in lower for day in words.WEEKDAYS):
        yield "On which day", ""
        yield "On what day of the week", ""
    elif _YEAR.match(lower):
        yield "In which year", ""
        yield "In what year", ""
    elif any(month in lower for month in words.MONTHS):
        yield "On which date", ""
        yield "In which month", ""
        yield "On which day", ""
    else:
        yield "How often", ""
        yield "At what time of day", ""


def _count(lower: str) -> bool:
    first = lower.split(maxsplit=1)[0]
    return first[0].isdigit() or first.split("-")[0] in words.NUMBERS - {"one"}


def _counted(text: str) -> str:
    toks = text.split()
    return " ".join(toks[1:4]) if len(toks) > 1 and toks[1].islower() else ""
