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


def known_facts(row: DocumentRow, everything: Iterable[Offered], sources: Sequence[Source]) -> frozenset[int]:
    """Numbers of the facts that `sources` hold already."""
    held, texts = {one.id for one in sources}, {one.text for one in sources}
    return frozenset(
        number
        for number, one in enumerate(everything)
        if _source(row, one).id in held or one.choice.text in texts or one.choice.fact in texts
    )


def renewed(known: Known, found: Mapping[DocumentRow, Sequence[Offered]]) -> Known:
    """What a skill holds, without what its documents said when they were read before and do not say any more.

    What a changed file still says counts as said by the file as it is now.
    """
    now: dict[str, dict[str, Source]] = {}
    for row, facts in found.items():
        said = {text: _source(row, one) for one in facts for text in (one.choice.fact, one.choice.text)}
        now |= dict.fromkeys(_former(row), said)
    kept = []
    for one in known.sources:
        if one.material not in now:
            kept.append(one)
        elif (same := now[one.material].get(one.text)) is not None:
            kept.append(one if same.material == one.material else replace(one, id=same.id, origin=same.origin))
    return replace(known, sources=tuple(kept))


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


def materials(row: DocumentRow) -> frozenset[str]:
    """Likewise, with what they named before its file was changed."""
    return frozenset((material(row), *_former(row)))


def _former(row: DocumentRow) -> tuple[str, ...]:
    """What its facts named when it was last read. A page has one address, whatever it says."""
    return (material(row),) if row.fetched else tuple(f"file:{one}" for one in row.former if one != row.sha256)


def _source(row: DocumentRow, one: Offered) -> Source:
    """By the words of the document, so that a fact whose words were changed is still the same fact."""
    made = source(one.draft.atom, row.sha256, row.title)
    return replace(made, origin=material(row)) if row.fetched else made


def _key(draft: Draft) -> tuple[int, str]:
    return draft.atom.passage, draft.atom.text


def _fresh(draft: Draft) -> Choice:
    atom = draft.atom
    return Choice(atom.passage, atom.text, atom.text, draft.ticked, draft.flags)
