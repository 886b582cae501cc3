"""How much of a question stands in what was told, in words."""

from __future__ import annotations

import pytest

from learning.overlap import SIZE, overlap

TOLD = ("My grandmother keeps bees and has seven hives.", "I play the tuba in a band.")


def test_every_number_says_what_it_should() -> None:
    assert overlap(TOLD, "How many hives does my grandmother have?") == (1.0, 2.0, 1.0, 0.0, 1.0, 0.0, 2.0)
    assert overlap(TOLD, "Which hive holds a tuba?") == (1 / 3, 1.0, 2 / 3, 1.0, 0.0, 0.0, 3.0)
    assert overlap(TOLD, "Who painted the bridge?") == (0.0, 0.0, 0.0, 2.0, 0.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("told", "question"),
    [
        ("Meine Großmutter hält Bienen.", "Was hält meine Großmutter?"),
        ("Ma grand-mère élève des abeilles.", "Qui élève des abeilles ?"),
        ("我的狗叫皮皮。", "我的狗叫什么名字？"),
    ],
)
def test_other_languages_share_words_too(told: str, question: str) -> None:
    assert overlap((told,), question)[1] >= 1
    assert overlap((told,), "Zzyx qwrt?")[1] == 0


def test_a_word_is_found_where_it_begins_and_not_inside_another() -> None:
    assert overlap(("I own a carpet.",), "Which car is mine?")[1] == 1  # the price of looking at beginnings
    assert overlap(("I like oscars.",), "Which car is mine?")[1] == 0


def test_nothing_to_go_by_is_nought() -> None:
    assert overlap((), "What is this?")[:5] == (0.0,) * 5
    assert len(overlap(TOLD, "")) == SIZE and overlap(TOLD, "")[0] == 0.0
