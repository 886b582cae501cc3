"""What a source gives. Knows the nouns only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from learning.types import Example, QuizItem, Role, Turn


@dataclass(frozen=True, slots=True)
class Made:
    """Material of one lesson, before it has an id."""

    examples: tuple[Example, ...] = ()
    held_out: tuple[QuizItem, ...] = ()
    near_misses: tuple[QuizItem, ...] = ()


def asked(question: str) -> tuple[Turn, ...]:
    """A bare question, the way most messages are."""
    return (Turn(Role.USER, question),)


def together(parts: Iterable[Made]) -> Made:
    """All the material of several makers or sources."""
    found = list(parts)
    return Made(
        tuple(example for part in found for example in part.examples),
        tuple(item for part in found for item in part.held_out),
        tuple(item for part in found for item in part.near_misses),
    )
