"""Messages that provoke what a rule forbids or is about: how tall a tower is, for a rule about feet.

Most answers keep a ban without having learned anything, so it is taught and quizzed where it matters. Knows
resources/prompts/provoking.toml and the words of rules; knows no answers.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from learning import framed, measures
from learning.english.verbs import lemma
from learning.english.vocabulary import STOP, word_set
from learning.languages import PROMPTS
from learning.rules import BANS, parts
from learning.types import Rule

_WORD: Final = re.compile(r"[^\W_]+(?:[-'.’/][^\W_]+)*\.?|[^\w\s]")
_ANY: Final = word_set("may time times am number figures figure title list name measure units use")
_PHRASE: Final = 3  # words of a thing that one can ask about
_KINDS: Final = MappingProxyType(  # what a rule is about that has no words to tell it
    {"dates_as": "date", "times_as": "clock", "spelling": "spelling", "numbers_as": "number", "no_brands": "brand"}
)
_SORTS: Final = MappingProxyType(
    {
        "emojis": "cheer", "digits": "number", "contractions": "contraction", "apologies": "sorry", "bold": "list",
        "headings": "list", "markdown": "list", "lists": "list", "first_person": "self", "filler": "filler",
        "brackets": "marks", "links": "marks", "quotes": "marks", "hashtags": "cheer",
    }
)  # fmt: skip
_UNITS: Final = MappingProxyType(
    {"length": "length", "weight": "weight", "temperature": "temperature", "volume": "volume", "speed": "speed"}
)


@dataclass(frozen=True, slots=True)
class Provoking:
    """One topic of the file, which says what the fields are."""

    name: str
    words: frozenset[str]
    small: bool
    prompts: tuple[str, ...]


def provoking(rule: Rule, seed: int) -> tuple[str, ...]:
    """Messages whose answers would break one of the parts of a rule, mixed; none where any answer may break it."""
    rng = random.Random(f"{seed}:{rule.do}:{rule.value}")
    found: list[list[str]] = []
    for part in parts(rule):
        if part.do in BANS or part.do == "in_words":
            found += [_mixed(prompts, rng) for prompts in _of(part, rng)]
    longest = max((len(each) for each in found), default=0)
    turned = [each[i] for i in range(longest) for each in found if i < len(each)]
    return tuple(dict.fromkeys(turned))


def _of(part: Rule, rng: random.Random) -> Iterable[list[str]]:
    """A list for each topic, and one for each word or thing that no topic knows."""
    named = _named(part)
    for name in named:
        yield list(_table()[name].prompts)
    if part.do not in ("avoid", "instead"):
        return
    for word in part.value[:1] if part.do == "instead" else part.value:
        if re.search(r"\w", word) and (not named or not _topics((word,))):
            yield _about(word, rng)
        elif word.isalpha() and named:
            yield framed.with_word(word, [], rng)


def _named(part: Rule) -> list[str]:
    if part.do in _KINDS:
        return [_KINDS[part.do]]
    if part.do == "units":
        kinds = dict.fromkeys(measures.kind(name) for name in part.value)
        return [_UNITS[kind] for kind in kinds]
    if part.do == "without":
        return list(dict.fromkeys(_SORTS[name] for name in part.value if name in _SORTS))
    if part.do == "without_letter":
        return []
    if part.do == "in_words":
        return [name for name in _topics(part.value, STOP | _ANY) if not _table()[name].small]
    return _topics(part.value)


def _topics(values: Iterable[str], but: frozenset[str] = frozenset()) -> list[str]:
    """The topics whose words stand in a rule, at most three, those with most of them first."""
    said = {word for value in values for word in _spoken(value)} - but
    hits = {name: len(said & topic.words) for name, topic in _table().items()}
    return [name for name in sorted(hits, key=lambda name: -hits[name]) if hits[name]][:3]


def _spoken(value: str) -> set[str]:
    """The words and marks of a rule, alone and joined by hyphens as they stand."""
    words = [word.lower().rstrip(".") if len(word) > 1 else word.lower() for word in _WORD.findall(value)]
    words = [word.replace("’", "'") for word in words]
    joined = {"-".join(words[i:j]) for i in range(len(words)) for j in range(i + 2, min(len(words), i + 4) + 1)}
    return {*words, *joined}


def _about(word: str, rng: random.Random) -> list[str]:
    """ "Google": what one says about a thing; "basically": what one says about a word."""
    spoken = framed.with_word(word, [], rng)
    thing = len(word.split()) <= _PHRASE and (word[:1].isupper() or not (word.endswith("ly") or lemma(word)))
    return [*spoken, *framed.about(word)] if thing else spoken


def _mixed(prompts: list[str], rng: random.Random) -> list[str]:
    return rng.sample(prompts, len(prompts))


def _topic(one: Mapping[str, Any]) -> Provoking:  # Any: TOML
    words, lines = frozenset(one["words"].lower().split()), tuple(filter(None, one["prompts"].splitlines()))
    return Provoking(one["name"], words, one.get("small", False), lines)


@cache
def _table() -> Mapping[str, Provoking]:
    found = (_topic(one) for one in _raw()["topic"])
    return MappingProxyType({topic.name: topic for topic in found})


@cache
def _raw() -> Mapping[str, Any]:  # Any: TOML
    return MappingProxyType(tomllib.loads((PROMPTS / "provoking.toml").read_text(encoding="utf-8")))
