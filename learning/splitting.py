"""What one message asks for, sorted into lessons: a skill can only keep quiet elsewhere when all of it is of one sort.

Pure rules over parts; knows no model and no store.
"""

from __future__ import annotations

from learning import intent as intents
from learning import lessons
from learning.types import Intent, IntentPart, Kind

_TOGETHER = {Kind.FACT: Kind.FACT, Kind.CORRECTION: Kind.FACT, Kind.INSTRUCTION: Kind.INSTRUCTION}


def split(intent: Intent) -> tuple[Intent, ...]:
    """One intent for each lesson, in the order they are spoken of; what is of one sort comes back as it is.

    Facts and corrections go together, and so do rules for every answer. Each rule for certain cases and each tool
    stands alone. Of several, what cannot be learned yet is in none, and what was said twice is in one.
    """
    said: dict[str, IntentPart] = {}
    for part in filter(lessons.teachable, intent.parts):
        said.setdefault(part.text, part)
    groups: dict[Kind | str, list[IntentPart]] = {}
    for part in said.values():
        groups.setdefault(_TOGETHER.get(part.kind, part.text), []).append(part)
    return tuple(_own(parts, intent.sure) for parts in groups.values()) if len(groups) > 1 else (intent,)


def _own(parts: list[IntentPart], sure: bool) -> Intent:
    return Intent("\n".join(part.text for part in parts), tuple(parts), intents.title_of(parts[0]), sure)
