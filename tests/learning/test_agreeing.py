"""Whether a text bears out what was said from memory."""

from __future__ import annotations

import pytest

from learning.agreeing import agrees

TEXT = "Opening hours\nThe library is open on Wednesday and Saturday. A card costs 12 crowns a year."


@pytest.mark.parametrize(
    "answer",
    [
        "The library is open on Wednesday and Saturday.",
        "On Wednesday and Saturday.",
        "It opens Wednesday, Saturday.",
    ],
)
def test_what_stands_there_agrees(answer: str) -> None:
    assert agrees(answer, TEXT, "On which days is the library open?")


@pytest.mark.parametrize(
    "answer",
    [
        "The library is open on Monday and Friday.",
        "Members must first pass the short course by Gunnar Pell.",
        "The library is open.",  # adds nothing to the question
        "",
        "I do not know.",
    ],
)
def test_what_does_not_stand_there_does_not(answer: str) -> None:
    assert not agrees(answer, TEXT, "On which days is the library open?")


def test_every_number_must_be_there() -> None:
    asked = "How much is a card?"
    assert agrees("A card costs 12 crowns a year.", TEXT, asked)
    assert not agrees("A card costs 2 crowns a year.", TEXT, asked)
    assert not agrees("A card costs 120 crowns a year.", TEXT, asked)


def test_other_scripts_are_compared_too() -> None:
    text = "图书馆星期三开门。"
    assert agrees("星期三开门。", text, "图书馆什么时候开？")
    assert not agrees("星期五下午关门。", text, "图书馆什么时候开？")
