"""From a document in the library to the lesson of those facts of it that somebody let through.

Knows facts, flags and decisions; no window, no engine. Nothing foreign becomes a source here that was not ticked, by a
person or because the person asked for everything that no rule speaks against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from learning import moderation
from learning.changing import merged
from learning.drafts import Draft, drafts
from learning.lessons import of_facts
from learning.parse.document import Document
from learning.remaking import Known
from learning.sources.document import source
from learning.store.documents import Choice, DocumentRow
from learning.types import Lesson, Source
from learning.vetting import Approval, Decision, vetting


@dataclass(frozen=True, slots=True)
class Offered:
    """One fact with what was decided about it so far."""

    draft: Draft
    choice: Choice

    @property
    def edited(self) -> bool:
        return self.choice.text != self.choice.fact


def offered(document: Document, decided: Sequence[Choice] = ()) -> tuple[Offered, ...]:
    """Every fact of a document. What nobody has decided yet is ticked unless a rule speaks against it."""
    known = {(one.place, one.fact): one for one in decided}
    everything = drafts(document, moderation.flags(document))
    return tuple(Offered(draft, known.get(_key(draft), _fresh(draft))) for draft in everything)


def approved(row: DocumentRow, chosen: Iterable[Offered]) -> tuple[Source, ...]:
    """The ticked ones as sources of a lesson, with their words as the person left them."""
    found = (
        replace(_source(row, one), flags=one.draft.flags, fetched=row.fetched, text=one.choice.text)
        for one in chosen
        if one.choice.ticked
    )
    return tuple(found)


def known_facts(row: DocumentRow, everything: Iterable[Offered], sources: Iterable[Source]) -> frozenset[int]:
    """Numbers of the facts that `sources` hold already."""
    ids = {one.id for one in sources}
    return frozenset(number for number, one in enumerate(everything) if _source(row, one).id in ids)


def lesson(
    chosen: Mapping[DocumentRow, Sequence[Offered]],
    name: str,
    origin: str,
    now: str,
    by: Approval,
    into: Known | None = None,
) -> Lesson:
    """The lesson of what is ticked in each document, beside what the skill `into` holds. Raises EmptyLesson."""
    sources = [one for row, facts in chosen.items() for one in approved(row, facts)]
    decided = [Decision(one.choice.ticked, one.draft.flags, one.edited) for facts in chosen.values() for one in facts]
    vetted = vetting(by, now, decided)
    if into is None:
        return of_facts(sources, name, origin, now, vetted)
    return of_facts(merged(into.sources, sources), into.name, origin, now, vetted, into.parent)


def material(row: DocumentRow) -> str:
    """What its facts name as their source (`Source.material`)."""
    return f"url:{row.origin.partition('#')[0]}" if row.fetched else f"file:{row.sha256}"


def _source(row: DocumentRow, one: Offered) -> Source:
    """By the words of the document, so that a fact whose words were changed is still the same fact."""
    made = source(one.draft.atom, row.sha256, row.title)
    return replace(made, origin=material(row)) if row.fetched else made


def _key(draft: Draft) -> tuple[int, str]:
    return draft.atom.passage, draft.atom.text


def _fresh(draft: Draft) -> Choice:
    atom = draft.atom
    return Choice(atom.passage, atom.text, atom.text, draft.ticked, draft.flags)
