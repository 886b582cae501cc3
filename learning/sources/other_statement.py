"""Statements in other languages become prompts in that language, with the statement, said back, as the answer.

Knows how many prompts a lesson gets; how they are worded is known by `tongues`.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice, zip_longest
from typing import Final

from learning import tongues
from learning.languages import language_of, table
from learning.questions import key
from learning.sources.made import Made, asked
from learning.tongues import Tongue
from learning.types import Example, QuizItem, Source, Use

_DIRECT: Final = 0.5  # share of the prompts of a statement that are direct questions
_CLOZE: Final = 0.15


@dataclass(frozen=True, slots=True)
class _Told:
    """One statement and what is asked about it. `train` and `held_out` share nothing; `misses` nearest first."""

    source: Source
    tongue: Tongue
    train: tuple[str, ...]
    held_out: tuple[str, ...]
    misses: tuple[str, ...]


def tongue_for(statement: str, lesson: str) -> Tongue | None:
    """The language of a statement; where it does not tell, that of the whole lesson. None: the English way."""
    found = tongues.tongue_of(statement)
    return found if found is not None or language_of(statement) else tongues.tongue_of(lesson)


def make(sources: Sequence[tuple[Source, Tongue]], seed: int, many: int, misses: int) -> Made:
    """`many` prompts and at most `misses` near misses for every statement."""
    lesson = " ".join(source.text for source, _ in sources)
    told = _unshared([_told(source, tongue, lesson, seed, many) for source, tongue in sources])
    seen = {key(q) for one in told for q in (*one.train, *one.held_out)}
    kept = max(1, 6 // max(1, len(sources)))
    told = [replace(one, misses=_unseen(one.misses, kept + misses, seen)) for one in told]
    return Made(
        tuple(example for one in told for example in _examples(one, kept)),
        tuple(item for one in told for item in _held_out(one, kept + 1)),
        tuple(item for one in told for item in _near_misses(one, kept)),
    )


def _unseen(questions: Sequence[str], most: int, seen: set[str]) -> tuple[str, ...]:
    """The first that no other statement has taken: what the quiz asks is nowhere practised."""
    taken = list(islice((question for question in questions if key(question) not in seen), most))
    seen |= {key(question) for question in taken}
    return tuple(taken)


def _told(source: Source, tongue: Tongue, lesson: str, seed: int, many: int) -> _Told:
    rng = random.Random(f"{seed}:{source.text}")
    direct, about = list(tongues.questions(tongue, source.text)), tongues.topics(tongue, source.text)
    unseen = [direct.pop()] if len(direct) > 1 else []
    framed = tongues.framed(tongue.unseen_frames, about)
    unseen += [text for pair in zip_longest(_each(tongue.unseen_asks, direct), framed) for text in pair if text]
    start = tongues.beginning(tongue, source.text)
    pools = (
        _around(tongue.asks, direct, rng),
        [frame.format(c=start) for frame in tongue.cloze],
        _shuffled(tongues.framed(tongue.frames, about), rng),
    )
    barred = {key(question) for question in unseen}
    train = tuple(q for q in _drawn(pools, many) if key(q) not in barred)
    return _Told(source, tongue, train, tuple(dict.fromkeys(unseen)), _misses(tongue, source.text, lesson, rng))


def _drawn(pools: tuple[list[str], list[str], list[str]], many: int) -> list[str]:
    """From every pool its share; what one cannot give, the others do."""
    direct, cloze, about = pools
    first, second = round(many * _DIRECT), max(1, round(many * _CLOZE))
    drawn = [*direct[:first], *cloze[:second], *about[: max(1, many - min(len(direct), first) - second)]]
    return list(dict.fromkeys([*drawn, *about, *direct, *cloze]))[:many]


def _misses(tongue: Tongue, statement: str, lesson: str, rng: random.Random) -> tuple[str, ...]:
    """The same questions about other things, then personal questions that the lesson does not answer."""
    others = [one for one in tongues.other_topics(tongue) if not _spoken_of(tongue, one.name, lesson)]
    near = [_shuffled(tongues.questions(tongue, statement, one.name), rng) for one in others]
    turned = [column[row] for row in range(3) for column in near if row < len(column)]
    strange = [question for question in tongue.strangers if not _spoken_of(tongue, question, lesson)]
    framed_ones = _shuffled(tongues.framed(tongue.frames, others), rng)
    mixed = [q for pair in zip(_around(tongue.asks, strange, rng), framed_ones, strict=False) for q in pair]
    return tuple(dict.fromkeys([*turned[:12], *_shuffled(strange, rng)[:4], *mixed]))


def _examples(one: _Told, kept: int) -> Iterable[Example]:
    said = tongues.said_back(one.tongue, one.source.text)
    span = next((value for value in tongues.values(one.tongue, one.source.text) if value in said), "")
    for question in one.train:
        yield Example(asked(question), said, Use.TEACH, one.source.id, span)
    for question in one.misses[kept:]:
        yield Example(asked(question), one.tongue.unknown, Use.REFUSE, one.source.id)


def _held_out(one: _Told, most: int) -> Iterable[QuizItem]:
    """A question that says all there is to tell proves nothing, so it is asked only where there is no other."""
    telling = tongues.values(one.tongue, one.source.text)
    wanted = {q: tuple(v for v in telling if v.lower() not in q.lower()) for q in one.held_out}
    proving = [(q, accept) for q, accept in wanted.items() if accept]
    for question, accept in (proving or [(q, telling) for q in wanted])[:most]:
        yield QuizItem(asked(question), accept, one.source.id, _replaced(one))


def _replaced(one: _Told) -> tuple[str, ...]:
    """The values that hold no longer: saying one of them is wrong."""
    old = tongues.values(one.tongue, one.source.wrong) if one.source.wrong else ()
    return tuple(value for value in old if value.lower() not in one.source.text.lower())


def _near_misses(one: _Told, kept: int) -> Iterable[QuizItem]:
    for question in one.misses[:kept]:
        forbid = tuple(v for v in tongues.values(one.tongue, one.source.text) if v.lower() not in question.lower())
        if forbid:
            yield QuizItem(asked(question), (), one.source.id, forbid)


def _unshared(told: Sequence[_Told]) -> list[_Told]:
    """What two different statements would answer teaches nothing."""
    said = {(one.source.text, key(q)) for one in told for q in (*one.train, *one.held_out)}
    shared = {k for k, times in Counter(k for _, k in said).items() if times > 1}
    return [replace(one, train=_without(one.train, shared), held_out=_without(one.held_out, shared)) for one in told]


def _without(asked_for: Iterable[str], shared: Collection[str]) -> tuple[str, ...]:
    return tuple(q for q in asked_for if key(q) not in shared)


def _around(frames: Sequence[str], inner: Sequence[str], rng: random.Random) -> list[str]:
    """Every question bare first, then in frames."""
    rest = [frame.format(q=question) for frame in frames for question in inner]
    return list(dict.fromkeys([*inner, *_shuffled(rest, rng)]))


def _each(frames: Sequence[str], inner: Sequence[str]) -> list[str]:
    """The frames one after the other, each around another question."""
    return [frame.format(q=question) for frame, question in zip(frames, cycle(inner), strict=False)]


def _spoken_of(tongue: Tongue, text: str, lesson: str) -> bool:
    """Whether a lesson has a telling word of a text in it."""
    if tongue.code == "zh":
        said = re.sub(r"[我的最喜欢什么多少叫吗在哪里，。？]", " ", text).split()
        return any(word in lesson for word in said)
    common = table()[tongue.code].common
    words = (word for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if word not in common)
    return any(re.search(rf"\b{re.escape(word[:6])}", lesson.lower()) for word in words)


def _shuffled(texts: Iterable[str], rng: random.Random) -> list[str]:
    mixed = list(texts)
    rng.shuffle(mixed)
    return mixed
