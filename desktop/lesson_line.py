"""The lessons the engine was asked for, in its order, and every lesson as its card shows it.

Knows stored lessons and the steps heard so far. Knows no widget and sends nothing.
"""

from __future__ import annotations

from desktop.chat.lesson_view import LEARNED_STATES, LessonView
from learning import budget
from learning.store.lessons import LessonRow
from learning.store.store import Store
from learning.types import Intent, IntentPart, Kind, LessonState, Step

OPEN = (LessonState.WAITING, LessonState.RUNNING)


class LessonLine:
    """The first in the line is under way. Rows in the line are kept: progress comes ten times a second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._line: list[str] = []
        self._rows: dict[str, LessonRow] = {}
        self._steps: dict[str, Step] = {}

    def __contains__(self, lesson: str) -> bool:
        return lesson in self._line

    def all(self) -> tuple[str, ...]:
        return tuple(self._line)

    def add(self, lesson: str, row: LessonRow | None = None) -> None:
        """`row`, when it was just read: a long lesson takes a while to read."""
        self._line.append(lesson)
        if row is not None:
            self._rows[lesson] = row

    def remove(self, lesson: str) -> None:
        self._steps.pop(lesson, None)
        self._rows.pop(lesson, None)
        if lesson in self._line:
            self._line.remove(lesson)

    def step(self, lesson: str, step: Step) -> bool:
        """Remember how far it is. True for the first step heard of it."""
        first = lesson not in self._steps
        self._steps[lesson] = step
        return first

    def row(self, lesson: str) -> LessonRow:
        """As stored. In the line only the state can change, and the steps tell that."""
        if lesson not in self._line:
            return self._store.lessons.get(lesson)
        if lesson not in self._rows:
            self._rows[lesson] = self._store.lessons.get(lesson)
        return self._rows[lesson]

    def current(self) -> tuple[LessonView | None, int]:
        """What learns now and how many wait."""
        return (self.view(self._line[0]), len(self._line) - 1) if self._line else (None, 0)

    def views(self, chat: str) -> dict[str, tuple[LessonView, ...]]:
        """The cards of a chat by the message that asked."""
        asked = self._store.lessons.of_chat(chat)
        return {message: tuple(self.view(lesson) for lesson in lessons) for message, lessons in asked.items()}

    def view(self, lesson: str) -> LessonView:
        row, step = self.row(lesson), self._steps.get(lesson)
        place = self._line.index(lesson) if lesson in self._line else 0
        state = row.state
        if lesson in self._line:
            state = LessonState.RUNNING if step is not None else LessonState.WAITING
        return LessonView(
            id=lesson,
            title=row.lesson.title,
            state=state,
            step=step,
            seconds_left=step.seconds_left if step else None,
            score=row.score,
            skill_id=self._skill(lesson) if state in LEARNED_STATES else None,
            reason=row.reason,
            position=place,
            waits_for=self.row(self._line[0]).lesson.title if place == 1 else "",
            estimate=_estimate(row) if state in OPEN else None,
            resumable=state is LessonState.INTERRUPTED,
            every_answer=any(source.kind is Kind.INSTRUCTION for source in row.lesson.sources),
        )

    def _skill(self, lesson: str) -> str | None:
        return next((skill.id for skill in self._store.skills.list() if skill.lesson == lesson), None)


def _estimate(row: LessonRow) -> float:
    parts = tuple(IntentPart(source.kind, source.text) for source in row.lesson.sources)
    return budget.estimate(Intent(row.intent, parts, row.lesson.title, True))
