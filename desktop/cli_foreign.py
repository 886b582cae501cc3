"""`ingrain teach --document`: read somebody else's text, show its facts, and learn those that nothing speaks against.

Knows the order: read in a process of its own, look for what should be left out, show, ask. Flagged facts are never
taught from here: the window is where they can be ticked one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.cli_library import keep, read_file
from desktop.cli_output import Console, bad_input
from desktop.cli_words import Cli
from learning import moderation
from learning.changing import merged
from learning.drafts import Draft, drafts, parts
from learning.lessons import of_facts
from learning.parse.document import Document
from learning.remaking import Known
from learning.sources.document import source
from learning.store import ids
from learning.store.documents import Choice
from learning.store.store import Store
from learning.types import Lesson, Source
from learning.vetting import Approval, Decision, vetting


@dataclass(frozen=True, slots=True)
class Offer:
    """What one document has to teach; `chosen` are the facts of its first lesson."""

    document: Document
    offered: tuple[Draft, ...]
    chosen: tuple[Draft, ...]
    path: Path


def record(store: Store, found: Sequence[Offer]) -> None:
    """What was read goes into the library, with what was decided: what is taught, and what is left out for a flag.

    Facts of later parts are not decided yet, and what a person decided before stands.
    """
    for offer in found:
        row, _ = keep(store, offer.document, offer.path)
        before = {(one.place, one.fact) for one in store.documents.decisions(row.id)}
        taught = frozenset(offer.chosen)
        store.documents.decide(
            row.id,
            (
                Choice(one.atom.passage, one.atom.text, one.atom.text, one in taught, one.flags)
                for one in offer.offered
                if one in taught or (one.flags and (one.atom.passage, one.atom.text) not in before)
            ),
        )


def offers(options: argparse.Namespace, into: Known | None, console: Console) -> tuple[Offer, ...]:
    """Read every file and show what would be learned, of a skill's own documents the next part.

    Raises CliError where there is nothing.
    """
    known = frozenset(one.id for one in into.sources) if into else frozenset()
    found = tuple(_offer(read_file(path, console), path, known) for path in options.document)
    if not any(offer.chosen for offer in found):
        raise bad_input("no_facts", Cli.NO_FACTS)
    for offer in found:
        _show(offer, console)
    return found


def lesson(found: Sequence[Offer], name: str, into: Known | None) -> Lesson:
    """The lesson of everything that was offered and is not flagged, beside what the skill `into` holds."""
    sources: list[Source] = [
        source(draft.atom, offer.document.sha256, offer.document.title) for offer in found for draft in offer.chosen
    ]
    decided = [Decision(draft in offer.chosen, draft.flags) for offer in found for draft in offer.offered]
    now = ids.now()
    vetted = vetting(Approval.RULES, now, decided)
    origin = f"message:{ids.new_id()}"
    if into is not None:
        return of_facts(merged(into.sources, sources), into.name, origin, now, vetted, into.parent)
    return of_facts(sources, name or found[0].document.title, origin, now, vetted)


def _offer(document: Document, path: Path, known: frozenset[str]) -> Offer:
    """`known` are the ids of facts that need not be learned again."""
    flagged: dict[int, list[str]] = {}
    for flag in moderation.flags(document):
        flagged.setdefault(flag.passage, []).append(flag.rule)
    offered = drafts(document, flagged)
    new = [one for one in offered if source(one.atom, document.sha256, document.title).id not in known]
    first = parts([draft for draft in new if draft.ticked])[:1]
    return Offer(document, offered, first[0] if first else (), path)


def _show(offer: Offer, console: Console) -> None:
    console.note(Cli.FROM_DOCUMENT.format(name=offer.document.title, facts=len(offer.chosen)))
    for draft in offer.chosen:
        console.note(f"  {draft.atom.text}")
    left = [draft for draft in offer.offered if not draft.ticked]
    if left:
        console.note(Cli.HELD_BACK.format(number=len(left)))
        for draft in left:
            console.note(f"  {draft.atom.text} — {moderation.words(draft.flags[0])[1]}")
    taught, ready = len(offer.chosen), len(offer.offered) - len(left)
    if taught < ready:
        console.note(Cli.MORE_FACTS.format(taught=taught, all=ready))
