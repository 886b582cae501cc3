"""From an intent to a lesson: pure rules, no model, well under a second.

Knows sources and ids, nothing of training. The same message gives the same lesson, but for its id and date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from learning.intent import EmptyLesson
from learning.sources import SOURCES, made
from learning.types import Intent, IntentPart, Kind, Lesson, Source

SEED: Final = 1


def build(intent: Intent, origin: str, now: str) -> Lesson:
    """The lesson of an intent. `origin` is "message:<id>"; `now` an ISO time.

    Parts of a kind that cannot be learned yet are left out; raises EmptyLesson when no other is there.
    """
    parts = [part for part in intent.parts if part.kind in SOURCES]
    if not parts:
        raise EmptyLesson
    sources = tuple(_source(part, index, origin) for index, part in enumerate(parts))
    material = made(sources, SEED)
    return Lesson(
        id=hashlib.sha256(f"{origin}\n{now}\n{intent.text}".encode()).hexdigest()[:12],
        title=intent.title,
        kind=_kind(parts),
        sources=sources,
        examples=material.examples,
        held_out=material.held_out,
        near_misses=material.near_misses,
        created=now,
    )


def _source(part: IntentPart, index: int, origin: str) -> Source:
    digest = hashlib.sha256(f"{origin}\n{index}\n{part.text}".encode()).hexdigest()[:8]
    return Source(digest, part.kind, part.text[:60], part.text, origin, asked=part.asked, wrong=part.wrong)


def _kind(parts: Sequence[IntentPart]) -> Kind:
    """Facts as soon as there is one: then near misses and bleed matter."""
    kinds = {part.kind for part in parts}
    return Kind.FACT if Kind.FACT in kinds else next(kind for kind in Kind if kind in kinds)
