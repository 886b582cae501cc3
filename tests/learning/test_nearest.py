"""Of many statements, those that share rare words with a message come first."""

from __future__ import annotations

from learning.nearest import nearest, scores

TEXTS = ("My goat is called Juno.", "I live in Brno.", "My goat eats plums.", "Plums are my favourite.")


def test_a_text_without_a_shared_word_scores_nothing() -> None:
    found = scores(TEXTS, "Which name did I give my goats?")
    assert found[0] > 0 and found[2] > 0
    assert found[1] == found[3] == 0


def test_rare_words_count_more() -> None:
    found = scores(TEXTS, "Juno plums")
    assert found[0] > found[2]


def test_all_are_taken_where_they_fit() -> None:
    assert nearest(TEXTS, "goat", 1000) == TEXTS
    assert nearest((), "goat", 10) == ()


def test_else_the_best_in_their_own_order() -> None:
    assert nearest(TEXTS, "Does Juno the goat eat?", 45) == (TEXTS[0], TEXTS[2])
    assert nearest(TEXTS, "nothing of it", 10) == ()
