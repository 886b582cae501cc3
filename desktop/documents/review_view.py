"""What the check before learning shows, as frozen data, and what it sums up to. Knows no Qt and no store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Why:
    """Why a fact is left out unless it is ticked: a title, and what could come of it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact on offer. `number` names it in the whole review; `passage` is where it stands, `original` its words."""

    number: int
    text: str
    original: str
    passage: str
    place: int  # of the passage
    page: int
    ticked: bool
    why: tuple[Why, ...] = ()
    source: str = ""  # site and date of a web page
    choices: tuple[str, ...] = ()  # what sources that disagree say; one must be chosen before it can be ticked
    document: str = ""  # that it stands in, where a review is about several

    @property
    def undecided(self) -> bool:
        """Sources disagree, and nobody has said who is right."""
        return bool(self.choices) and self.text not in self.choices


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One part of what a document has to teach. `first` counts from 1 among `total`."""

    document: str
    name: str
    pages: int
    facts: tuple[Fact, ...]
    part: int = 0
    parts: int = 1
    first: int = 1
    total: int = 0
    seconds_each: float = 6.0  # to learn one fact
    folder: str = ""  # that can be trusted from now on; "" where there is none


def to_check(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.why or fact.choices)


def seconds(ticked: int, each: float) -> float:
    """How long learning takes, about: getting ready takes its time, too."""
    return 30 + ticked * each
