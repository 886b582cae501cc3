"""Which rows each step of training sees: a function of the step and the seed alone, so a resumed run goes on alike.

Knows positions of rows, no rows. Refusals are drawn apart from the rest: every step has its share of them, and a large
pool of near misses is gone through once while each taught question comes back several times.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

from learning.types import Recipe


class Draw:
    """Rows 0 … `learn` are learned, `refusals` among them; the `keep` rows behind them are to stay the same."""

    def __init__(self, learn: int, refusals: Iterable[int], keep: int, recipe: Recipe) -> None:
        refused = sorted(set(refusals))
        share = recipe.refuse_share if 0 < len(refused) < learn else 0.0
        self._refused = refused if share else []
        self._taught = sorted(set(range(learn)) - set(self._refused))
        self._learn, self._keep, self._recipe, self._share = learn, keep, recipe, share

    def rows(self, step: int) -> list[int]:
        """The `batch` rows to learn in this step, then its rows to keep: `keep_batch` of them on average."""
        recipe = self._recipe
        begin, end = (int(turn * recipe.batch * self._share) for turn in (step, step + 1))
        keep, kept_up_to = (int(turn * recipe.keep_batch) for turn in (step, step + 1))
        taught = _line(
            len(self._taught), step * recipe.batch - begin, recipe.batch - (end - begin), f"learn {recipe.seed}"
        )
        refused = _line(len(self._refused), begin, end - begin, f"refuse {recipe.seed}")
        kept = _line(self._keep, keep, kept_up_to - keep, f"keep {recipe.seed}") if self._keep else []
        return [
            *(self._taught[i] for i in taught),
            *(self._refused[i] for i in refused),
            *(self._learn + i for i in kept),
        ]


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
