"""Rules for every answer that cannot both hold: the one switched on last wins.

Two skills add up, and two rules about how an answer begins would both be tried. So the earlier one is switched off, and
the caller says so. Knows rules and the store; no words for people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from learning import orders, rules
from learning.store.store import Store
from learning.types import Kind, Skill, SkillState, Source


class Facet(StrEnum):
    """What of an answer a rule settles."""

    START = "start"
    END = "end"
    LIST = "list"
    CASE = "case"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class GaveWay:
    """A skill that was switched off, and what both wanted to settle."""

    skill: Skill
    facet: Facet


_FACETS: Final = {
    "starts_with": Facet.START,
    "ends_with": Facet.END,
    "asks_back": Facet.END,
    "bullets": Facet.LIST,
    "numbered": Facet.LIST,
    "lowercase": Facet.CASE,
    "uppercase": Facet.CASE,
    "titlecase": Facet.CASE,
    "language": Facet.LANGUAGE,
}
_BY_SHAPE: Final = (Facet.LIST, Facet.CASE)  # settled by what is done, not by its value
_LANGUAGE: Final = re.compile(
    r"\b(?:in|into|use|speak|to)\s+(arabic|bengali|chinese|czech|danish|dutch|english|esperanto|finnish|french|german|"
    r"greek|hebrew|hindi|hungarian|indonesian|irish|italian|japanese|korean|latin|norwegian|persian|polish|portuguese|"
    r"romanian|russian|spanish|swahili|swedish|thai|turkish|ukrainian|vietnamese|welsh)\b",
    re.IGNORECASE,
)


def settled(sources: Sequence[Source]) -> dict[Facet, str]:
    """What the rules for every answer among the sources settle, and how."""
    found: dict[Facet, str] = {}
    for source in sources:
        if source.kind is not Kind.INSTRUCTION:
            continue
        if language := _LANGUAGE.search(source.text):
            found[Facet.LANGUAGE] = language[1].lower()
        for rule in rules.parts(orders.read(source.text)):
            if rule.do in _FACETS and not rule.when:
                facet = _FACETS[rule.do]
                found[facet] = rule.do if facet in _BY_SHAPE else " ".join((rule.do, *rule.value)).casefold()
    return found


def give_way(store: Store, skill: str) -> tuple[GaveWay, ...]:
    """Switch off what contradicts a skill that was just switched on."""
    newest = store.skills.get(skill)
    wanted = settled(store.lessons.sources(newest.lesson))
    if newest.state is not SkillState.ON or not wanted:
        return ()
    gone: list[GaveWay] = []
    for other in store.skills.list():
        if other.id == skill or other.state is not SkillState.ON or other.base_sha256 != newest.base_sha256:
            continue
        theirs = settled(store.lessons.sources(other.lesson))
        facet = next((facet for facet, value in wanted.items() if theirs.get(facet, value) != value), None)
        if facet is not None:
            store.skills.set_state(other.id, SkillState.OFF)
            gone.append(GaveWay(other, facet))
    return tuple(gone)
