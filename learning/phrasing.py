"""Questions for what a person told about themselves, written by the model that ships, beside those made by rule.

Straight and from the side, each asked for by its first word; kept is what the statement answers, as the model reads it.
Knows statements and lessons; the prompts are `learning.writer`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from learning import writer
from learning.asking import Meter
from learning.asking import written as asked_for
from learning.backend import Backend
from learning.english import change
from learning.english import vocabulary as words
from learning.english.person import second_person
from learning.questions import key, values
from learning.sources import other_statement
from learning.sources.document import Written
from learning.sources.made import asked
from learning.types import Example, Kind, Lesson, Phase, Source, Step, Use

_STRAIGHT: Final = ("What", "Which")  # beginnings that suit every statement
_ASIDE: Final = ("Which", "What", "A", "The", "My", "In")
_WHEN: Final = frozenset(
    ["day", "days", "week", "weeks", "month", "year", "years", "morning", "noon", "afternoon", "evening", "night",
     "every", "daily", "weekend", "spring", "summer", "autumn", "winter", "since", "until", "o'clock"]
)  # fmt: skip
_WHERE: Final = re.compile(r"\b(?:in|at|on|near|behind|under|above|below|beside|opposite) (?!\d)")
_MOST: Final = 8  # questions of a statement
_MOST_STATEMENTS: Final = 24  # of a longer lesson the first; the others have their questions by rule
_WORDS: Final = range(2, 33)  # of a question
_NAME: Final = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z]")
_SENTENCE: Final = re.compile(r"[^.?!]*[.?!]")


def written(backend: Backend, lesson: Lesson) -> Generator[Step, None, dict[str, list[Written]]]:
    """Questions by source; none where nothing that was taught to write is at hand."""
    sources = _statements(lesson)[:_MOST_STATEMENTS]
    if not sources or not backend.can_write(writer.STATEMENTS):
        return {}
    wanted = [
        (source, writer.asking(source.text, word, straight))
        for source in sources
        for word, straight in beginnings(source.text)
    ]
    meter = Meter(Phase.PREPARE, len(wanted) * writer.TOKENS // 40 + len(sources))
    said = yield from asked_for(backend, [prompt for _, prompt in wanted], writer.STATEMENTS, meter)
    found: dict[str, dict[str, str]] = {source.id: {} for source in sources}
    for (source, _), answer in zip(wanted, said, strict=True):
        if question := tidy(answer, source.text):
            found[source.id].setdefault(key(question), question)
    often = Counter(name for questions in found.values() for name in questions)
    kept: dict[str, list[Written]] = {}
    for source in sources:
        own = [question for name, question in found[source.id].items() if often[name] == 1]
        scores = yield from _read(backend, source.text, own, meter)
        kept[source.id] = [Written(q, "") for q, score in zip(own, scores, strict=True) if score > 0][:_MOST]
    return kept


def beginnings(statement: str) -> tuple[tuple[str, bool], ...]:
    """First words of questions that a statement may answer, and whether they ask straight."""
    said = set(re.findall(r"[\w'-]+", statement.lower()))
    suits = {
        "Who": bool(_NAME.search(statement)) or any(words.kind_of(word) == "relation" for word in said),
        "Where": _WHERE.search(statement) is not None,
        "When": bool(said & (_WHEN | words.MONTHS | words.WEEKDAYS))
        or re.search(r"\d[:.]\d\d|\d ?[ap]m\b", statement) is not None,
        "How": bool(re.search(r"\d", statement)) or bool(said & words.NUMBERS),
    }
    more = tuple(word for word, fits in suits.items() if fits)
    return (*((word, True) for word in (*_STRAIGHT, *more)), *((word, False) for word in (*_ASIDE, *more[:2])))


def added(lesson: Lesson, found: Mapping[str, Sequence[Written]]) -> Lesson:
    """The lesson with these questions, too, but for those that it has or that its quiz asks."""
    seen = {key(example.turns[-1].text) for example in lesson.examples}
    seen |= {key(item.turns[-1].text) for item in (*lesson.held_out, *lesson.near_misses)}
    more = [
        example
        for source in _statements(lesson)
        for example in _examples(source, found.get(source.id, ()))
        if key(example.turns[-1].text) not in seen
    ]
    return replace(lesson, examples=(*lesson.examples, *more)) if more else lesson


def _examples(source: Source, written: Sequence[Written]) -> list[Example]:
    said = second_person(source.text)
    span = next((value for value in values(source.text) if value in said), "")
    return [Example(asked(one.question), said, Use.TEACH, source.id, span) for one in written]


def tidy(answer: str, statement: str) -> str:
    """What was written, without an unfinished end; "" for what is no question or says all that there is to tell."""
    text = "".join(_SENTENCE.findall(answer.strip().split("\n")[0])).strip()
    if len(text.split()) not in _WORDS:
        return ""
    told = values(statement)
    return "" if all(value.lower() in text.lower() for value in told) else text


def _statements(lesson: Lesson) -> list[Source]:
    """Those in English, each as it is taught."""
    facts = [source for source in lesson.sources if source.kind is Kind.FACT]
    whole = " ".join(source.text for source in facts)
    return [
        replace(source, text=change.told(source.text))
        for source in facts
        if other_statement.tongue_for(source.text, whole) is None
    ]


def _read(
    backend: Backend, statement: str, questions: Sequence[str], meter: Meter
) -> Generator[Step, None, tuple[float, ...]]:
    reading = backend.read((statement,), questions)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            scores: tuple[float, ...] = end.value
            return scores
        yield meter.step()
