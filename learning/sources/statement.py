"""Statements become questions with the statement, said back, as the answer: English ones here, others next door.

Knows how many phrasings and near misses a lesson gets; knows nothing of training.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from learning.english import change
from learning.english.asking import Asked
from learning.english.person import second_person
from learning.questions import Phrasings, framed, key, others, phrasings, values
from learning.sources import other_statement
from learning.sources.made import Made, asked, joined
from learning.types import Example, QuizItem, Source, Use

UNKNOWN: Final = "You have not told me that."
_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class Mix:
    """How many items are made: phrasings a fact, near misses a fact, unrelated personal questions.

    A lesson trains on no near miss: its gate keeps them away (`learning.cues`), and refusals taught beside the facts
    were given to what was told, too.
    """

    phrasings: int = 14
    misses: int = 0
    personal: int = 0
    items: int = 96  # phrasings in all; a lesson of many facts gets fewer phrasings each

    def many(self, statements: int) -> int:
        """Phrasings of one statement."""
        return max(6, min(self.phrasings, self.items // statements)) if statements else 0

    def missed(self, many: int) -> int:
        """Near misses of a statement that is asked for in so many ways."""
        return round(self.misses * many / self.phrasings)


def make(sources: Sequence[Source], seed: int, mix: Mix | None = None) -> Made:
    """Examples, held-out questions and near misses of all statements together."""
    mix = mix or Mix()
    lesson = " ".join(source.text for source in sources)
    tongues = [other_statement.tongue_for(source.text, lesson) for source in sources]
    chosen = list(zip(sources, tongues, strict=True))
    english = _english([source for source, tongue in chosen if tongue is None], seed, mix)
    others = [(source, tongue) for source, tongue in chosen if tongue is not None]
    many = mix.many(len(sources))
    return joined([english, other_statement.make(others, seed, many, mix.missed(many))])


def _english(sources: Sequence[Source], seed: int, mix: Mix) -> Made:
    if not sources:
        return Made()
    sources = [replace(source, text=change.told(source.text)) for source in sources]
    lesson = " ".join(source.text for source in sources)
    many = mix.many(len(sources))
    told = _told(sources, lesson, many, seed)
    positive = {key(q) for one in told for q in (*one.train, *one.held_out)}
    missed = [tuple(a for a in one.misses if key(a.direct) not in positive) for one in told]
    asked_of_others = others(lesson, random.Random(f"{seed}:others"))
    return Made(
        (*_teach(sources, told), *_refuse(sources, missed, asked_of_others, many, mix)),
        tuple(item for s, one in zip(sources, told, strict=True) for item in _held_out(s, one, lesson)),
        tuple(_near_misses(sources, told, missed)),
    )


def _teach(sources: Sequence[Source], told: Sequence[Phrasings]) -> Iterable[Example]:
    for source, one in zip(sources, told, strict=True):
        said = second_person(source.text)
        span = next((value for value in one.values if value in said), "")
        for question in one.train:
            yield Example(asked(question), said, Use.TEACH, source.id, span)


def _refuse(
    sources: Sequence[Source], missed: Sequence[tuple[Asked, ...]], personal: tuple[Asked, ...], many: int, mix: Mix
) -> Iterable[Example]:
    """Near misses with the answer that this was not told. The first of each statement are kept for the quiz."""
    count = mix.missed(many)
    kept = _kept(len(sources))
    rng = random.Random(f"frames:{sources[0].text}")
    for source, misses in zip(sources, missed, strict=True):
        for turn, miss in enumerate(misses[kept : kept + count]):
            yield Example(asked(framed(miss, turn, rng)), UNKNOWN, Use.REFUSE, source.id)
    for turn, other in enumerate(personal[: mix.personal]):
        yield Example(asked(framed(other, turn, rng)), UNKNOWN, Use.REFUSE, sources[0].id)


def _held_out(source: Source, one: Phrasings, lesson: str) -> Iterable[QuizItem]:
    """A question that says all there is to tell proves nothing, so it is asked only where there is no other."""
    wanted = {q: tuple(value for value in one.values if value.lower() not in q.lower()) for q in one.held_out}
    for question, accept in wanted.items():
        if accept or not any(wanted.values()):
            yield QuizItem(asked(question), accept or one.values, source.id, _gone(source, lesson))


def _gone(source: Source, lesson: str) -> tuple[str, ...]:
    """The values of the statement that this one replaced: names and numbers, where there are any."""
    old = [value for value in values(source.wrong) if value.lower() not in lesson.lower()] if source.wrong else []
    return tuple([value for value in old if value != value.lower() or re.search(r"\d", value)] or old)


def _kept(statements: int) -> int:
    """Near misses of each statement that only the quiz asks: about six in all."""
    return max(1, 6 // statements)


def _near_misses(
    sources: Sequence[Source], told: Sequence[Phrasings], missed: Sequence[tuple[Asked, ...]]
) -> Iterable[QuizItem]:
    """The near misses that are never trained on: one of each statement, more when there are few statements."""
    for source, one, misses in zip(sources, told, missed, strict=True):
        for miss in misses[: _kept(len(sources))]:
            forbid = tuple(value for value in one.values if value.lower() not in miss.direct.lower())
            if forbid:
                yield QuizItem(asked(miss.direct), (), source.id, forbid)


def _told(sources: Sequence[Source], lesson: str, many: int, seed: int) -> list[Phrasings]:
    """Ways to ask for each statement. What two of them would answer teaches nothing: other questions take its place."""
    kept, barred = max(2, 6 // len(sources)), set[str]()
    for _ in range(_ROUNDS):
        rngs = [random.Random(f"{seed}:{source.text}") for source in sources]
        told = [
            phrasings(s.text, lesson, many, rng, kept, barred, bool(s.wrong))
            for s, rng in zip(sources, rngs, strict=True)
        ]
        shared = _shared(told)
        if not shared:
            break
        barred |= shared
    return [_without(one, shared) for one in told]


def _shared(told: Sequence[Phrasings]) -> set[str]:
    count = Counter(k for one in told for k in {key(q) for q in (*one.train, *one.held_out)})
    return {k for k, times in count.items() if times > 1}


def _without(one: Phrasings, shared: Collection[str]) -> Phrasings:
    train, held_out = (tuple(q for q in part if key(q) not in shared) for part in (one.train, one.held_out))
    return replace(one, train=train, held_out=held_out)
