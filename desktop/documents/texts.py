"""The text of a document as its page shows it, and the facts of one as the check before learning does.

Read the library; for a thread of its own. What a rule speaks against says so in the rule's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.documents.preview import TextPart, TextView
from desktop.library_words import LibraryWords as Words
from learning import moderation
from learning.offering import Offered, known_facts, materials, offered
from learning.parse.document import Document, Part
from learning.store.documents import DocumentRow
from learning.store.store import Store


@dataclass(frozen=True, slots=True)
class Offer:
    """What one document has to teach."""

    row: DocumentRow
    document: Document
    facts: tuple[Offered, ...]
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
        sources = [source for source in store.lessons.sources(one.lesson) if source.material in materials(row)]
        if sources:
            skill, learned = one.id, known_facts(row, facts, sources)
    return Offer(row, read, facts, skill, learned)
