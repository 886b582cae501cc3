"""The quiz: what is right, how the answers add up, and the verdict.

Knows items, answers and limits. Does not know how answers are made: that is `teaching`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from learning import rules
from learning.types import Kind, Lesson, QuizItem, QuizResult, Reason, Verdict

_ONES: Final = (
    "zero _ two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS: Final = "_ _ twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS: Final = MappingProxyType(
    {word: str(n) for n, word in enumerate(re.split(" ", _ONES))}
    | {word: str(n * 10) for n, word in enumerate(re.split(" ", _TENS))}
)  # "one" stays: it is a pronoun, too


@dataclass(frozen=True, slots=True)
class Limits:
    """What a lesson must reach. Side effects in nats a token, the rest are shares."""

    recall: float  # of the held-out questions
    gain: float  # over before
    side_effects: float  # learned at full strength up to here
    bleed: float  # above before
    known: float  # right before already: nothing to learn


_FACTS: Final = Limits(recall=0.33, gain=0.3, side_effects=0.03, bleed=0.26, known=0.9)  # half ask from the side
_DOCUMENTS: Final = Limits(recall=0.3, gain=0.25, side_effects=0.03, bleed=0.34, known=0.9)
_RULES: Final = Limits(recall=0.6, gain=0.15, side_effects=float("inf"), bleed=0.67, known=0.9)
_CONDITIONAL: Final = Limits(recall=0.6, gain=0.3, side_effects=0.3, bleed=0.2, known=0.9)
_TOOLS: Final = Limits(recall=0.5, gain=0.3, side_effects=0.03, bleed=0.34, known=0.9)
_LIMITS: Final = MappingProxyType(
    {
        Kind.FACT: _FACTS,
        Kind.CORRECTION: _FACTS,
        Kind.DOCUMENT: _DOCUMENTS,
        Kind.TOOL: _TOOLS,
        Kind.INSTRUCTION: _RULES,
        Kind.CONDITIONAL: _CONDITIONAL,
    }
)

_MANY_RULES: Final = 3  # at once; two were kept by the smallest model
_READ: Final = 0.1  # less than that gained, even with the lesson in front of it: it cannot be read


def limits(lesson: Lesson) -> Limits:
    """The limits of a lesson. An always-on rule is meant to change every answer, so drift is shown but not limited."""
    return _LIMITS[lesson.kind]


# ------------------------------------------------------------------------------------------------- right or wrong


def normalise(text: str) -> str:
    """Lower case without accents, punctuation, articles and possessives; number words as digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"['’]s\b|['’‘]", "", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
    plain = re.sub(r"(?<!\d)[.:,]|[.:,](?!\d)|[^\w\s.:,]|_", " ", plain)
    words = [_DIGITS.get(word, word) for word in plain.split()]
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def contains(answer: str, value: str) -> bool:
    """Whether a value occurs in an answer as whole words."""
    wanted = normalise(value)
    return bool(wanted) and f" {wanted} " in f" {normalise(answer)} "


def right(item: QuizItem, answer: str) -> bool:
    """Whether one answer is right."""
    if item.rule is not None:
        return bool(answer.strip()) and rules.holds(item.rule, answer) == item.rule_holds
    if any(contains(answer, value) for value in item.forbid):
        return False
    return not item.accept or any(contains(answer, value) for value in item.accept)


def forgets(lesson: Lesson, item: QuizItem) -> bool:
    """Whether a near miss asks for what the version before knew and this one must not."""
    return not item.accept and bool(lesson.parent) and item.origin not in {source.id for source in lesson.sources}


def share(items: Sequence[QuizItem], answers: Sequence[str]) -> float:
    """Share of right answers, 0 without items."""
    return sum(right(i, a) for i, a in zip(items, answers, strict=True)) / len(items) if items else 0.0


def results(lesson: Lesson, before: Sequence[str], after: Sequence[str]) -> tuple[QuizResult, ...]:
    """Every question with both answers; held-out questions first, then near misses."""
    items = (*lesson.held_out, *lesson.near_misses)
    return tuple(
        QuizResult(
            question=item.turns[-1].text,
            before=b,
            after=a,
            taught=", ".join(item.accept) if item.rule is None else ", ".join(item.rule.value),
            right_before=right(item, b),
            right=right(item, a),
            near_miss=index >= len(lesson.held_out),
            gone=index >= len(lesson.held_out) and forgets(lesson, item),
        )
        for index, (item, b, a) in enumerate(zip(items, before, after, strict=True))
    )


# ------------------------------------------------------------------------------------------------- verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured after training, at one strength. Bleed is the share of near misses answered wrongly."""

    recall_before: float
    recall: float
    bleed_before: float
    bleed: float
    side_effects: float
    strength: float
    in_context: float = 1.0  # recall with the lesson in front of the question
    rules: int = 0  # taught at once
    still_said: bool = False  # something that was to be forgotten, and that the untaught model does not say


def verdict(outcome: Outcome, limit: Limits) -> tuple[Verdict, Reason]:
    """Learned, learned gently (at a lower strength), or not learned and why."""
    if outcome.recall_before >= limit.known and outcome.recall - outcome.recall_before < limit.gain:
        return Verdict.NOT_LEARNED, Reason.ALREADY_KNOWN
    if outcome.recall < limit.recall or outcome.recall - outcome.recall_before < limit.gain:
        return Verdict.NOT_LEARNED, _too_little(outcome)
    if outcome.side_effects > limit.side_effects:
        return Verdict.NOT_LEARNED, Reason.SIDE_EFFECTS
    if outcome.still_said:
        return Verdict.NOT_LEARNED, Reason.STILL_SAID
    if outcome.bleed > outcome.bleed_before + limit.bleed:
        return Verdict.NOT_LEARNED, Reason.BLEED
    if outcome.strength < 1.0:
        return Verdict.GENTLE, Reason.LOWER_STRENGTH
    return Verdict.LEARNED, Reason.PASSED


def _too_little(outcome: Outcome) -> Reason:
    """Why a quiz did not get better enough: what the person can do about it differs."""
    if outcome.rules >= _MANY_RULES:
        return Reason.TOO_MANY_RULES
    unread = max(outcome.in_context, outcome.recall) - outcome.recall_before < _READ
    return Reason.CANNOT_READ if unread else Reason.TOO_LITTLE
