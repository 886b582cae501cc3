"""What several pages say of the same thing: agreed on, said by one alone, or said otherwise by others.

Pure rules over sentences. Two facts are about the same thing when they share most of the words that are no values; they
agree when they share a value, and contradict each other when they give different values of the same kind (so many
metres, a day of a month). Sites are independent when their domains are and their texts are not copies of each other.
Precision comes first: what merely looks alike is left as two facts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from learning.english import vocabulary as words
from learning.quiz import normalise

_SHARED: Final = 0.6  # of the words of the shorter fact
_LEAST: Final = 2  # words that both have
_COPY: Final = 0.8  # of the sentences of a page that another has word for word
_TWO_PART: Final = frozenset(["co", "com", "org", "net", "ac", "gov", "edu"])
_NUMBER: Final = re.compile(r"(?<![\w.])([$€£]?\d[\d.,]*\d|[$€£]?\d)(?!\w)\s?(%|[a-z]+)?", re.IGNORECASE)
_MONTHS: Final = "|".join(sorted(words.MONTHS))
_DAYS: Final = "|".join(sorted(words.WEEKDAYS))
_DATE: Final = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTHS})|({_MONTHS}) (\d{{1,2}}))\b|\b({_DAYS})s?\b", re.IGNORECASE
)


class Standing(StrEnum):
    PLAIN = "plain"  # two independent sites say it, or one says it and nobody else speaks of it
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Page:
    """`date` is the page's own as far as it says so, else the day it was fetched; YYYY-MM-DD."""

    site: str
    date: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Fact `fact` of page `page`."""

    page: int
    fact: int


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that agree, the newest first; `rivals` are those that contradict them. `sites` counts independent ones."""

    claims: tuple[Claim, ...]
    sites: int
    rivals: tuple[Claim, ...] = ()

    @property
    def standing(self) -> Standing:
        return Standing.CONFLICT if self.rivals else Standing.PLAIN


def domain(site: str) -> str:
    """The part of a host that somebody owns: by its last two labels, three where the last but one is of a list.

    A short list, not the public suffix list: two customers of one host count as one site.
    """
    labels = site.lower().strip(".").split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _TWO_PART
    return ".".join(labels[-3:] if three else labels[-2:])


def groups(pages: Sequence[Page]) -> tuple[Group, ...]:
    """Every claim in exactly one group, in the order of the pages."""
    claims = [Claim(page, fact) for page, one in enumerate(pages) for fact in range(len(one.facts))]
    read = {claim: _Read.of(pages[claim.page].facts[claim.fact]) for claim in claims}
    found: dict[Claim, set[Claim]] = {claim: {claim} for claim in claims}
    against: set[tuple[Claim, Claim]] = set()
    for one, other in combinations(claims, 2):
        if one.page == other.page or not read[one].same_thing(read[other]):
            continue
        if read[one].agrees(read[other]):
            joined = found[one] | found[other]
            for claim in joined:
                found[claim] = joined
        elif read[one].contradicts(read[other]):
            against |= {(one, other), (other, one)}
    copies = _copies(pages)
    seen: set[Claim] = set()
    made = []
    for claim in claims:
        if claim not in seen:
            seen |= found[claim]
            made.append(_group(found[claim], against, found, pages, copies))
    return tuple(made)


def choice(group: Group, everything: Sequence[Group], pages: Sequence[Page]) -> bool:
    """Whether a group wins over its rivals with nobody there to ask: more independent sites, else the newer pages."""
    if not group.rivals:
        return True
    rivals = [other for other in everything if set(other.claims) & set(group.rivals)]
    mine = (group.sites, max(pages[claim.page].date for claim in group.claims))
    return all(mine > (other.sites, max(pages[claim.page].date for claim in other.claims)) for other in rivals)


def winners(pages: Sequence[Page]) -> frozenset[tuple[int, int]]:
    """(page, fact) of what is learned with nobody there to ask: each thing once, of what is disputed what wins."""
    made = groups(pages)
    return frozenset((one.claims[0].page, one.claims[0].fact) for one in made if choice(one, made, pages))


def _group(
    claims: set[Claim],
    against: set[tuple[Claim, Claim]],
    found: dict[Claim, set[Claim]],
    pages: Sequence[Page],
    copies: dict[int, int],
) -> Group:
    ordered = sorted(claims, key=lambda c: (pages[c.page].date, -c.page, -c.fact), reverse=True)
    sites = {domain(pages[claim.page].site) for claim in claims if copies[claim.page] == claim.page}
    rivals = {rival for claim in claims for one, rival in against if one == claim} - claims
    all_rivals = {member for rival in rivals for member in found[rival]}
    return Group(tuple(ordered), max(len(sites), 1), tuple(sorted(all_rivals, key=lambda c: (c.page, c.fact))))


def _copies(pages: Sequence[Page]) -> dict[int, int]:
    """By page: the first page that it is a copy of, or itself."""
    found = {}
    texts = [{normalise(fact) for fact in page.facts} for page in pages]
    for number, text in enumerate(texts):
        earlier = (at for at in range(number) if text and len(text & texts[at]) >= _COPY * len(text))
        found[number] = next(earlier, number)
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """A fact taken apart: the words that say what it is about, and its values by kind."""

    about: frozenset[str]
    values: frozenset[tuple[str, str]]  # (kind, value): ("metres", "214"), ("date", "4 may")
    whole: str

    @classmethod
    def of(cls, fact: str) -> _Read:
        dates = {("date", _day(m)) for m in _DATE.finditer(fact)}
        rest = _DATE.sub(" ", fact)
        numbers = {(_unit(m[2]), m[1].strip(".,").replace(",", "")) for m in _NUMBER.finditer(rest)}
        plain = _NUMBER.sub(" ", rest).lower()  # without units: what is measured so is not what it is about
        found = {_stem(word) for word in re.findall(r"[^\W\d_]{2,}", plain) if word not in words.STOP}
        return cls(frozenset(found), frozenset(dates | numbers), normalise(fact))

    def same_thing(self, other: _Read) -> bool:
        both = self.about & other.about
        least = min(len(self.about), len(other.about))
        return self.whole == other.whole or (len(both) >= _LEAST and len(both) >= _SHARED * least)

    def agrees(self, other: _Read) -> bool:
        if self.whole == other.whole:
            return True
        return bool(self.values) and self.values == other.values

    def contradicts(self, other: _Read) -> bool:
        """One value of a kind each, and not the same one."""
        mine, theirs = dict(self.values), dict(other.values)
        one_each = len(mine) == len(self.values) and len(theirs) == len(other.values)
        shared = set(mine) & set(theirs)
        return one_each and bool(shared) and any(mine[kind] != theirs[kind] for kind in shared)


def _unit(word: str | None) -> str:
    return _stem((word or "").lower()) if word and word.lower() not in words.STOP else "number"


def _day(found: re.Match[str]) -> str:
    if found[5]:
        return found[5].lower()
    return f"{found[1] or found[4]} {(found[2] or found[3]).lower()}"


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word
