"""Which stored statements a new one replaces, and what of them is left."""

from __future__ import annotations

import pytest

from learning.changing import announcement, merged, superseded, told, without
from learning.intent import parse
from learning.lessons import rebuild, taught
from learning.types import Kind, Source, Use


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
OTHERS = (
    "I rent a room above the bakery on Finch Lane.",
    "My husband Oskar drives a taxi in Melby.",
    "I teach geography at Larkfield School.",
    "My gym is called Iron Barn and opens at 6.",
    "My daughter Inka is seven and plays the flute.",
    "I carry an inhaler in my left coat pocket.",
    "I owe my cousin Rita 150 euros.",
    "I usually order the mushroom soup at Cafe Nord.",
    "I commute by ferry and it takes 35 minutes.",
    "Our meeting point is the lion fountain.",
    "My van has a dent in the left door.",
)
MORE = [
    ("I now rent a room on Holm Street.", 0, "I rent a room above the bakery."),
    ("My husband now drives a bus in Melby.", 1, "My husband Oskar drives in Melby."),
    ("I changed schools. I now teach at Oakmead College.", 2, "I teach geography."),
    ("I now teach history at Larkfield School.", 2, "I teach at Larkfield School."),
    ("My gym now opens at 7.", 3, "My gym is called Iron Barn."),
    ("The gym has new owners. It is now called Steel Barn.", 3, "My gym opens at 6."),
    ("It was her birthday. My daughter Inka is now eight.", 4, "My daughter Inka plays the flute."),
    ("I now carry my inhaler in my backpack.", 5, ""),
    ("I paid some of it back. I now owe my cousin Rita 60 euros.", 6, ""),
    ("I no longer owe my cousin Rita anything.", 6, ""),
    ("I usually order the onion soup at Cafe Nord now.", 7, ""),
    ("I moved closer. I now commute by bike.", 8, ""),
    ("They took it away. Our meeting point is now the clock tower.", 9, ""),
    ("I sold the van.", 10, ""),
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


@pytest.mark.parametrize(("said", "index", "rest"), MORE)
def test_it_is_found_among_the_statements_of_somebody_else(said: str, index: int, rest: str) -> None:
    assert [(one.source.id, one.rest) for one in superseded(said, known(*OTHERS))] == [(f"s{index}", rest)]


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


@pytest.mark.parametrize(
    "sentence",
    [
        "I moved last week.",
        "They changed the plan.",
        "I sold the old truck.",
        "The market was moved.",
        "The pool is closed.",
        "Our club has moved.",
        "We bought a new one.",
        "My editor asked for another name.",
    ],
)
def test_an_announcement_tells_nothing_to_ask_for(sentence: str) -> None:
    assert announcement(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I moved to Bergen.",
        "I sold my car in 2009.",
        "I moved the key under the mat.",
        "My brother sells shoes.",
        "I have a new dog called Rex.",
        "The meeting was moved to Friday.",
        "I now live in Skovby.",
        "My name is Ed.",
    ],
)
def test_what_tells_something_is_no_announcement(sentence: str) -> None:
    assert not announcement(sentence)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("I moved last week. I now live in Skovby.", "I live in Skovby."),
        ("From now on we meet at Pier Hall.", "We meet at Pier Hall."),
        ("My office is now room 540.", "My office is room 540."),
        ("I sit in seat 27A now.", "I sit in seat 27A."),
        ("I got a promotion. I am now head cook.", "I am head cook."),
        ("I no longer eat meat.", "I no longer eat meat."),
        ("I read in bed now and then.", "I read in bed now and then."),
        ("They changed the plan.", "They changed the plan."),
        ("Now.", "Now."),
    ],
)
def test_what_is_taught_of_a_changed_statement(said: str, left: str) -> None:
    assert told(said) == left


def test_an_announcement_goes_with_the_fact_behind_it() -> None:
    parts = parse("I moved last week. I now live in Skovby. My cat is called Mo.").parts
    assert [part.text for part in parts] == ["I moved last week. I now live in Skovby.", "My cat is called Mo."]
    assert [part.text for part in parse("I moved the spare key. It is now in the shed.").parts] == [
        "I moved the spare key. My spare key is now in the shed."
    ]


def test_the_new_value_wins_and_the_old_one_is_forbidden_in_the_quiz() -> None:
    old = taught(parse("My name is Orla Berg and I live in Tarnby. My dog is called Pixel."), "message:1")
    new = taught(parse("I moved last week. I now live in Skovby."), "message:2")
    lesson = rebuild(merged(old, new), "Home", "message:2", "now", "abc/v1")
    assert [source.text for source in lesson.sources] == [
        "My name is Orla Berg.",
        "My dog is called Pixel.",
        "I moved last week. I now live in Skovby.",
    ]
    assert lesson.parent == "abc/v1" and lesson.sources[0].id == old[0].id
    assert not any("Tarnby" in e.target or "Tarnby" in e.turns[-1].text for e in lesson.examples)
    home = [item for item in lesson.held_out if item.origin == new[0].id]
    assert home and all(item.forbid == ("Tarnby",) and "Skovby" in item.accept for item in home)
    assert not any(item.forbid for item in lesson.held_out if item.origin != new[0].id)


def test_it_is_asked_for_with_and_without_now_and_said_back_without() -> None:
    old = taught(parse("I live in Tarnby."), "message:1")
    new = taught(parse("I moved. I now live in Skovby."), "message:2")
    lesson = rebuild(merged(old, new), "Home", "message:2", "now", "abc/v1")
    asked = {e.turns[-1].text: e.target for e in lesson.examples if e.use is Use.TEACH}
    assert asked["Where do I live?"] == asked["Where do I live now?"] == "You live in Skovby."
    assert asked["Where do I live these days?"] == "You live in Skovby."


def test_the_same_words_again_are_kept_once() -> None:
    old = known("My cat is called Mo.", "I row.")
    again = (Source("n", Kind.FACT, "", "My cat is called Mo.", "message:2"),)
    assert [source.id for source in merged(old, again)] == ["s1", "n"]


def test_rules_do_not_replace_facts() -> None:
    rule = (Source("r", Kind.INSTRUCTION, "", "From now on start with Ahoy.", "message:2"),)
    assert merged(known("I live in Tarnby."), rule) == (*known("I live in Tarnby."), *rule)
