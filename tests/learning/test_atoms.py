"""A document's facts: its own sentences, able to stand alone, each with its place."""

from __future__ import annotations

import pytest

from learning.atoms import atoms, subject
from learning.parse.document import Part, Passage
from tests.learning.document_samples import POTTERY, TITLE, document, heading, item, paragraph


def texts(*passages: Passage) -> list[str]:
    return [atom.text for atom in atoms(document(*passages))]


def test_a_document_becomes_its_facts() -> None:
    assert [atom.text for atom in atoms(POTTERY)] == [
        "Ottilie Farrow founded the pottery on 9 May 1987.",
        "Ottilie Farrow still fires the big kiln herself.",
        "Wheel: An hour at the wheel costs 14 florins.",
        "Glaze: Members pay nothing.",
        "In the starter box: two loop tools",
        "In the starter box: a sponge",
        "Closed: every Tuesday.",
        "Guests may watch through the window.",
    ]


def test_each_fact_knows_its_place() -> None:
    first, wheel = atoms(POTTERY)[0], atoms(POTTERY)[2]
    assert (first.topic, first.passage, first.page) == (TITLE, 1, 1)
    assert (wheel.topic, wheel.passage) == (f"{TITLE} · Prices", 3)


def test_what_nobody_sees_is_no_fact() -> None:
    assert not any("recommend" in atom.text for atom in atoms(POTTERY))


def test_the_same_sentence_in_two_places_is_two_facts_but_twice_in_one_is_one() -> None:
    found = atoms(document(paragraph("The gate is green. The gate is green."), paragraph("The gate is green.")))
    assert [(atom.text, atom.passage) for atom in found] == [("The gate is green.", 0), ("The gate is green.", 1)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Released on 3 July. The app is free.", ["Released on 3 July.", "The app is free."]),
        ("Who may enter. Anybody over 12.", ["Who may enter: Anybody over 12."]),
        ("Note: the lift is slow. It stops at four.", ["Note: the lift is slow.", "It stops at four."]),
        ("1. Soak the clay for two days.", ["Soak the clay for two days."]),
        ("400 g of white clay", ["400 g of white clay"]),
    ],
)
def test_labels_and_numbers_in_front(text: str, facts: list[str]) -> None:
    assert texts(paragraph(text)) == facts


def test_a_pronoun_is_spelled_out_only_where_somebody_was_named() -> None:
    assert texts(paragraph("She left in May for good.")) == ["She left in May for good."]
    named = texts(paragraph("Ines Vold sang tenor. Her brother sang bass. She was ill in June."))
    assert named[1:] == ["Ines Vold's brother sang bass.", "Ines Vold was ill in June."]
    told = texts(paragraph("After the war Ines Vold sang. He was her teacher."))
    assert told[1] == "He was her teacher."


def test_a_sentence_without_end_is_cut_at_its_semicolons_or_left_out() -> None:
    long = "; ".join(
        f"the shelf number {n} holds bowls, cups, plates and lids for a kiln that is fired late" for n in range(9)
    )
    found = texts(paragraph(long))
    assert len(found) == 9 and all(len(text.split()) <= 45 for text in found)
    assert texts(paragraph("word " * 80)) == []


def test_a_list_says_what_it_is_a_list_of_but_sentences_do_not() -> None:
    found = texts(heading("Tools", 2), item("a wire"), item("The wire is sharp."))
    assert found == ["Tools: a wire", "The wire is sharp."]


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        ("Item: Weight · Value: 94 kg", "Weight: 94 kg"),
        ("Kiln: small · Degrees: 1,050 · Hours: 9", "Kiln small: degrees 1,050; hours 9"),
        ("kiln: small · degrees:", "kiln: small · degrees:"),
        ("just words", "just words"),
    ],
)
def test_rows_name_what_they_are_about(row: str, fact: str) -> None:
    assert texts(Passage(Part.ROW, row)) == [fact]


def test_what_a_title_tells_is_a_fact() -> None:
    assert texts(heading('Kettle K2 (code name "Steam")')) == ['Kettle K2 (code name "Steam")']


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (TITLE, "Alder Lane Pottery"),
        ("Contract summary: Fenn Hall", "Fenn Hall"),
        ("A visitor's guide to Gull Rock", "Gull Rock"),
        ("Kettle K2: user manual", "Kettle K2"),
        ("Kettle K2 release notes", "Kettle K2"),
        ('Kettle K2 (code name "Steam")', "Kettle K2"),
        ("Guide", "Guide"),
        ("The Fenn Railway", "The Fenn Railway"),
    ],
)
def test_what_a_document_is_about(title: str, name: str) -> None:
    assert subject(title) == name
