"""The facts of one document, or of several web pages together: once what they agree on, a choice where they do not.

Knows offers and what `learning.web.agreement` makes of them. A fact's number is its place among all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from desktop.documents.requests import Decided
from desktop.documents.review_view import Fact, ReviewView, Why
from desktop.documents.texts import Offer
from desktop.library_words import LibraryWords as Words
from learning import moderation
from learning.drafts import PART, importance
from learning.offering import Offered
from learning.store.documents import Choice, DocumentRow
from learning.web.agreement import Claim, Group, Page, groups

SECONDS_EACH: Final = 6.5  # measured: one page of 24 facts on two cores, all of its lesson


@dataclass(frozen=True, slots=True)
class Gathered:
    """`rivals` has, by the number of a fact that sources disagree about, the numbers of all that can be chosen."""

    title: str
    offers: tuple[Offer, ...]
    parts: tuple[tuple[int, ...], ...]
    sources: Mapping[int, str]
    rivals: Mapping[int, tuple[int, ...]]

    def at(self, number: int) -> tuple[Offer, Offered]:
        for one in self.offers:
            if number < len(one.facts):
                return one, one.facts[number]
            number -= len(one.facts)
        raise IndexError(number)

    def chosen(self, numbers: Sequence[int]) -> dict[DocumentRow, list[Offered]]:
        """The facts with these numbers, by document."""
        found: dict[DocumentRow, list[Offered]] = {}
        for number in numbers:
            one, fact = self.at(number)
            found.setdefault(one.row, []).append(fact)
        return found


def gathered(offers: Sequence[Offer], title: str) -> Gathered:
    """One document as it is; of several pages each fact once."""
    starts = [sum(len(one.facts) for one in offers[:at]) for at in range(len(offers))]
    everything = [fact.draft for one in offers for fact in one.facts]
    left = {starts[at] + number for at, one in enumerate(offers) for number in _left(one)}
    sources: dict[int, str] = {}
    rivals: dict[int, tuple[int, ...]] = {}
    if len(offers) > 1:
        pages = [Page(site(one.row), day(one.row), tuple(fact.choice.fact for fact in one.facts)) for one in offers]

        def number(claim: Claim) -> int:
            return starts[claim.page] + claim.fact

        for group in groups(pages):
            _place(group, pages, number, left, sources, rivals)
    ranked = sorted(left, key=lambda at: (-importance(everything, at), at))
    parts = tuple(tuple(sorted(ranked[start : start + PART])) for start in range(0, len(ranked), PART))
    return Gathered(title, tuple(offers), parts, sources, rivals)


def _left(one: Offer) -> set[int]:
    return set(range(len(one.facts))) - one.learned


def _place(
    group: Group,
    pages: Sequence[Page],
    number: Callable[[Claim], int],
    left: set[int],
    sources: dict[int, str],
    rivals: dict[int, tuple[int, ...]],
) -> None:
    """A group stands for all its claims; of groups that disagree the first stands for all of them."""
    at = [number(claim) for claim in group.claims]
    left -= set(at[1:])
    lead = group.claims[0]
    page = pages[lead.page]
    sources[at[0]] = Words.according(page.site, page.date, group.sites)
    if not group.rivals:
        return
    others = tuple(number(claim) for claim in group.rivals)
    if any(set(others) & {*known} for known in rivals.values()):
        left.discard(at[0])
    elif at[0] in left:
        rivals[at[0]] = (at[0], *dict.fromkeys(_texts(group.rivals, pages, number)))


def _texts(claims: Sequence[Claim], pages: Sequence[Page], number: Callable[[Claim], int]) -> list[int]:
    """One claim for each wording."""
    found: dict[str, int] = {}
    for claim in claims:
        found.setdefault(pages[claim.page].facts[claim.fact], number(claim))
    return list(found.values())


def view(found: Gathered, part: int, trusted: bool) -> ReviewView:
    """One part of it as the page shows it."""
    numbers = found.parts[part] if found.parts else ()
    row = found.offers[0].row
    alone = len(found.offers) == 1
    folder = str(Path(row.origin).parent) if alone and row.origin and not row.fetched and not trusted else ""
    return ReviewView(
        row.id,
        row.name if alone else found.title,
        row.pages if alone else 0,
        tuple(_fact(number, found) for number in numbers),
        part,
        len(found.parts),
        1 + sum(len(one) for one in found.parts[:part]),
        sum(len(one) for one in found.parts),
        SECONDS_EACH,
        folder,
    )


def _fact(number: int, found: Gathered) -> Fact:
    owner, one = found.at(number)
    atom = one.draft.atom
    several = found.rivals.get(number, ())
    choices = tuple(f"{found.at(at)[1].choice.fact} ({found.sources.get(at, '')})" for at in several)
    return Fact(
        number,
        "" if several else one.choice.text,
        one.choice.fact,
        owner.document.passages[atom.passage].text,
        atom.passage,
        atom.page,
        one.choice.ticked and not several,
        tuple(Why(*moderation.words(rule)) for rule in one.draft.flags),
        source=found.sources.get(number, ""),
        choices=choices,
        document=owner.row.id,
    )


def decided(found: Gathered, given: Sequence[Decided]) -> Gathered:
    """The same with what was decided; of what sources disagree about only the chosen one is ticked."""
    changes: dict[int, Choice] = {}
    for each in given:
        several = found.rivals.get(each.fact, ())
        choice = found.at(each.fact)[1].choice
        if not several:
            changes[each.fact] = replace(choice, text=each.text, ticked=each.ticked)
            continue
        for at in several:
            fact = found.at(at)[1].choice
            mine = each.ticked and each.text == f"{fact.fact} ({found.sources.get(at, '')})"
            changes[at] = replace(fact, ticked=mine)
    offers, start = [], 0
    for one in found.offers:
        facts = tuple(
            replace(fact, choice=changes.get(start + number, fact.choice)) for number, fact in enumerate(one.facts)
        )
        offers.append(replace(one, facts=facts))
        start += len(one.facts)
    return replace(found, offers=tuple(offers))


def numbers(found: Gathered, given: Sequence[Decided]) -> tuple[int, ...]:
    """Every fact that was decided about, those of which one was chosen too."""
    return tuple(dict.fromkeys(at for each in given for at in found.rivals.get(each.fact, (each.fact,))))


def site(row: DocumentRow) -> str:
    return (urlsplit(row.origin).hostname or "").removeprefix("www.") if row.fetched else row.name


def day(row: DocumentRow) -> str:
    """The page's own date, else the day it was fetched."""
    return row.date or row.fetched[:10] or row.added[:10]
