"""`ingrain teach --document`: read somebody else's text, show its facts, and learn those that nothing speaks against.

Knows the order: read in a process of its own, look for what should be left out, show, ask. Flagged facts are never
taught from here: the window is where they can be ticked one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.cli_output import Console, bad_input
from desktop.cli_words import Cli
from desktop.document_words import DocumentWords
from learning import moderation
from learning.drafts import Draft, drafts, parts
from learning.lessons import of_facts
from learning.parse.document import Document
from learning.parse.process import read
from learning.parse.reasons import CannotRead
from learning.sources.document import source
from learning.store import ids
from learning.types import Lesson, Source
from learning.vetting import Approval, Decision, vetting


@dataclass(frozen=True, slots=True)
class Offer:
    """What one document has to teach; `chosen` are the facts of its first lesson."""

    document: Document
    offered: tuple[Draft, ...]
    chosen: tuple[Draft, ...]


def offers(options: argparse.Namespace, console: Console) -> tuple[Offer, ...]:
    """Read every file and show what would be learned. Raises CliError where there is nothing."""
    found = tuple(_offer(_read(path, console)) for path in options.document)
    if not any(offer.chosen for offer in found):
        raise bad_input("no_facts", Cli.NO_FACTS)
    for offer in found:
        _show(offer, console)
    return found


def lesson(found: Sequence[Offer], name: str) -> Lesson:
    """The lesson of everything that was offered and is not flagged."""
    sources: list[Source] = [
        source(draft.atom, offer.document.sha256, offer.document.title) for offer in found for draft in offer.chosen
    ]
    decided = [Decision(draft in offer.chosen, draft.flags) for offer in found for draft in offer.offered]
    now = ids.now()
    vetted = vetting(Approval.RULES, now, decided)
    return of_facts(sources, name or found[0].document.title, f"message:{ids.new_id()}", now, vetted)


def _read(path: Path, console: Console) -> Document:
    console.progress(Cli.READING.format(name=path.name))
    reading = read(path)
    try:
        while True:
            next(reading)
    except StopIteration as end:
        found: Document = end.value
        return found
    except CannotRead as error:
        problem = DocumentWords.cannot_read(path.name, error.reason)
        raise bad_input("cannot_read", Cli.CANNOT_READ, problem=problem) from error


def _offer(document: Document) -> Offer:
    flagged: dict[int, list[str]] = {}
    for flag in moderation.flags(document):
        flagged.setdefault(flag.passage, []).append(flag.rule)
    offered = drafts(document, flagged)
    first = parts([draft for draft in offered if draft.ticked])[:1]
    return Offer(document, offered, first[0] if first else ())


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
