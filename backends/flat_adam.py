"""One new adapter's weights as a single vector, and Adam on it.

Knows how the matrices of a LoRA lie in one stretch of memory, so that a step is a handful of vector operations instead
of some hundred small ones, and a checkpoint is three tensors. The decoder wears a copy in its own number format, with
the scale in B. Adam: arXiv 1412.6980, torch's own. LoRA: arXiv 2106.09685.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import torch
from torch import Tensor, nn

from backends.adapters import Adapter
from backends.decoder import Decoder, Worn
from backends.slopes import Pair
from learning.adapter_sites import Site

BETAS: Final = (0.9, 0.99)
EPSILON: Final = 1e-8
CLIP: Final = 1.0


class FlatAdam:
    """A random, B zero: the first step starts at the untouched model."""

    def __init__(self, decoder: Decoder, sites: Sequence[Site], rank: int, scale: float, seed: int) -> None:
        sizes = {site: decoder.layer(site[1]) for site in sites}
        count = sum(rank * (out + into) for out, into in sizes.values())
        self._weights = nn.Parameter(torch.zeros(count, device=decoder.device))
        self._gain = torch.ones_like(self._weights)  # what a weight is multiplied by when it is worn
        self._copy = torch.zeros_like(self._weights, dtype=decoder.dtype)
        self._slope = torch.zeros_like(self._copy)
        self._scale = scale
        self._pairs: dict[Site, Pair] = {}
        self._leaves: dict[int, dict[str, Pair]] = {}
        random = torch.Generator().manual_seed(seed % (1 << 63))  # on the CPU: the same numbers on every device
        at = 0
        for (block, name), (out, into) in sizes.items():
            middle, end = at + rank * into, at + rank * (out + into)
            a, b = slice(at, middle), slice(middle, end)
            self._weights.data[a] = beginning(random, rank, into).flatten()
            self._gain[b] = scale
            self._pairs[block, name] = self._seen(a, (rank, into)), self._seen(b, (out, rank))
            self._leaves.setdefault(block, {})[name] = self._leaf(a, (rank, into)), self._leaf(b, (out, rank))
            at = end
        self._adam = torch.optim.Adam([self._weights], betas=BETAS, eps=EPSILON, fused=True)
        self._moments = {
            "step": torch.zeros((), device=decoder.device),
            "exp_avg": torch.zeros_like(self._weights.data),
            "exp_avg_sq": torch.zeros_like(self._weights.data),
        }
        self._adam.state[self._weights] = self._moments
        self._dress()

    def worn(self) -> Worn:
        """For the decoder; gradients add up here until `zero`."""
        return self._leaves

    def adapter(self) -> Adapter:
        return Adapter(dict(self._pairs), self._scale)

    def zero(self) -> None:
        self._slope.zero_()

    @torch.no_grad()
    def step(self, number: int, rate: float) -> float:
        """The `number`th step, from 1. Returns the norm of the gradient before clipping."""
        slope = self._slope.float().mul_(self._gain)
        norm = float(slope.norm())
        if norm > CLIP:
            slope.mul_(CLIP / norm)
        self._weights.grad = slope
        self._adam.param_groups[0]["lr"] = rate
        self._moments["step"].fill_(number - 1)
        self._adam.step()
        self._dress()
        return norm

    def state(self) -> dict[str, Tensor]:
        moments = self._moments
        return {"weights": self._weights.data, "first": moments["exp_avg"], "second": moments["exp_avg_sq"]}

    def restore(self, state: Mapping[str, Tensor]) -> bool:
        """Take over a checkpoint; False when it is of another size."""
        mine = self.state()
        if {name: tensor.shape for name, tensor in state.items()} != {name: t.shape for name, t in mine.items()}:
            return False
        for name, tensor in mine.items():
            tensor.copy_(state[name])
        self._dress()
        return True

    def _dress(self) -> None:
        self._copy.copy_(self._weights.data * self._gain)

    def _seen(self, part: slice, shape: tuple[int, int]) -> Tensor:
        return self._weights.data[part].view(shape)

    def _leaf(self, part: slice, shape: tuple[int, int]) -> Tensor:
        leaf = self._copy[part].view(shape).requires_grad_()
        leaf.grad = self._slope[part].view(shape)
        return leaf


def beginning(random: torch.Generator, rank: int, into: int) -> Tensor:
    """The first matrix of a pair before the first step."""
    return torch.randn(rank, into, generator=random) / math.sqrt(into)
