"""Which rows a step sees: shares, rounds and the same choice after a resume."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from backends.drawing import Draw
from tests.backends.tiny_llama import RECIPE

RECIPE_4 = replace(RECIPE, batch=4, keep_batch=1, refuse_share=0.25)


def test_every_step_has_its_share_of_refusals() -> None:
    draw = Draw(20, range(12, 20), 3, RECIPE_4)
    for step in range(50):
        rows = draw.rows(step)
        assert len(rows) == 5
        assert sum(12 <= row < 20 for row in rows) == 1
        assert rows[-1] >= 20


@pytest.mark.parametrize("share", [0.1, 0.3, 0.45])
def test_a_share_that_is_no_whole_number_of_rows_holds_over_many_steps(share: float) -> None:
    draw = Draw(30, range(20, 30), 0, replace(RECIPE_4, refuse_share=share))
    rows = [row for step in range(200) for row in draw.rows(step)]
    assert len(rows) == 800
    assert sum(row >= 20 for row in rows) == pytest.approx(800 * share, abs=1)


def test_rows_come_back_only_when_all_of_their_kind_were_seen() -> None:
    draw = Draw(10, range(6, 10), 0, RECIPE_4)
    seen = Counter(row for step in range(4) for row in draw.rows(step))
    assert {row: seen[row] for row in range(6)} == dict.fromkeys(range(6), 2)
    assert {row: seen[row] for row in range(6, 10)} == dict.fromkeys(range(6, 10), 1)


@pytest.mark.parametrize("refusals", [(), range(8)], ids=["none", "all"])
def test_one_kind_alone_is_drawn_in_plain_rounds(refusals: range | tuple[int, ...]) -> None:
    draw = Draw(8, refusals, 2, RECIPE_4)
    assert sorted(row for step in range(2) for row in draw.rows(step) if row < 8) == list(range(8))


def test_a_step_is_drawn_the_same_again() -> None:
    first, again = Draw(20, range(5), 2, RECIPE_4), Draw(20, range(5), 2, RECIPE_4)
    assert [first.rows(step) for step in range(9)][7] == again.rows(7)


def test_half_a_row_to_keep_is_one_in_every_other_step() -> None:
    draw = Draw(8, (), 3, replace(RECIPE_4, keep_batch=0.5))
    kept = [[row for row in draw.rows(step) if row >= 8] for step in range(6)]
    assert [len(rows) for rows in kept] == [0, 1] * 3
    assert sorted(row for rows in kept for row in rows) == [8, 9, 10]
