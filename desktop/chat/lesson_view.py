"""What a lesson card shows: one frozen picture of a lesson, and the sentences it becomes.

Pure: knows a lesson's state and score, knows no widget, store or engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from desktop.lesson_words import LessonWords as Words
from desktop.skills import proof
from learning.types import LessonState, Phase, Reason, Score, Step

LEARNED_STATES = (LessonState.LEARNED, LessonState.GENTLE)


@dataclass(frozen=True, slots=True)
class LessonView:
    """One lesson as the card sees it. `reason` is a Reason or FailureCode value, "" when a person stopped it."""

    id: str
    title: str
    state: LessonState
    step: Step | None = None
    seconds_left: float | None = None  # None: not measured yet
    score: Score | None = None
    skill_id: str | None = None
    reason: str = ""
    position: int = 0  # lessons ahead of this one in the queue
    waits_for: str = ""  # title of the lesson ahead, when there is exactly one
    estimate: float | None = None  # seconds it will take once it begins
    resumable: bool = False
    every_answer: bool = False  # it holds a rule for every answer


class Stage(IntEnum):
    """The four bars. A stage is reached only when it is true."""

    PREPARED = 0
    PRACTISING = 1
    QUIZ = 2
    SAVING = 3


def stage(step: Step | None) -> Stage:
    match step.phase if step is not None else Phase.LOAD:
        case Phase.TRAIN:
            return Stage.PRACTISING
        case Phase.QUIZ:
            return Stage.QUIZ
        case Phase.SAVE:
            return Stage.SAVING
        case _:
            return Stage.PREPARED


def share(step: Step | None) -> float:
    """Finished work of the stage a step belongs to, 0..1. Loading a model is before the first stage."""
    if step is None or step.total <= 0 or step.phase is Phase.LOAD:
        return 0.0
    return min(1.0, max(0.0, step.index / step.total))


def headline(view: LessonView) -> str:
    match view.state:
        case LessonState.WAITING:
            return Words.waiting(view.title)
        case LessonState.RUNNING:
            return Words.learning(view.title)
        case LessonState.LEARNED:
            return Words.learned(view.title)
        case LessonState.GENTLE:
            return Words.learned_gently(view.title)
        case LessonState.NOT_LEARNED:
            return Words.not_learned(view.title)
        case LessonState.INTERRUPTED:
            return Words.stopped(view.title)
        case LessonState.FAILED:
            return Words.failed(view.title)
        case LessonState.UNDONE:
            return Words.undone(view.title)
        case LessonState.DISCARDED:
            return Words.discarded(view.title)


def explanation(view: LessonView) -> str:
    """The sentences under the headline that say what happened, what is safe and what to do next; "" when none."""
    match view.state:
        case LessonState.WAITING:
            return _waiting(view)
        case LessonState.RUNNING:
            return Words.KEEP_CHATTING
        case LessonState.GENTLE:
            return Words.GENTLE
        case LessonState.NOT_LEARNED:
            return Words.NOT_LEARNED.get(view.reason or _reason(view), Words.NOT_LEARNED[Reason.TOO_LITTLE])
        case LessonState.INTERRUPTED:
            return _interrupted(view)
        case LessonState.FAILED:
            return Words.FAILED.get(view.reason, Words.FAILED_OTHERWISE)
        case _:
            return ""


def quiz_line(view: LessonView) -> str:
    """Quiz, side effects and time taken; "" without a score."""
    if view.score is None or view.state in (LessonState.UNDONE, LessonState.DISCARDED):
        return ""
    if view.score.reason is Reason.BAD_NUMBERS:
        return ""  # it broke off before anything was measured
    return "  ".join((_quiz(view, view.score), _side_effects(view, view.score), Words.took(proof.seconds(view.score))))


def missed_line(view: LessonView) -> str:
    """What did not stick, for a lesson that was switched on."""
    if view.score is None or view.state not in LEARNED_STATES:
        return ""
    missed = proof.missed(view.score)
    return Words.missed(len(missed), missed[0].question) if missed else ""


def time_line(view: LessonView) -> str:
    return Words.time_left(view.seconds_left) if view.state is LessonState.RUNNING else ""


def rings(view: LessonView) -> tuple[float, bool, bool]:
    """How far the mark has grown, whether it is muted, whether its outer ring is dashed."""
    match view.state:
        case LessonState.LEARNED:
            return 3.0, False, False
        case LessonState.GENTLE:
            return 2.0, False, False
        case LessonState.NOT_LEARNED:
            return 1.0, True, True
        case LessonState.UNDONE:
            return 3.0, True, False
        case LessonState.RUNNING:
            return _grown(view.step), False, False
        case _:
            return _grown(view.step), True, False


def actions(view: LessonView) -> tuple[str, ...]:
    """The buttons a state offers, by their words."""
    match view.state:
        case LessonState.WAITING:
            return (Words.DISCARD,)
        case LessonState.RUNNING:
            return (Words.STOP,)
        case LessonState.INTERRUPTED:
            return (Words.RESUME if view.resumable else Words.TRY_AGAIN, Words.DISCARD)
        case LessonState.LEARNED | LessonState.GENTLE:
            return (Words.UNDO, Words.OPEN_SKILL) if view.skill_id else (Words.UNDO,)
        case LessonState.FAILED:
            return (Words.TRY_AGAIN, Words.DISCARD)
        case LessonState.UNDONE:
            return (Words.REDO,)
        case LessonState.NOT_LEARNED | LessonState.DISCARDED:
            return (Words.TRY_AGAIN,)


def doing(view: LessonView) -> str:
    """What goes on now, in one word, for screen readers and the queue strip."""
    return Words.DOING[stage(view.step)]


def spoken_stage(view: LessonView) -> str:
    return Words.stage(doing(view), view.seconds_left)


def spoken_state(view: LessonView) -> str:
    """The card's accessible name: "Lesson Email sign-off, practising"."""
    state = doing(view) if view.state is LessonState.RUNNING else Words.STATES[view.state.value]
    return Words.card_name(view.title, state.lower())


def announcement(view: LessonView) -> str:
    """Spoken once, when a lesson ends."""
    return " ".join(part for part in (headline(view), quiz_line(view), explanation(view)) if part)


def _grown(step: Step | None) -> float:
    match stage(step):
        case Stage.PREPARED:
            return -1.0  # not even the dot: nothing is prepared yet
        case Stage.PRACTISING:
            return share(step)
        case Stage.QUIZ:
            return 1.0
        case Stage.SAVING:
            return 2.0


def _waiting(view: LessonView) -> str:
    if view.waits_for:
        return Words.waits(view.waits_for, view.estimate)
    if view.position > 0:
        return Words.waits_behind(view.position, view.estimate)
    return Words.waits_next(view.estimate)


def _interrupted(view: LessonView) -> str:
    if view.reason:
        return Words.BROKE_OFF if view.resumable else Words.BROKE_OFF_EARLY
    return Words.STOPPED if view.resumable else Words.STOPPED_EARLY


def _reason(view: LessonView) -> str:
    return view.score.reason.value if view.score is not None else ""


def _quiz(view: LessonView, score: Score) -> str:
    count = proof.quiz_count(score)
    on = view.state in LEARNED_STATES
    if count is None:
        return Words.quiz_shares(score.recall_before, score.recall_after, on)
    return (Words.quiz if on else Words.quiz_off)(count.before, count.now, count.total)


def _side_effects(view: LessonView, score: Score) -> str:
    return Words.side_effects(Words.SIDE_EFFECTS[proof.side_effects(score, view.every_answer).value])
