"""One new adapter's weights as a single vector, and Adam on it.

Knows how the matrices of a LoRA lie in one stretch of memory, so that a step is a handful of vector operations instead
of some hundred small ones, and a checkpoint is three tensors. Adam: arXiv 1412.6980. LoRA: arXiv 2106.09685.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import torch
from torch import Tensor

from backends.adapters import Adapter
from backends.decoder import Decoder
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
        vectors = (torch.zeros(count, device=decoder.device) for _ in range(4))
        self._weights, self._grads, self._first, self._second = vectors
        self._scale = scale
        self.pairs: dict[Site, Pair] = {}
        random = torch.Generator().manual_seed(seed % (1 << 63))  # on the CPU: the same numbers on every device
        at = 0
        for site, (out, into) in sizes.items():
            a, b = self._leaf(at, (rank, into)), self._leaf(at + rank * into, (out, rank))
            with torch.no_grad():
                a.copy_(beginning(random, rank, into))
            self.pairs[site] = (a, b)
            at += rank * (out + into)

    def worn(self, dtype: torch.dtype) -> dict[int, dict[str, Pair]]:
        """For the decoder; gradients flow back into the vector."""
        found: dict[int, dict[str, Pair]] = {}
        for (block, name), (a, b) in self.pairs.items():
            found.setdefault(block, {})[name] = (a.to(dtype), (b * self._scale).to(dtype))
        return found

    def adapter(self) -> Adapter:
        return Adapter(dict(self.pairs), self._scale)

    def zero(self) -> None:
        self._grads.zero_()

    @torch.no_grad()
    def step(self, number: int, rate: float) -> float:
        """The `number`th step, from 1. Returns the norm of the gradient before clipping."""
        norm = float(self._grads.norm())
        if norm > CLIP:
            self._grads.mul_(CLIP / norm)
        self._first.lerp_(self._grads, 1 - BETAS[0])
        self._second.mul_(BETAS[1]).addcmul_(self._grads, self._grads, value=1 - BETAS[1])
        spread = (self._second / (1 - BETAS[1] ** number)).sqrt_().add_(EPSILON)
        self._weights.addcdiv_(self._first, spread, value=-rate / (1 - BETAS[0] ** number))
        return norm

    def state(self) -> dict[str, Tensor]:
        return {"weights": self._weights, "first": self._first, "second": self._second}

    def restore(self, state: Mapping[str, Tensor]) -> bool:
        """Take over a checkpoint; False when it is of another size."""
        mine = self.state()
        if {name: tensor.shape for name, tensor in state.items()} != {name: t.shape for name, t in mine.items()}:
            return False
        for name, tensor in mine.items():
            tensor.copy_(state[name])
        return True

    def _leaf(self, at: int, shape: tuple[int, int]) -> Tensor:
        size = shape[0] * shape[1]
        leaf = self._weights[at : at + size].view(shape).requires_grad_()
        leaf.grad = self._grads[at : at + size].view(shape)
        return leaf


def beginning(random: torch.Generator, rank: int, into: int) -> Tensor:
    """The first matrix of a pair before the first step."""
    return torch.randn(rank, into, generator=random) / math.sqrt(into)
