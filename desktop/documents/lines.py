"""The list of documents from what is stored and what is being read. Reads the store; draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.document_words import DocumentWords
from desktop.documents.rows import DocumentLine, HitLine, Status
from desktop.library_words import LibraryWords as Words
from desktop.reading_line import Job
from learning.offering import materials
from learning.parse.reasons import Reason
from learning.store.documents import DocumentRow, DocumentState
from learning.store.passages import Hit
from learning.store.store import Store


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the list is made from: rows, those whose file changed, facts on offer, and what skills learned of each.

    `learned` has by material ("file:<sha256>", "url:<address>") the skill and the number of its facts.
    """

    rows: tuple[DocumentRow, ...] = ()
    changed: frozenset[str] = frozenset()
    facts: Mapping[str, tuple[int, int]] | None = None
    learned: Mapping[str, tuple[str, int]] | None = None


def shelf(store: Store) -> Shelf:
    """Everything at once; for a thread of its own, since it looks at every file."""
    rows = store.documents.list()
    learned: dict[str, tuple[str, int]] = {}
    for skill in store.skills.list():
        for source in store.lessons.sources(skill.lesson):
            number = learned[source.material][1] if learned.get(source.material, ("",))[0] == skill.id else 0
            learned[source.material] = (skill.id, number + 1)
    changed = frozenset(row.id for row in rows if store.documents.is_changed(row))
    return Shelf(rows, changed, store.documents.counts(), learned)


def lines(
    found: Shelf, jobs: Sequence[Job], pages: Mapping[str, tuple[int, int]], waiting: frozenset[str]
) -> tuple[DocumentLine, ...]:
    """What is being read first, then the rest, the newest first. `waiting` wait for somebody to look at their facts."""
    coming = []
    for number, job in enumerate(jobs):
        done, total = pages.get(job.id, (0, 0))
        coming.append(DocumentLine(job.id, job.name, Status.QUEUED if number else Status.READING, done, total))
    old = {job.old for job in jobs}
    return (*coming, *(_line(row, found, waiting) for row in found.rows if row.id not in old))


def hit_lines(hits: Sequence[Hit]) -> tuple[HitLine, ...]:
    return tuple(HitLine(hit.document, hit.title, hit.place, hit.page, hit.text, hit.marks) for hit in hits)


def _learned(row: DocumentRow, found: Shelf) -> tuple[str, int]:
    """The skill that learned of it, and how many facts; also of what its file said before it was changed."""
    learned = [found.learned[one] for one in sorted(materials(row)) if one in found.learned] if found.learned else []
    return max(learned, key=lambda one: one[1], default=("", 0))


def _line(row: DocumentRow, found: Shelf, waiting: frozenset[str]) -> DocumentLine:
    if row.state is DocumentState.UNREADABLE:
        why = DocumentWords.STATES[Reason(row.reason)]
        return DocumentLine(row.id, row.name, Status.UNREADABLE, why=why, source=row.origin, web=bool(row.fetched))
    offered, _ = (found.facts or {}).get(row.id, (0, 0))
    skill, facts = _learned(row, found)
    return DocumentLine(
        row.id,
        row.title,
        _status(row, found, waiting, facts, offered),
        facts=facts,
        of=offered,
        skill=skill,
        size=Words.size(row.pages, row.words, row.language),
        source=row.origin,
        web=bool(row.fetched),
    )


def _status(row: DocumentRow, found: Shelf, waiting: frozenset[str], facts: int, offered: int) -> Status:
    if row.id in found.changed:
        return Status.CHANGED
    if row.id in waiting:
        return Status.WAITING
    if facts:
        return Status.LEARNED if facts >= offered else Status.PARTLY
    return Status.READY
