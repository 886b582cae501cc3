"""Corrections: the answer that should have been given, for the question as it was asked and for others like it.

Knows how many wordings a correction gets and what the quiz looks for; knows nothing of training. A correction without a
question is a statement.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from learning.english.telling import telling
from learning.questions import framed, key, others
from learning.quiz import contains
from learning.rewordings import Rewordings, rewordings
from learning.sentences import sentences
from learning.sources import statement
from learning.sources.made import Made, asked, joined
from learning.sources.statement import UNKNOWN, Mix
from learning.types import Example, QuizItem, Source, Use

_SENTENCES: Final = 3  # of a corrected answer that are said
_WORDINGS: Final = 2  # times as many as a statement gets: a correction is mostly alone in its lesson
_KEPT: Final = 6  # questions of a lesson that only the quiz asks, and as many near misses


def make(sources: Sequence[Source], seed: int, mix: Mix | None = None) -> Made:
    """Examples, held-out questions and near misses of all corrections together."""
    mix = mix or Mix()
    asked_about = [source for source in sources if source.asked.strip()]
    many = max(10, min(mix.phrasings * _WORDINGS, mix.items // max(len(asked_about), 1)))
    told = [_told(source, many, max(2, _KEPT // len(asked_about)), seed) for source in asked_about]
    parts = [_one(source, one, mix) for source, one in zip(asked_about, told, strict=True)]
    taught = {key(text) for one in told for text in (*one.train, *one.held_out)}
    unasked = statement.make([source for source in sources if source not in asked_about], seed, mix)
    return joined([*parts, _personal(asked_about, taught, seed, mix), unasked])


def _told(source: Source, many: int, kept: int, seed: int) -> Rewordings:
    rng = random.Random(f"{seed}:{source.asked}:{source.text}")
    return rewordings(source.asked, source.text, many, kept, rng)


def _one(source: Source, told: Rewordings, mix: Mix) -> Made:
    target, accept = _target(source.text), _accept(source)
    span = next((value for value in accept if value in target), "")
    forbid = tuple(
        value for value in telling(source.wrong, f"{source.text} {source.asked}") if not contains(target, value)
    )
    kept, rest = told.misses[:_KEPT], told.misses[_KEPT : _KEPT + mix.misses]
    return Made(
        (
            *(Example(asked(text), target, Use.TEACH, source.id, span) for text in told.train),
            *(Example(asked(text), UNKNOWN, Use.REFUSE, source.id) for text in rest),
        ),
        tuple(QuizItem(asked(text), accept, source.id, forbid) for text in told.held_out),
        tuple(
            QuizItem(asked(text), (), source.id, shown)
            for text in kept
            if (shown := tuple(value for value in accept if not contains(text, value)))
        ),
    )


def _personal(sources: Sequence[Source], taught: set[str], seed: int, mix: Mix) -> Made:
    """Everyday personal questions, which no correction answers."""
    if not sources:
        return Made()
    rng = random.Random(f"{seed}:others")
    lesson = " ".join(f"{source.asked} {source.text}" for source in sources)
    found = [framed(one, turn, rng) for turn, one in enumerate(others(lesson, rng)[: mix.personal])]
    return Made(tuple(Example(asked(q), UNKNOWN, Use.REFUSE, sources[0].id) for q in found if key(q) not in taught))


def _target(text: str) -> str:
    """The corrected answer word by word; of a long one its beginning."""
    said = sentences(text)
    return text.strip() if len(said) <= _SENTENCES else " ".join(said[:_SENTENCES])


def _accept(source: Source) -> tuple[str, ...]:
    """What the corrected answer tells that neither the question nor the wrong answer said."""
    target = _target(source.text)
    return telling(target, f"{source.asked} {source.wrong}") or (target.rstrip("."),)
