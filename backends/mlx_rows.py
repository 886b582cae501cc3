"""Texts side by side in one pass of MLX, filled up on the right, and where in there their targets are predicted.

Knows rows of tokens. A text sees only what stands before it, so nobody sees the filling. Knows no weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import mlx.core as mx

from backends.mlx_memory import on_gpu
from backends.packing import Row

_ROOM: Final = 256  # padded tokens of one pass, on a processor
_ROOM_GPU: Final = 1024  # an M1 takes about a second for these with a model of 1.5 billion parameters, by its figures


def room() -> int:
    """How many tokens go through in one pass: nobody may wait long for a pause."""
    return _ROOM_GPU if on_gpu() else _ROOM


class Padded:
    """Some rows. The last token of a row is never put in: nothing is predicted from it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self.lengths = [len(row.ids) - 1 for row in rows]
        self.width = max(self.lengths)

    @property
    def sizes(self) -> list[int]:
        return [len(row.target) for row in self._rows]

    def ids(self) -> mx.array:  # [B, L]
        return mx.array([[*row.ids[:-1], *([0] * (self.width - len(row.ids) + 1))] for row in self._rows])

    def wanted(self) -> mx.array:  # [targets], row after row
        return mx.array([token for row in self._rows for token in row.target])

    def answers(self, x: mx.array) -> mx.array:
        """[B, L, n] → [targets, n]: where every target token is predicted, in the order of `wanted`."""
        places = [
            at * self.width + column
            for at, row in enumerate(self._rows)
            for column in range(row.start - 1, len(row.ids) - 1)
        ]
        return x.reshape(-1, x.shape[-1])[mx.array(places)]

    def split(self, x: mx.array) -> list[mx.array]:
        """[targets, …] → one array a row."""
        ends = [sum(self.sizes[: i + 1]) for i in range(len(self._rows) - 1)]
        found: list[mx.array] = mx.split(x, ends)
        return found
