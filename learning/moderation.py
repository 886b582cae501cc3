"""What is left out of somebody else's text unless a person ticks it: orders, roles, links, personal data and more.

The rules stand in one table that anyone can read, resources/moderation.toml. They look at sentences, know no models and
decide nothing: a flag says why, the person decides, and the decision is kept. Poisoning cannot be excluded this way,
only made to be seen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from learning.parse.document import Document
from learning.sentences import sentences

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "moderation.toml"
_CARD: Final = re.compile(r"\b(?:\d[ -]?){12,18}\d\b")
_HIDDEN: Final = "hidden"
_PERSON: Final = "person"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `title` and `why` are read by people."""

    name: str
    title: str
    why: str
    patterns: tuple[re.Pattern[str], ...]
    whole: bool  # only from the beginning of a sentence
    spreads: bool  # what stands beside it in its passage is left out, too


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding: a rule by its name, and the words it is about."""

    rule: str
    span: str
    passage: int = 0
    spreads: bool = False  # over its whole passage

    def covers(self, text: str) -> bool:
        """Whether it speaks against a sentence of its passage."""
        return self.spreads or self.span in text


def rules() -> tuple[Rule, ...]:
    return _table()


def words(name: str) -> tuple[str, str]:
    """Title and reason of a rule. Raises KeyError for a name that is in no rule."""
    if name == _HIDDEN:
        return ("Left out: nobody would see this in the document", "It is hidden: white, tiny or off the page.")
    return {rule.name: (rule.title, rule.why) for rule in _table()}[name]


def flags(document: Document) -> tuple[Flag, ...]:
    """Everything that is found in a document. A notice anywhere in it counts for all of it."""
    found = [
        Flag(flag.rule, flag.span, index, flag.spreads)
        for index, passage in enumerate(document.passages)
        for flag in (*_hidden(passage.hidden), *_found(passage.text))
    ]
    asks = next((notice for notice in document.notices if "noai" in notice or "train" in notice), "")
    return (*found, *(Flag("notice", asks, index, spreads=True) for index in range(len(document.passages)) if asks))


def of_text(text: str) -> tuple[Flag, ...]:
    """What is found in one passage or fact, each rule once."""
    found: dict[str, Flag] = {}
    for flag in _found(text):
        found.setdefault(flag.rule, flag)
    return tuple(found.values())


def _hidden(why: str) -> tuple[Flag, ...]:
    return (Flag(_HIDDEN, why, spreads=True),) if why else ()


def _found(text: str) -> tuple[Flag, ...]:
    """Every finding, so that each sentence with one is known."""
    pieces: Sequence[str] = sentences(text) or (text,)
    return tuple(dict.fromkeys(Flag(rule, span, 0, spreads) for rule, span, spreads in _matches(text, pieces)))


def _matches(text: str, pieces: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    for rule in _table():
        for pattern in rule.patterns:
            places = pieces if rule.whole else (text,)
            for place in places:
                for found in _hits(rule, pattern, place):
                    yield rule.name, found[0], rule.spreads
    for found in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", found[0])):
            yield _PERSON, found[0], False


def _hits(rule: Rule, pattern: re.Pattern[str], place: str) -> Iterator[re.Match[str]]:
    if not rule.whole:
        yield from pattern.finditer(place)
    elif found := pattern.match(place.strip(" \"'“”«»*_->")):
        yield found


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return len(digits) > 12 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


@cache
def _table() -> tuple[Rule, ...]:
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(
        Rule(
            rule["name"],
            rule["title"],
            rule["why"],
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule["patterns"]),
            rule.get("whole", False),
            rule.get("spreads", False),
        )
        for rule in found
    )
