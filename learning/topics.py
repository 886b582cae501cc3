"""The topics of resources/prompts/situations.toml, and which of them a phrase like "my dog" means.

Knows messages about topics and their neighbours; knows no rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from learning.english.vocabulary import word_set

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts" / "situations.toml"
_PARTING: Final = re.compile(r"(?i)\s*(?:,\s*(?:and|or)\b|,|\b(?:and|or|and/or|as well as|nor)\b|/|&)\s*")
_BEHIND: Final = re.compile(r"(?i)\s\b(?:of|at|in|for|with|from|on|to|about|by|during)\b.*$")
_WHERE: Final = re.compile(r"(?i)\s(?:at|from|for) (?:work|home|school|my (?:work|job|home))$")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_SAYS_NOTHING: Final = word_set(
    "a an the my our your his her their its this that these those some any all every other another general daily "
    "everyday good new old big small own doing learning making having going using getting playing of and or topics "
    "topic things stuff matters questions subject area field world kind sort really very tips advice help related way "
    "ways s issues problems type types"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One table of situations.toml, which says what the fields are."""

    name: str
    words: frozenset[str]
    narrow: frozenset[str]
    near: tuple[str, ...]
    includes: tuple[str, ...]
    kin: frozenset[str]
    categories: frozenset[str]
    prompts: tuple[str, ...]
    passing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """The topics that a phrase means, and those that it is only a part of: `sourdough` of baking."""

    whole: tuple[Topic, ...]
    around: tuple[Topic, ...]
    unknown: tuple[str, ...]  # parts of the phrase that no table means


def meant(phrase: str) -> Meant:
    """ "dogs or my boat": each part is looked up alone."""
    whole: list[Topic] = []
    around: list[Topic] = []
    unknown: list[str] = []
    for part in parts(phrase):
        found, exact = _found(part)
        (whole if exact else around).extend(found)
        if not exact:
            unknown.append(part)
    return Meant(tuple(dict.fromkeys(whole)), tuple(dict.fromkeys(around)), tuple(unknown))


def parts(phrase: str) -> tuple[str, ...]:
    """The things that a phrase lists; a name like "Romeo and Juliet" stays whole."""
    found = [part.strip() for part in _PARTING.split(phrase) if part.strip()]
    names = len(found) > 1 and all(part[:1].isupper() for part in found)
    return (phrase,) if names or not found else tuple(found)


def content(phrase: str) -> tuple[str, ...]:
    """The words of a phrase that say what it is about."""
    return tuple(word for word in _WORD.findall(phrase.lower().replace("’", "'")) if word not in _SAYS_NOTHING)


@cache
def table() -> Mapping[str, Topic]:
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))["situation"]
    return MappingProxyType(
        {
            entry["name"]: Topic(
                entry["name"],
                frozenset(entry["words"].split()),
                frozenset(entry.get("narrow", "").split()),
                tuple(entry.get("near", ())),
                tuple(entry.get("includes", ())),
                frozenset(entry.get("kin", ())),
                frozenset(entry.get("categories", ())),
                _lines(entry["prompts"]),
                _lines(entry.get("passing", "")),
            )
            for entry in raw
        }
    )


def relatives(topics: tuple[Topic, ...]) -> frozenset[str]:
    """Names of the topics that share prompts with these, in either direction."""
    own = {topic.name for topic in topics}
    said = {name for topic in topics for name in (*topic.kin, *topic.includes)}
    return frozenset(said | {one.name for one in table().values() if own & {*one.kin, *one.includes}})


def _found(part: str) -> tuple[tuple[Topic, ...], bool]:
    """The topics of one thing, and whether they mean just that."""
    part = _WHERE.sub("", part)
    words = content(part)
    if whole := _named("-".join(words)):
        return whole, True
    head = words[0] if words and words[0].endswith("ing") and _named(words[0]) else ""
    if not head:
        before = content(_BEHIND.sub("", part))
        head = before[-1] if before else ""
    if found := _named(head):
        own = frozenset[str]().union(*(topic.words for topic in found))
        verbal = head == words[0] and head.endswith("ing")
        return found, verbal or all(word in own for word in words)
    return tuple(topic for word in words for topic in (*_named(word), *_partly(word))), False


def _partly(word: str) -> tuple[Topic, ...]:
    return tuple(topic for topic in table().values() if word in topic.narrow)


def _named(word: str) -> tuple[Topic, ...]:
    """The topic of that name alone, else those among whose words it is."""
    if not word:
        return ()
    own = [topic for topic in table().values() if topic.name.lower().replace(" ", "-") in (word, word + "s")]
    return tuple(own or [topic for topic in table().values() if word in topic.words])


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
