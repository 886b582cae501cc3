"""A question taken apart."""

from __future__ import annotations

import pytest

from learning.english.question import read
from learning.english.telling import telling


@pytest.mark.parametrize(
    ("asked", "embedded"),
    [
        ("Where is the ladder?", "where the ladder is"),
        ("Who waters the ferns in our hall?", "who waters the ferns in our hall"),
        ("Which day is the gate locked?", "which day the gate is locked"),
        ("How do I oil the loom?", "how I oil the loom"),
        ("When does the ferry to Norn leave?", "when the ferry to Norn leaves"),
        ("Where did Mr Quist leave the van?", "where Mr Quist left the van"),
        ("How many eggs go into the cake?", "how many eggs go into the cake"),
        ("What should I bring to the fair?", "what I should bring to the fair"),
        ("Is the pool open on Mondays?", "whether the pool is open on Mondays"),
        ("Can you tell me where the ladder is?", "where the ladder is"),
        ("I have a ticket. Where is the gate?", "where the gate is"),
        ("Paint me a boat.", ""),
        ("Wie heißt der Hund?", ""),
    ],
)
def test_embedded_order(asked: str, embedded: str) -> None:
    assert read(asked).embedded == embedded


def test_what_a_question_is_about() -> None:
    assert read("Where is the lamp of Fort Ebb?").things == ("the lamp of Fort Ebb", "Fort Ebb")
    assert read("How do I oil the loom?").doing == "oil the loom"
    assert read("How do I oil the loom?").subject == ""
    assert read("Where is the old ladder?").subject == "the old ladder"
    many = read("How many drops of oil go into the loom?")
    assert (many.wh, many.noun, many.rest) == ("how many", "drops of oil", "go into the loom")


@pytest.mark.parametrize(
    ("said", "known", "tells"),
    [
        ("The lamp hangs over the red sink.", "Where is the lamp? It is in the attic.", ("red sink",)),
        ("Seven drops go into the loom.", "How many drops go into the loom? Two drops.", ("Seven",)),
        ("Mr Quist waters the ferns.", "Who waters the ferns? The porter.", ("Mr Quist",)),
        ("It is shut.", "Is it shut?", ()),
    ],
)
def test_what_an_answer_tells(said: str, known: str, tells: tuple[str, ...]) -> None:
    assert telling(said, known) == tells
