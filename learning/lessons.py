"""From an intent to a lesson: pure rules, no model, well under a second.

Knows sources and ids, nothing of training. The same message gives the same lesson, but for its id and date.
"""

from __future__ import annotations

import hashlib
from typing import Final

from learning.sources import made
from learning.types import Intent, IntentPart, Kind, Lesson, Source

SEED: Final = 1
_ORDER: Final = (Kind.FACT, Kind.CORRECTION, Kind.TOOL, Kind.INSTRUCTION, Kind.CONDITIONAL)


def build(intent: Intent, origin: str, now: str) -> Lesson:
    """The lesson of an intent. `origin` is "message:<id>"; `now` an ISO time."""
    sources = tuple(_source(part, index, origin) for index, part in enumerate(intent.parts))
    material = made(sources, SEED)
    return Lesson(
        id=hashlib.sha256(f"{origin}\n{now}\n{intent.text}".encode()).hexdigest()[:12],
        title=intent.title,
        kind=_kind(intent),
        sources=sources,
        examples=material.examples,
        held_out=material.held_out,
        near_misses=material.near_misses,
        created=now,
    )


def _source(part: IntentPart, index: int, origin: str) -> Source:
    digest = hashlib.sha256(f"{origin}\n{index}\n{part.text}".encode()).hexdigest()[:8]
    return Source(digest, part.kind, part.text[:60], part.text, origin, asked=part.asked, wrong=part.wrong)


def _kind(intent: Intent) -> Kind:
    """What comes first here decides: as soon as there is a fact, near misses and bleed matter."""
    kinds = {part.kind for part in intent.parts}
    return next(kind for kind in _ORDER if kind in kinds)
