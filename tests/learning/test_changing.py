"""Which stored statements a new one replaces, and what of them is left."""

from __future__ import annotations

import pytest

from learning.changing import announcement, merged, superseded, told, without
from learning.intent import parse
from learning.types import Kind, Source


def known(*texts: str) -> tuple[Source, ...]:
    return tuple(Source(f"s{n}", Kind.FACT, text[:60], text, "message:1") for n, text in enumerate(texts))


ME = (
    "My name is Orla Finnegan and I live in Tarnby.",
    "I work as a tailor at Needle and Co.",
    "My dog is called Pixel.",
    "My sister Bea lives in Lisbon.",
    "My locker code is 2231.",
    "I play badminton with Henrik on Mondays.",
    "My train leaves at 7:40 every morning.",
    "We rehearse at the Old Brewery on Fridays.",
    "My favourite dessert is plum cake.",
    "I keep my passport in the blue drawer.",
    "Our biggest kite is 6 metres wide and has a dragon on it.",
    "My bike is a red Falter Comet.",
    "I write poems under the name Ada Quill.",
    "My desk is number 12 by the window.",
    "My brother Nils is an electrician on an oil rig called North Star.",
    "I always park in bay 9 behind the hall.",
    "My mother's birthday is on the 4th of May.",
    "I speak Danish with my aunt Greta.",
)
# What is said, which statement it changes, and what is left of that.
CHANGES = [
    ("I moved last month. I now live in Skovby.", 0, "My name is Orla Finnegan."),
    ("I have moved to Skovby.", 0, "My name is Orla Finnegan."),
    ("I moved to Skovby.", 0, "My name is Orla Finnegan."),
    ("From now on I live in Skovby.", 0, "My name is Orla Finnegan."),
    ("I live in Skovby these days.", 0, "My name is Orla Finnegan."),
    ("I no longer live in Tarnby.", 0, "My name is Orla Finnegan."),
    ("My name is now Orla Berg.", 0, "I live in Tarnby."),
    ("I got married. My name is now Orla Berg.", 0, "I live in Tarnby."),
    ("I changed jobs. I now work as a florist.", 1, "I work at Needle and Co."),
    ("I work at Silver Thimble now.", 1, "I work as a tailor."),
    ("I now work as a florist at Green Corner.", 1, ""),
    ("I am a florist now.", 1, "I work at Needle and Co."),
    ("My dog is now called Waffle.", 2, ""),
    ("We renamed him. My dog is now called Waffle.", 2, ""),
    ("My sister moved to Porto.", 3, ""),
    ("Bea has moved. My sister now lives in Porto.", 3, ""),
    ("They changed the lock. My locker code is now 9054.", 4, ""),
    ("My locker code has changed. It is now 9054.", 4, ""),
    ("The code of my locker is 9054 now.", 4, ""),
    ("The hall was closed. I now play badminton on Wednesdays.", 5, "I play badminton with Henrik."),
    ("I now play badminton with Tomas.", 5, "I play badminton on Mondays."),
    ("The timetable changed. My train now leaves at 8:15.", 6, ""),
    ("My train leaves at 8:15 from now on.", 6, ""),
    ("The Old Brewery is closed. From now on we rehearse at Pier Hall.", 7, "We rehearse on Fridays."),
    ("We rehearse on Tuesdays now.", 7, "We rehearse at the Old Brewery."),
    ("My favourite dessert is now lemon tart.", 8, ""),
    ("I moved the passport. It is now behind the mirror.", 9, ""),
    ("I now keep my passport in the safe.", 9, ""),
    ("My passport is in the safe now.", 9, ""),
    ("We built a new one. Our biggest kite is now 8 metres wide.", 10, "Our biggest kite has a dragon on it."),
    ("I sold the old bike. I now ride a green Ponto Swift.", 11, ""),
    ("I bought a new bike. My bike is now a green Ponto Swift.", 11, ""),
    ("I sold my bike.", 11, ""),
    ("I changed my pen name. I now write as Max Inkwell.", 12, "I write poems."),
    ("My editor wanted another name. I write under the name Max Inkwell now.", 12, "I write poems."),
    ("Our office was renovated. My desk is now number 31.", 13, ""),
    ("Nils changed rigs. My brother now works on a rig called Deep Blue.", 14, "My brother Nils is an electrician."),
    ("I changed my habit. I now always park in bay 22.", 15, "I always park behind the hall."),
    ("I now speak Danish with my uncle Olaf.", 17, "I speak Danish."),
]  # fmt: skip
KEPT = [
    "My cat is called Rex.",
    "My brother's dog is called Rex.",
    "I now also live in Skovby.",
    "I have a cat.",
    "My bike code is 771.",
    "I now play the cello on Mondays.",
    "My brother now lives in Oslo.",
    "I work late on Thursdays.",
    "My sister Bea is a dentist.",
    "My father's birthday is on the 9th of June.",
    "My bus leaves at 9:10.",
    "I now have a parrot called Kiki.",
    "My smallest kite is 1 metre wide.",
    "I am learning to swim.",
    "I am allergic to figs now.",
    "I lived in Hobro in 2003.",
    "I speak Polish with my neighbour.",
    "My dog Pixel is nine.",
    "I keep my umbrella in the hall.",
    "My favourite soup is leek.",
    "They changed the plan.",
    "I read in bed now and then.",
]
CLEAR = [
    ("I live in Bonn.", "I live in Graz.", True),
    ("I live in Bonn.", "I live in a small flat.", False),
    ("My cat is called Mo.", "My cat is called Lu.", True),
    ("My cat is called Mo.", "My other cat is called Lu.", False),
    ("I work as a cook.", "I work as a nurse.", True),
    ("I work at Ritter.", "I work at Falk.", True),
    ("I work as a cook.", "I work at Falk.", False),
    ("My student number is 88.", "My student number is 4711.", True),
    ("My favourite colour is teal.", "My favourite colour is olive.", True),
    ("My birthday is on the 3rd of May.", "My birthday is on the 5th of May.", True),
    ("I sit in seat 14.", "I sit in seat 15.", True),
    ("I wear size 40 shoes.", "I wear size 41 shoes.", True),
    ("My office is room 219.", "My office is room 540.", True),
    ("My dog is called Pixel.", "My dog Rex is old.", False),
    ("I have a cat.", "I have a dog.", False),
    ("I play chess on Mondays.", "I play chess on Fridays.", False),
    ("My friend Al lives in Rome.", "My friend Bo lives in Nice.", False),
    ("I like figs.", "I like plums.", False),
    ("My car is red.", "My car is fast.", False),
    ("My aunt lives in Rome.", "I live in Nice.", False),
    ("My office is on the third floor.", "My office is small.", False),
    ("I know a man called Ed.", "I know a man called Al.", False),
]


@pytest.mark.parametrize(("said", "index", "rest"), CHANGES)
def test_the_changed_statement_is_found_and_the_rest_of_it_stays(said: str, index: int, rest: str) -> None:
    assert [(one.source.id, one.rest) for one in superseded(said, known(*ME))] == [(f"s{index}", rest)]


@pytest.mark.parametrize("said", KEPT)
def test_what_may_hold_beside_it_stays(said: str) -> None:
    assert superseded(said, known(*ME)) == ()


@pytest.mark.parametrize(("old", "new", "clear"), CLEAR)
def test_without_a_word_of_change_only_a_clear_contradiction_counts(old: str, new: str, clear: bool) -> None:
    assert bool(superseded(new, known(old))) is clear
    assert bool(superseded(old, known(new))) is clear


def test_the_statements_of_one_person_do_not_replace_each_other() -> None:
    sources = known(*ME)
    for source in sources:
        assert superseded(source.text, without(sources, source.id)) == ()
