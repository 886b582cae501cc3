"""One new adapter's weights in MLX as a single vector, and Adam on it.

The same numbers as backends.flat_adam: the same beginning for a seed, the same step, the same checkpoint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import mlx.core as mx
import torch
from torch import Tensor

from backends.adapters import Adapter
from backends.flat_adam import BETAS, CLIP, EPSILON, beginning
from backends.mlx_body import Body, Pair
from backends.mlx_memory import to_mlx, to_torch
from learning.adapter_sites import Site


class MlxAdam:
    """A random, B zero: the first step starts at the untouched model."""

    def __init__(self, body: Body, sites: Sequence[Site], rank: int, scale: float, seed: int) -> None:
        self._scale = scale
        self._places: dict[Site, tuple[slice, slice]] = {}
        self._shapes: dict[Site, tuple[tuple[int, int], tuple[int, int]]] = {}
        numbers, at = [], 0
        random = torch.Generator().manual_seed(seed % (1 << 63))
        for site in sites:
            out, into = body.layer(site[1])
            numbers += [beginning(random, rank, into).flatten(), torch.zeros(out * rank)]
            ends = (at, at + rank * into, at + rank * (into + out))
            self._places[site] = tuple(slice(*pair) for pair in pairwise(ends))  # type: ignore[assignment]  # two
            self._shapes[site] = ((rank, into), (out, rank))
            at = ends[-1]
        self.weights = to_mlx(torch.cat(numbers))  # never changed in place
        self._first, self._second = mx.zeros(at), mx.zeros(at)

    def parts(self) -> list[mx.array]:
        """The matrices in the vector, one after another. Their slopes, put together, are the vector's; going back
        through the cuts themselves would fill a whole vector for each of them.
        """
        return [matrix for pair in self._pairs().values() for matrix in pair]

    def worn(self, parts: Sequence[mx.array], dtype: mx.Dtype) -> dict[int, dict[str, Pair]]:
        """For the body, made of `parts`."""
        found: dict[int, dict[str, Pair]] = {}
        for (block, name), a, b in zip(self._places, parts[::2], parts[1::2], strict=True):
            found.setdefault(block, {})[name] = (a.astype(dtype), (b * self._scale).astype(dtype))
        return found

    def adapter(self) -> Adapter:
        pairs = {site: (to_torch(a), to_torch(b)) for site, (a, b) in self._pairs().items()}
        return Adapter(pairs, self._scale)

    def step(self, slope: mx.array, number: int, rate: float) -> float:
        """The `number`th step, from 1. Returns the norm of the slope before clipping."""
        norm = float(mx.linalg.norm(slope))
        if norm > CLIP:
            slope = slope * (CLIP / norm)
        self._first = self._first + (1 - BETAS[0]) * (slope - self._first)
        self._second = BETAS[1] * self._second + (1 - BETAS[1]) * slope * slope
        spread = mx.sqrt(self._second / (1 - BETAS[1] ** number)) + EPSILON
        self.weights = self.weights - rate / (1 - BETAS[0] ** number) * self._first / spread
        mx.eval(self.weights, self._first, self._second)
        return norm

    def state(self) -> dict[str, Tensor]:
        own = {"weights": self.weights, "first": self._first, "second": self._second}
        return {name: to_torch(array) for name, array in own.items()}

    def restore(self, state: Mapping[str, Tensor]) -> bool:
        """Take over a checkpoint; False when it is of another size."""
        if {name: tensor.shape for name, tensor in state.items()} != {n: t.shape for n, t in self.state().items()}:
            return False
        self.weights, self._first, self._second = (to_mlx(state[name]) for name in ("weights", "first", "second"))
        return True

    def _pairs(self) -> dict[Site, Pair]:
        found: dict[Site, Pair] = {}
        for site, (first, second) in self._places.items():
            a, b = self._shapes[site]
            found[site] = (self.weights[first].reshape(a), self.weights[second].reshape(b))
        return found
