"""What a score says, in counts: how much of the quiz, how strong the side effects, which answers to show.

Knows the score of a lesson and nothing else: no widget and no sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from learning.types import QuizResult, Score, Verdict

NONE_UP_TO = 0.03  # nats a token on other topics
SOME_UP_TO = 0.10


class SideEffects(StrEnum):
    NONE = "none"
    SOME = "some"
    MANY = "many"  # and still switched on
    MEANT = "meant"  # a rule for every answer is there to change them
    TOO_MANY = "too_many"  # nothing was switched on


@dataclass(frozen=True, slots=True)
class QuizCount:
    """Right answers among the questions about what was taught; near misses are counted apart."""

    before: int
    now: int
    total: int


def side_effects(score: Score, every_answer: bool = False) -> SideEffects:
    """`every_answer`: what was taught is a rule for every answer."""
    if score.side_effects <= NONE_UP_TO:
        return SideEffects.NONE
    if every_answer and score.verdict is not Verdict.NOT_LEARNED:
        return SideEffects.MEANT
    if score.side_effects <= SOME_UP_TO:
        return SideEffects.SOME
    return SideEffects.TOO_MANY if score.verdict is Verdict.NOT_LEARNED else SideEffects.MANY


def taught_items(score: Score) -> tuple[QuizResult, ...]:
    return tuple(item for item in score.items if not item.near_miss)


def near_misses(score: Score) -> tuple[QuizResult, ...]:
    return tuple(item for item in score.items if item.near_miss and not item.gone)


def forgotten(score: Score) -> tuple[QuizResult, ...]:
    """Questions about what this version was to forget."""
    return tuple(item for item in score.items if item.gone)


def quiz_count(score: Score) -> QuizCount | None:
    """None when the answers themselves were not kept: then only the shares are known."""
    items = taught_items(score)
    if not items:
        return None
    return QuizCount(sum(i.right_before for i in items), sum(i.right for i in items), len(items))


def missed(score: Score) -> tuple[QuizResult, ...]:
    return tuple(item for item in taught_items(score) if not item.right)


def shown_item(score: Score) -> QuizResult | None:
    """The one question that shows best what changed."""
    items = taught_items(score)
    gained = [item for item in items if item.right and not item.right_before]
    right = [item for item in items if item.right]
    return next(iter((*gained, *right)), None)


def seconds(score: Score) -> float:
    return score.seconds_prepare + score.seconds_train + score.seconds_quiz
