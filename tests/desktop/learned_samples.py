"""Lessons, scores, rows and themes that the tests of the learned widgets share. All of it invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from desktop.chat.lesson_view import LessonView
from desktop.skills.rows import SkillRow
from desktop.theme import THEMES
from learning.types import LessonState, Phase, QuizResult, Reason, Score, SkillState, Step, Verdict

__all__ = ["THEMES"]  # handed on: the four schemes every widget is tried in

ITEMS = (
    QuizResult("Who looks after the school groups?", "I don’t know.", "Ilse Varga does.", "Ilse Varga", False, True),
    QuizResult("What day is the museum closed?", "On Sundays.", "On Mondays.", "on Mondays", False, True),
    QuizResult("Where do the tours start?", "At the gate.", "At the gate.", "in the lantern room", False, False),
    QuizResult("When does it close?", "At 18.", "At 18.", "at 18", True, True),
    QuizResult("Who repairs the lanterns?", "A craftsman.", "I was not told.", "", True, True, near_miss=True),
)


def score(**changes: object) -> Score:
    made = Score(
        verdict=Verdict.LEARNED, reason=Reason.PASSED, strength=1.0, recall_before=0.25, recall_after=0.75,
        recall_in_context=0.9, retained=0.83, side_effects=0.012, top1=0.99, bleed_before=0.0, bleed=0.0,
        seconds_prepare=4.2, seconds_train=29.6, seconds_quiz=4.2, items=ITEMS,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # named fields of Score


def view(state: LessonState, **changes: object) -> LessonView:
    made = LessonView("l1", "Harbour museum", state)
    return replace(made, **changes)  # type: ignore[arg-type]  # named fields of LessonView


def every_state() -> dict[LessonState, LessonView]:
    """One view for each state a lesson can be in."""
    practising = Step(Phase.TRAIN, 22, 48)
    failed = score(verdict=Verdict.NOT_LEARNED, reason=Reason.SIDE_EFFECTS, side_effects=0.2)
    return {
        LessonState.WAITING: view(LessonState.WAITING, waits_for="Email sign-off", estimate=40.0),
        LessonState.RUNNING: view(LessonState.RUNNING, step=practising, seconds_left=25.0),
        LessonState.INTERRUPTED: view(LessonState.INTERRUPTED, step=practising, resumable=True),
        LessonState.LEARNED: view(LessonState.LEARNED, score=score(), skill_id="s1"),
        LessonState.GENTLE: view(LessonState.GENTLE, score=score(verdict=Verdict.GENTLE), skill_id="s1"),
        LessonState.NOT_LEARNED: view(LessonState.NOT_LEARNED, score=failed),
        LessonState.FAILED: view(LessonState.FAILED, reason="disk_full"),
        LessonState.DISCARDED: view(LessonState.DISCARDED),
        LessonState.UNDONE: view(LessonState.UNDONE, score=score()),
    }


MUSEUM = SkillRow("s1", "Harbour museum", "Opening hours, tours, who does what", SkillState.ON)
SHORT = SkillRow("s2", "Plain short replies", "Answers in three sentences or fewer", SkillState.ON, 0.5, gentle=True)
TIDES = SkillRow("s3", "Tide tables", "When the causeway can be walked", SkillState.OFF)
BIRDS = SkillRow("s4", "Bird names, Latin", "Forty names", SkillState.ON, needs_model="Corvid Small")
BROKEN = SkillRow("s5", "Broken letters", "Soup", SkillState.OFF, damaged="hash")
ROWS = (MUSEUM, SHORT, TIDES, BIRDS, BROKEN)


@contextmanager
def larger_text(factor: float) -> Iterator[None]:
    """The text size of the whole application, as a setting would change it."""
    before = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(before.pointSizeF() * factor)
    QApplication.setFont(larger)
    yield
    QApplication.setFont(before)


def colours(widget: QWidget) -> int:
    """How many different colours a widget paints; a blank one has a single colour."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})
