"""What was decided about foreign text before it was learned: it goes with the lesson into the skill's manifest.

Knows decisions and counts, nothing of rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Approval(StrEnum):
    """Who let foreign text be learned."""

    PERSON = "person"  # looked at the facts and ticked them
    RULES = "rules"  # asked for all that moderation has nothing against
    FOLDER = "folder"  # always trusts the folder the file came from


@dataclass(frozen=True, slots=True)
class Vetting:
    """What was decided about foreign text before it was learned. Counts are facts; kept in the manifest."""

    by: Approval
    at: str  # ISO time
    offered: int
    learned: int
    edited: int = 0
    left_out: tuple[tuple[str, int], ...] = ()  # by rule of `moderation`; "" where a person left out what no rule named
    ticked: tuple[tuple[str, int], ...] = ()  # by rule: flagged, and ticked all the same


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one fact. `flags` are the rules that spoke against it."""

    learned: bool
    flags: tuple[str, ...] = ()
    edited: bool = False


def vetting(by: Approval, at: str, decisions: Iterable[Decision]) -> Vetting:
    """The sum of all decisions. A fact that several rules speak against is counted under the first."""
    found = tuple(decisions)
    left_out = Counter(_rule(one) for one in found if not one.learned)
    ticked = Counter(_rule(one) for one in found if one.learned and one.flags)
    return Vetting(
        by,
        at,
        offered=len(found),
        learned=sum(one.learned for one in found),
        edited=sum(one.learned and one.edited for one in found),
        left_out=tuple(sorted(left_out.items())),
        ticked=tuple(sorted(ticked.items())),
    )


def _rule(one: Decision) -> str:
    return one.flags[0] if one.flags else ""
