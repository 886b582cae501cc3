"""Which rows a step sees: rounds, and the same choice after a resume."""

from __future__ import annotations

from dataclasses import replace

from backends.drawing import Draw
from tests.backends.tiny_llama import RECIPE

RECIPE_4 = replace(RECIPE, batch=4, keep_batch=1)


def test_rows_come_back_only_when_all_were_seen() -> None:
    draw = Draw(8, 2, RECIPE_4)
    for begin in (0, 2, 4):
        seen = [row for step in (begin, begin + 1) for row in draw.rows(step)]
        assert sorted(row for row in seen if row < 8) == list(range(8))
        assert sorted(row for row in seen if row >= 8) == [8, 9]


def test_a_step_is_drawn_the_same_again() -> None:
    first, again = Draw(20, 2, RECIPE_4), Draw(20, 2, RECIPE_4)
    assert [first.rows(step) for step in range(9)][7] == again.rows(7)
    assert Draw(20, 2, replace(RECIPE_4, seed=RECIPE.seed + 1)).rows(7) != again.rows(7)


def test_half_a_row_to_keep_is_one_in_every_other_step() -> None:
    draw = Draw(8, 3, replace(RECIPE_4, keep_batch=0.5))
    kept = [[row for row in draw.rows(step) if row >= 8] for step in range(6)]
    assert [len(rows) for rows in kept] == [0, 1] * 3
    assert sorted(row for rows in kept for row in rows) == [8, 9, 10]
