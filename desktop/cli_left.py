"""What an interrupted `ingrain teach` left to do: the same words go on with it. Knows the store; teaches nothing."""

from __future__ import annotations

from learning.store.lessons import LessonRow
from learning.store.store import Store
from learning.types import Intent, LessonState


def left_over(store: Store, intent: Intent, name: str, into: str, only_into: bool) -> tuple[LessonRow, ...]:
    """The lessons of an earlier, interrupted command of the same words, those that are learned left out.

    `name` is what the first of them was to be called; `into` the skill that facts go into, "" for a new one. With
    `only_into` the person named that skill, and nothing goes elsewhere.
    """
    goes = (into,) if only_into else ("", into)
    rows = [row for row in store.lessons.list() if row.intent == intent.text and _asked(row) <= _asked_in(intent)]
    waiting = [row for row in rows if row.state is LessonState.INTERRUPTED and _skill(row) in goes]
    for origin in dict.fromkeys(_origin(row) for row in waiting):
        first = next(row for row in rows if _origin(row) == origin)
        if name in ("", first.lesson.title):
            return tuple(row for row in waiting if _origin(row) == origin)
    return ()


def _origin(row: LessonRow) -> str:
    """The command that asked for it. Statements that a skill held before stand in front of the new ones."""
    return row.lesson.sources[-1].origin


def _asked(row: LessonRow) -> set[str]:
    return {source.asked for source in row.lesson.sources if source.origin == _origin(row)}


def _asked_in(intent: Intent) -> set[str]:
    return {part.asked for part in intent.parts}


def _skill(row: LessonRow) -> str:
    return row.lesson.parent.partition("/")[0]
