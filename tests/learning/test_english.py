"""Light parsing, change of person, and the questions a clause answers."""

from __future__ import annotations

import random

import pytest

from learning.english.asking import asks
from learning.english.clause import clauses, parse
from learning.english.person import second_person
from learning.english.swaps import embed, near
from learning.english.verbs import lemma


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("My canary is called Pip.", "Your canary is called Pip."),
        ("I am Mara and my twin was here", "You are Mara and your twin was here."),
        ("We sold our barn; it was mine", "You sold your barn; it was yours."),
        ("Nobody beats me at darts!", "Nobody beats you at darts!"),
        ('My motto is "I never give up".', 'Your motto is "I never give up".'),
        ("I'm from the US and I've two cats", "You're from the US and you've two cats."),
        ("You are my coach", "I am your coach."),
        ("I still am what I was", "You still are what you were."),
    ],
)
def test_second_person(said: str, back: str) -> None:
    assert second_person(said) == back


def test_a_clause_is_cut_into_who_what_and_pieces() -> None:
    clause = parse("My niece Oda plays the oboe in Lund on Sundays")
    assert clause is not None
    assert (clause.subject, clause.name, clause.verb) == ("my niece", "Oda", "plays")
    assert [piece.whole for piece in clause.pieces] == ["the oboe", "in Lund", "on Sundays"]


def test_what_stands_in_front_moves_behind() -> None:
    clause = parse("Every winter my parents rent a hut")
    assert clause is not None
    assert clause.subject == "my parents"
    assert clause.pieces[-1].whole == "every winter"


def test_clauses_are_split_and_share_a_subject() -> None:
    read = clauses("I bake pies and my son Ole eats them, and sells the rest")
    assert [clause.subject for clause in read] == ["I", "my son", "my son"]
    assert read[2].verb == "sells"


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("My canary is called Pip", "What is my canary called?"),
        ("I work as a tailor in Lund", "Where do I work as a tailor?"),
        ("I work as a tailor in Lund", "What do I work as?"),
        ("I am a tailor", "What is my profession?"),
        ("My aunt is a pilot", "What is my aunt's job?"),
        ("I own three canoes", "How many canoes do I own?"),
        ("My nephew Tom rows on Fridays", "On which day does my nephew row?"),
        ("My nephew Tom rows on Fridays", "What is my nephew called?"),
        ("I can't eat plums", "Which fruit can I not eat?"),
        ("I was born in 1990 in Bergen", "In which year was I born?"),
        ("I moved from Ghent to Porto", "Where did I move?"),
        ("The password of my router is tulip7", "What is my router password?"),
        ("My son is seven", "How old is my son?"),
        ("I am fond of chess", "What am I fond of?"),
        ("We have a boat named Sula", "What is the name of my boat?"),
    ],
)
def test_plain_questions(statement: str, question: str) -> None:
    clause = parse(statement)
    assert clause is not None
    assert question in [asked.direct for asked in asks(clause)]


def test_embedded_questions_keep_the_order_of_a_statement() -> None:
    clause = parse("My sister lives in Bern")
    assert clause is not None
    assert "where my sister lives" in [asked.embedded for asked in asks(clause)]


@pytest.mark.parametrize(
    ("question", "embedded"),
    [
        ("What is my hat size?", "what my hat size is"),
        ("Which car do I drive?", "which car I drive"),
        ("What is my uncle afraid of?", "what my uncle is afraid of"),
        ("Where did I buy it?", ""),
    ],
)
def test_embedding(question: str, embedded: str) -> None:
    assert embed(question) == embedded


@pytest.mark.parametrize(("word", "base"), [("carries", "carry"), ("sang", "sing"), ("swimming", "swim"), ("Lund", "")])
def test_lemma(word: str, base: str) -> None:
    assert lemma(word) == base


def test_near_misses_ask_for_something_else_in_the_same_shape() -> None:
    statement = "My canary is called Pip"
    misses = near(statement, clauses(statement), statement, random.Random(1))
    assert len(misses) > 5
    assert not any(miss.direct in {asked.direct for asked in asks(clauses(statement)[0])} for miss in misses)
    assert all("Pip" not in miss.direct for miss in misses)


@pytest.mark.parametrize("odd", ["", "…", "Kiwi!", "и так далее", "a", "and and and", "I", "my", "On Monday"])
def test_odd_input_does_not_crash(odd: str) -> None:
    for clause in clauses(odd):
        assert all(asked.direct.endswith(("?", ".")) for asked in asks(clause))
    assert second_person(odd)


def test_near_misses_never_swap_in_a_word_that_means_the_same() -> None:
    statement = "My bike has a dent and my mum Ida fixed it"
    asked = " ".join(miss.direct for miss in near(statement, clauses(statement), statement, random.Random(1)))
    assert asked
    assert not {"bicycle", "mother", "mom"} & set(asked.lower().split())
