"""`ingrain teach --document`: read somebody else's text, show its facts, and learn those that nothing speaks against.

Knows the order: read in a process of its own, look for what should be left out, show, ask. Flagged facts are never
taught from here: the window is where they can be ticked one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.cli_library import read_file
from desktop.cli_output import Console, bad_input
from desktop.cli_words import Cli
from learning import moderation
from learning.drafts import parts
from learning.offering import Offered, renewed
from learning.offering import lesson as lesson_of
from learning.offering import offered as offered_by
from learning.parse.document import Document
from learning.remaking import Known
from learning.sources.document import source
from learning.store import ids
from learning.store.documents import DocumentRow
from learning.store.store import Store
from learning.types import Lesson
from learning.vetting import Approval


@dataclass(frozen=True, slots=True)
class Offer:
    """What one document has to teach: its facts, those of its next lesson ticked. `fetched` is for web pages."""

    document: Document
    facts: tuple[Offered, ...]
    path: Path
    origin: str
    name: str
    fetched: str = ""

    @property
    def ticked(self) -> int:
        return sum(one.choice.ticked for one in self.facts)


def offers(options: argparse.Namespace, into: Known | None, console: Console) -> tuple[Offer, ...]:
    """Read every file and show what would be learned, of a skill's own documents the next part.

    Raises CliError where there is nothing.
    """
    read = [(path, read_file(path, console)) for path in options.document]
    found = tuple(offer(document, path, str(path.absolute()), path.name, into) for path, document in read)
    show(found, console)
    return found


def offer(document: Document, path: Path, origin: str, name: str, into: Known | None, fetched: str = "") -> Offer:
    """What is not flagged, not known to the skill `into`, and most telling."""
    known = frozenset(one.id for one in into.sources) if into else frozenset()
    everything = offered_by(document)
    new = [
        one
        for one in everything
        if one.draft.ticked and source(one.draft.atom, document.sha256, document.title).id not in known
    ]
    first = parts([one.draft for one in new])[:1]
    chosen = set(first[0]) if first else set()
    facts = (replace(one, choice=replace(one.choice, ticked=one.draft in chosen)) for one in everything)
    return Offer(document, tuple(facts), path, origin, name, fetched)


def show(found: Sequence[Offer], console: Console) -> None:
    """Everything that would be learned, and what is left out and why. Raises CliError where there is nothing."""
    if not any(one.ticked for one in found):
        raise bad_input("no_facts", Cli.NO_FACTS)
    for one in found:
        _show(one, console)


def record(store: Store, found: Sequence[Offer]) -> dict[DocumentRow, tuple[Offered, ...]]:
    """What was read goes into the library, with what was decided here: what is taught, and what a rule left out.

    Facts that are for a later part stay as they are offered, and what a person decided before stands.
    """
    kept: dict[DocumentRow, tuple[Offered, ...]] = {}
    for one in found:
        row, _ = store.documents.add(one.document, one.origin, one.path, one.name, one.fetched)
        before = {(choice.place, choice.fact) for choice in store.documents.decisions(row.id)}
        store.documents.decide(
            row.id,
            (
                fact.choice if fact.choice.ticked else replace(fact.choice, ticked=fact.draft.ticked)
                for fact in one.facts
                if fact.choice.ticked or (fact.choice.place, fact.choice.fact) not in before
            ),
        )
        kept[row] = one.facts
    return kept


def lesson(kept: dict[DocumentRow, tuple[Offered, ...]], name: str, into: Known | None) -> Lesson:
    """The lesson of everything that is ticked, beside what the skill `into` holds."""
    title = name or next(iter(kept)).title
    held = renewed(into, kept) if into else None
    return lesson_of(kept, title, f"message:{ids.new_id()}", ids.now(), Approval.RULES, held)


def _show(offer: Offer, console: Console) -> None:
    console.note(Cli.FROM_DOCUMENT.format(name=offer.document.title, facts=offer.ticked))
    for one in offer.facts:
        if one.choice.ticked:
            console.note(f"  {one.choice.text}")
    left = [one.draft for one in offer.facts if not one.draft.ticked]
    if left:
        console.note(Cli.HELD_BACK.format(number=len(left)))
        for draft in left:
            console.note(f"  {draft.atom.text} — {moderation.words(draft.flags[0])[1]}")
    ready = len(offer.facts) - len(left)
    if offer.ticked < ready:
        console.note(Cli.MORE_FACTS.format(taught=offer.ticked, all=ready))
