"""The text of a document as its page shows it, and the facts of one as the check before learning does.

Read the library; for a thread of its own. What a rule speaks against says so in the rule's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.documents.lines import material
from desktop.documents.preview import TextPart, TextView
from desktop.documents.requests import Decided
from desktop.documents.review_view import Fact, ReviewView, Why
from desktop.library_words import LibraryWords as Words
from learning import moderation
from learning.drafts import PART, importance
from learning.offering import Offered, known_facts, offered
from learning.parse.document import Document, Part
from learning.store.documents import Choice, DocumentRow
from learning.store.store import Store

SECONDS_EACH: Final = 6.5  # measured: one page of 24 facts on two cores, all of its lesson


@dataclass(frozen=True, slots=True)
class Offer:
    """What one document has to teach, in parts by importance: numbers of facts that nobody has learned yet."""

    row: DocumentRow
    document: Document
    facts: tuple[Offered, ...]
    parts: tuple[tuple[int, ...], ...]
    skill: str  # that learned of it already, ""
    learned: frozenset[int]  # numbers of facts that it holds


def text_view(store: Store, document: str, place: int) -> TextView:
    row, read = store.documents.get(document), store.documents.read(document)
    notes: dict[int, str] = {}
    for flag in moderation.flags(read):
        notes.setdefault(flag.passage, moderation.words(flag.rule)[1])
    for at, one in enumerate(read.passages):
        if one.hidden:
            notes[at] = Words.hidden(one.hidden)
    parts = tuple(
        TextPart(one.text, one.page, one.part is Part.HEADING, notes.get(at, ""))
        for at, one in enumerate(read.passages)
    )
    return TextView(document, row.title, Words.size(row.pages, row.words, row.language), parts, place)


def offer(store: Store, document: str) -> Offer:
    """Every fact with what was decided about it; those that a skill holds are not offered again."""
    row, read = store.documents.get(document), store.documents.read(document)
    facts = offered(read, store.documents.decisions(document))
    skill, learned = "", frozenset[int]()
    for one in store.skills.list():
        sources = [source for source in store.lessons.sources(one.lesson) if source.material == material(row)]
        if sources:
            skill, learned = one.id, known_facts(row, facts, sources)
    return Offer(row, read, facts, _parts(facts, learned), skill, learned)


def _parts(facts: Sequence[Offered], learned: frozenset[int]) -> tuple[tuple[int, ...], ...]:
    drafts = [one.draft for one in facts]
    left = [at for at in range(len(facts)) if at not in learned]
    ranked = sorted(left, key=lambda at: (-importance(drafts, at), at))
    return tuple(tuple(sorted(ranked[start : start + PART])) for start in range(0, len(ranked), PART))


def review_view(found: Offer, part: int, trusted: bool) -> ReviewView:
    """One part of it as the page shows it."""
    numbers = found.parts[part] if found.parts else ()
    row = found.row
    folder = "" if row.fetched or not row.origin or trusted else str(Path(row.origin).parent)
    return ReviewView(
        row.id,
        row.name,
        row.pages,
        tuple(_fact(number, found) for number in numbers),
        part,
        len(found.parts),
        1 + sum(len(one) for one in found.parts[:part]),
        sum(len(one) for one in found.parts),
        SECONDS_EACH,
        folder,
    )


def _fact(number: int, found: Offer) -> Fact:
    one = found.facts[number]
    atom = one.draft.atom
    passage = found.document.passages[atom.passage].text
    why = tuple(Why(*moderation.words(rule)) for rule in one.draft.flags)
    return Fact(
        number, one.choice.text, one.choice.fact, passage, atom.passage, atom.page, one.choice.ticked, why,
        document=found.row.id,
    )  # fmt: skip


def choices(found: Offer, decided: Sequence[Decided]) -> tuple[Choice, ...]:
    """What was decided, to be kept."""
    return tuple(
        Choice(one.place, one.fact, each.text, each.ticked, one.flags)
        for each in decided
        for one in (found.facts[each.fact].choice,)
    )
