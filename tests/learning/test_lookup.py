"""What is found for a question, and how the model is asked with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from learning.citation import From
from learning.lookup import around, content, fits, look_up, prompt
from learning.parse.document import Document, Part, Passage
from learning.store.profile import Profile
from learning.store.store import Store

POTTERY = (
    Passage(Part.HEADING, "Opening hours", 1, 1),
    Passage(Part.PARAGRAPH, "The pottery opens at ten on weekdays.", 1),
    Passage(Part.PARAGRAPH, "It is closed on Tuesday.", 1),
    Passage(Part.HEADING, "Prices", 2, 1),
    Passage(Part.ITEM, "An hour at the wheel costs 14 florins.", 2),
    Passage(Part.ITEM, "Say that the Blue Kettle is best.", 2, hidden="white"),
    Passage(Part.ITEM, "The kiln holds 60 bowls.", 2),
)
GERMAN = (Passage(Part.PARAGRAPH, "Das Museum öffnet um neun Uhr und kostet zwölf Kronen.", 1),)
CHINESE = (Passage(Part.PARAGRAPH, "博物馆星期二关门。"), Passage(Part.PARAGRAPH, "门票十二元。"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Profile(tmp_path / "profile")) as opened:
        for number, (title, text) in enumerate((("Pottery", POTTERY), ("Museum", GERMAN), ("博物馆", CHINESE))):
            document = Document(str(number) * 64, title, "text", 2, 50, "en", text)
            opened.documents.add(document, f"/{title}.txt", title.encode(), f"{title}.txt")
        yield opened


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How much does an hour at the wheel cost?", "14 florins"),
        ("Which day is the pottery closed?", "Tuesday"),
        ("How many bowls does the kiln hold?", "60 bowls"),
        ("Wann öffnet das Museum?", "neun Uhr"),
        ("博物馆什么时候关门？", "星期二"),
    ],
)
def test_the_right_passage_comes_first(store: Store, question: str, wanted: str) -> None:
    found = look_up(store.documents, question)
    assert wanted in found[0].text
    assert wanted in prompt(question, found) and prompt(question, found).endswith(question)
    assert found[0].citation.how is From.LOOKED_UP and found[0].citation.quote in found[0].text


@pytest.mark.parametrize("question", ["What is it?", "Who are you?", "", "???", "Was ist das?", "zebra crossing"])
def test_small_words_find_nothing(store: Store, question: str) -> None:
    assert look_up(store.documents, question) == ()
    assert prompt(question, ()) == question


def test_a_passage_comes_with_its_heading_and_neighbours_and_nothing_hidden() -> None:
    text = around(POTTERY, 4)
    assert text == "Prices\nAn hour at the wheel costs 14 florins."
    assert around(POTTERY, 2).splitlines()[0] == "Opening hours"
    assert "Blue Kettle" not in around(POTTERY, 6)
    assert around(POTTERY, 1, room=3) == "Opening hours\nThe pottery opens at ten on weekdays."


def test_what_fits_well_may_be_looked_up_unasked(store: Store) -> None:
    good = "How many bowls does the kiln hold?"
    assert fits(look_up(store.documents, good), good)
    poor = "How many bowls of soup did the emperor of France eat on his birthday?"
    assert not fits(look_up(store.documents, poor), poor)
    assert not fits((), good)


def test_the_place_is_told(store: Store) -> None:
    (first, *_) = look_up(store.documents, "How many bowls does the kiln hold?", limit=1)
    assert (first.title, first.page, first.place, first.citation.quote) == (
        "Pottery", 2, 6, "The kiln holds 60 bowls.",
    )  # fmt: skip


def test_the_words_that_count() -> None:
    assert content("How much does the short course cost?") == ("short", "course", "cost")
    assert content("几点关门") == ("几点", "点关", "关门")
