"""Logistic regression with weight decay, for few examples with many numbers each. Knows no models and no messages.

Newton's method on the Gram matrix (Zhu and Hastie, Kernel Logistic Regression and the Import Vector Machine, 2005).
torch's own L-BFGS gives the same weights, but its first use imports a compiler: the engine stood still for a second.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

_ROUNDS: Final = 50  # about ten are needed
_STILL: Final = 1e-9  # a change that changes nothing


def logistic(x: Tensor, wanted: Tensor, shares: Tensor, decay: float) -> tuple[Tensor, float]:
    """Weights w [d] and bias b for x [n, d]: where Σ share · cross-entropy(x·w + b, wanted) + decay · |w|² is least.

    `wanted` [n] are 0 or 1, `shares` [n] add up to about 1.
    """
    x, wanted, shares = x.double(), wanted.double(), shares.double()
    gram = x @ x.T
    solution = torch.zeros(len(x) + 1, dtype=torch.double)  # a with w = xᵀa, then the bias
    for _ in range(_ROUNDS):
        now, change = _nats(gram, wanted, shares, decay, solution), _newton(gram, wanted, shares, decay, solution)
        while _size(change) > _STILL and _nats(gram, wanted, shares, decay, solution + change) > now:
            change = change / 2
        solution = solution + change
        if _size(change) <= _STILL:
            break
    return (x.T @ solution[:-1]).float(), float(solution[-1])


def _newton(gram: Tensor, wanted: Tensor, shares: Tensor, decay: float, solution: Tensor) -> Tensor:
    """The change towards where 2 · decay · a + share · (chance − wanted) and the sum of the latter are nought."""
    count = len(gram)
    chances = torch.sigmoid(gram @ solution[:-1] + solution[-1])
    pull, slope = shares * (chances - wanted), shares * chances * (1 - chances)
    system = torch.zeros(count + 1, count + 1, dtype=gram.dtype)
    system[:count, :count] = slope[:, None] * gram
    system[:count, :count].diagonal().add_(2 * decay)
    system[:count, count] = slope
    system[count, :count] = slope @ gram
    system[count, count] = slope.sum() + _STILL
    off = torch.cat((2 * decay * solution[:-1] + pull, pull.sum()[None]))
    change: Tensor = torch.linalg.solve(system, -off)
    return change


def _nats(gram: Tensor, wanted: Tensor, shares: Tensor, decay: float, solution: Tensor) -> float:
    inner = gram @ solution[:-1]
    nats = functional.binary_cross_entropy_with_logits(inner + solution[-1], wanted, reduction="none")
    return float((nats * shares).sum() + decay * (solution[:-1] @ inner))


def _size(change: Tensor) -> float:
    return float(change.abs().max())
