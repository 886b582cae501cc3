"""How much of what a message asks stands in what a skill was told, counted in words.

Seven numbers beside a model's states: a model that nobody taught to read (`backends.reader`) overlooks what a glance at
the words shows. Knows words in any language, no models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from learning.content import content, folded, stem
from learning.store.passages import UNSPACED

SIZE: Final = 7


def overlap(told: Sequence[str], message: str) -> tuple[float, ...]:
    """Of the words that say what a message is about: what the best statement holds, and what all of them hold.

    In this order: share in the best statement, number in it, share in any, number in none, whether one statement holds
    all of them, whether none holds any, how many words there are.
    """
    words = [folded(stem(word)) for word in content(message)]
    held = [[_holds(statement, word) for word in words] for statement in _read(tuple(told))]
    best = max((sum(each) for each in held), default=0)
    somewhere = sum(any(column) for column in zip(*held, strict=True))
    many = len(words)
    whole = float(bool(words) and best == many)
    return (
        best / max(many, 1), float(best), somewhere / max(many, 1), float(many - somewhere), whole, float(not best),
        float(many),
    )  # fmt: skip


def _holds(statement: str, word: str) -> bool:
    """Under one of its forms, which share their beginning; in scripts without spaces anywhere."""
    return (word if UNSPACED.search(word) else f" {word}") in statement


@lru_cache(maxsize=16)
def _read(told: tuple[str, ...]) -> tuple[str, ...]:
    """Every statement as its words with a space before each."""
    return tuple(" " + " ".join(re.findall(r"\w+", folded(statement))) for statement in told)
