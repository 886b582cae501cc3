"""The words of a fact that a question could ask for."""

from __future__ import annotations

import pytest

from learning.spans import spans


@pytest.mark.parametrize(
    ("fact", "wanted"),
    [
        ("Ottilie Farrow founded the pottery on 9 May 1987.", ["9 May 1987", "Ottilie Farrow", "pottery"]),
        ("Wheel: An hour at the wheel costs 14 florins.", ["14 florins"]),
        ("The kiln is open on Monday and Friday.", ["Monday and Friday"]),
        ("The bell rings at 7:45.", ["7:45"]),
        ("Files now end in .clay instead of .pot.", [".clay", ".pot"]),
        ("All waste goes into drum W4.", ["W4"]),
        ("The house song is called “Wet Hands”.", ["Wet Hands"]),
        ("The prize came from the Bank of East Fenn.", ["Bank of East Fenn"]),
        ("Only three glazes are used: ash, tin and salt.", ["ash, tin and salt"]),
        ("The guests sleep in a former bakery.", ["former bakery"]),
        ("Lamp red: smoke pipe blocked", ["smoke pipe blocked"]),
        ("Half of the visitors, 35 %, come by boat.", ["35 %"]),
    ],
)
def test_values_are_found(fact: str, wanted: list[str]) -> None:
    assert set(wanted) <= set(spans(fact))


def test_every_value_stands_in_its_fact_and_none_inside_another() -> None:
    for fact in (
        "Ines Vold sold 14 bowls to the Hotel Gull on 3 May for 90 florins.",
        "It is late.",
        "?",
        "",
        "May may.",
    ):
        found = spans(fact)
        assert all(value in fact for value in found) and len(found) <= 6
        assert not any(one in other for one in found for other in found if one is not other)


def test_half_phrases_and_clauses_are_no_values() -> None:
    for fact in (
        "When the kiln is hot, the door stays shut.",
        "But only one of them may have a motor.",
        "Press the red one.",
    ):
        assert not any(value.split()[0].lower() in ("when", "but", "the") for value in spans(fact))


def test_the_most_telling_come_first() -> None:
    assert spans("Ottilie Farrow keeps 38 hens behind the shed.", 1) == ("38 hens",)
