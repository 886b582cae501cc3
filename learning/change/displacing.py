"""The stored statements that words of change say are no longer so, and what they still tell.

Knows sources; when one statement takes the place of another is known by `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from learning.change.news import news
from learning.change.reading import Reading, alone, may_be, parts, read
from learning.change.rules import likeness
from learning.english.change import told
from learning.english.clause import parted
from learning.types import Kind, Source

_OWNED: Final = re.compile(r"^(?:I|We) (?:have|keep|own) an? ([a-z][a-z -]*?) (?:called|named) ")
_CLEAR: Final = 7.0  # of such a likeness several statements may go at once: they tell the same


@dataclass(frozen=True, slots=True)
class Superseded:
    """A stored statement that no longer holds. `rest` is what it still tells, "" for nothing; `gone` what went."""

    source: Source
    rest: str
    gone: str


@dataclass(frozen=True, slots=True)
class _Part:
    source: Source
    text: str
    reading: Reading


def by_words(new: str, code: str, known: Sequence[Source], right: bool = False) -> tuple[Superseded, ...]:
    """Which of the `known` statements `new`, a text in the language `code`, takes the place of.

    `right`: it was said that something had been told wrongly.
    """
    heard = news(new, code, right)
    if heard is None:
        return ()
    stored = [part for source in known if source.kind is Kind.FACT for part in _parts(source, code)]
    scores = [(likeness(heard, part.reading), part) for part in stored]
    best = max((score for score, _ in scores), default=0.0)
    gone = [part for score, part in scores if best and score == best]
    if best < _CLEAR and not _tell_the_same(gone):
        return ()
    return tuple(_record(source, gone, code) for source in known if any(part.source.id == source.id for part in gone))


def _tell_the_same(gone: Sequence[_Part]) -> bool:
    """Where it could be one or the other, nothing is lost."""
    about = {(tuple(t.key for t in part.reading.thing), part.reading.persons) for part in gone}
    return len(about) == 1 and (len(gone) == 1 or about != {((), frozenset())})


def _parts(source: Source, code: str) -> Iterator[_Part]:
    if not may_be(source.text, code):
        return
    for text in _texts(source, code):
        reading = read(_OWNED.sub(r"My \1 is called ", text) if code == "en" else text, code)
        if reading is not None:
            yield _Part(source, text, reading)


def _texts(source: Source, code: str) -> tuple[str, ...]:
    if code == "en":
        return tuple(text for text, _ in parted(told(source.text)))
    found = parts(source.text, code)
    return tuple(alone(part, found[0], code) for part in found)


def _record(source: Source, gone: Sequence[_Part], code: str) -> Superseded:
    went = [part.text for part in gone if part.source.id == source.id]
    rests = [text for text in _texts(source, code) if text not in went]
    mark = "。" if code == "zh" else "."
    return Superseded(source, _joined(rests, mark), _joined(went, mark))


def _joined(texts: Sequence[str], mark: str) -> str:
    said = [text.strip().rstrip(".。") for text in texts]
    space = "" if mark == "。" else " "
    return space.join(text[:1].upper() + text[1:] + mark for text in said)
