"""Which rows each step of training sees: a function of the step and the seed alone, so a resumed run goes on alike.

Knows positions of rows, no rows.
"""

from __future__ import annotations

import random

from learning.types import Recipe


class Draw:
    """Rows 0 … `learn` are learned; the `keep` rows behind them are to stay the same."""

    def __init__(self, learn: int, keep: int, recipe: Recipe) -> None:
        self._learn, self._keep, self._recipe = learn, keep, recipe

    def rows(self, step: int) -> list[int]:
        """The `batch` rows to learn in this step, then its rows to keep: `keep_batch` of them on average."""
        recipe = self._recipe
        keep, kept_up_to = (int(turn * recipe.keep_batch) for turn in (step, step + 1))
        learned = _line(self._learn, step * recipe.batch, recipe.batch, f"learn {recipe.seed}")
        kept = _line(self._keep, keep, kept_up_to - keep, f"keep {recipe.seed}") if self._keep else []
        return [*learned, *(self._learn + i for i in kept)]


def _line(count: int, begin: int, size: int, seed: str) -> list[int]:
    """Items `begin` … `begin + size` of an endless line of shuffled rounds over `count` rows."""
    chosen: list[int] = []
    orders: dict[int, list[int]] = {}
    for at in range(begin, begin + size):
        lap = at // count
        if lap not in orders:
            orders[lap] = list(range(count))
            random.Random(f"{seed} {lap}").shuffle(orders[lap])
        chosen.append(orders[lap][at % count])
    return chosen
