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


def joined(parts: Iterable[Made]) -> Made:
    """The material of several sources."""
    every = tuple(parts)
    return Made(
        tuple(example for part in every for example in part.examples),
        tuple(item for part in every for item in part.held_out),
        tuple(item for part in every for item in part.near_misses),
    )


def asked(question: str) -> tuple[Turn, ...]:
    """A bare question, the way most messages are."""
    return (Turn(Role.USER, question),)
