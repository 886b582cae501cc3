"""From an intent to a lesson: pure rules, no model, well under a second.

Knows sources and ids, nothing of training. The same message gives the same lesson, but for its id and date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from learning import tools
from learning.intent import EmptyLesson
from learning.sources import SOURCES, made
from learning.types import Intent, IntentPart, Kind, Lesson, Source
from learning.vetting import Vetting

SEED: Final = 1
_ORDER: Final = (Kind.FACT, Kind.CORRECTION, Kind.DOCUMENT, Kind.TOOL, Kind.INSTRUCTION, Kind.CONDITIONAL)


def build(intent: Intent, origin: str, now: str) -> Lesson:
    """The lesson of an intent. `origin` is "message:<id>"; `now` an ISO time.

    Parts of a kind that cannot be learned yet are left out; raises EmptyLesson when no other is there.
    """
    return _lesson(intent, taught(intent, origin), origin, now)


def rebuild(sources: Sequence[Source], title: str, origin: str, now: str, parent: str) -> Lesson:
    """The lesson that makes a new version of a skill, `parent` ("<skill id>/v<N>"), from all that it shall hold."""
    parts = tuple(IntentPart(source.kind, source.text, source.asked, source.wrong) for source in sources)
    text = "\n".join(part.text for part in parts)
    return _lesson(Intent(f"{parent}\n{text}", parts, title, True), tuple(sources), origin, now, parent)


def of_facts(
    sources: Sequence[Source], title: str, origin: str, now: str, vetted: Vetting | None = None, parent: str = ""
) -> Lesson:
    """The lesson of facts from documents that were approved; their items are written while it is prepared."""
    if not sources:
        raise EmptyLesson
    text = "\n".join(source.text for source in sources)
    return replace(_lesson(Intent(text, (), title, True), tuple(sources), origin, now, parent), vetting=vetted)


def teachable(part: IntentPart) -> bool:
    """Not a kind that cannot be learned yet, nor a tool that is spoken of but not described."""
    return part.kind in SOURCES and (part.kind is not Kind.TOOL or tools.is_tool(part.text))


def taught(intent: Intent, origin: str) -> tuple[Source, ...]:
    """The sources of what a message teaches."""
    parts = [part for part in intent.parts if teachable(part)]
    if not parts:
        raise EmptyLesson
    return tuple(_source(part, index, origin) for index, part in enumerate(parts))


def _lesson(intent: Intent, sources: tuple[Source, ...], origin: str, now: str, parent: str = "") -> Lesson:
    material = made(sources, SEED)
    return Lesson(
        id=hashlib.sha256(f"{origin}\n{now}\n{intent.text}".encode()).hexdigest()[:12],
        title=intent.title,
        kind=_kind(sources),
        sources=sources,
        examples=material.examples,
        held_out=material.held_out,
        near_misses=material.near_misses,
        created=now,
        parent=parent,
    )


def _source(part: IntentPart, index: int, origin: str) -> Source:
    digest = hashlib.sha256(f"{origin}\n{index}\n{part.text}".encode()).hexdigest()[:8]
    return Source(digest, part.kind, part.text[:60], part.text, origin, asked=part.asked, wrong=part.wrong)


def _kind(sources: Sequence[Source]) -> Kind:
    """What comes first here decides: as soon as there is a fact, near misses and bleed matter."""
    kinds = {source.kind for source in sources}
    return next(kind for kind in _ORDER if kind in kinds)
