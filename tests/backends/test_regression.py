"""The regression behind the gates."""

from __future__ import annotations

import torch
from torch.nn import functional

from backends.regression import logistic

DECAY = 3e-3


def _slope(x: torch.Tensor, wanted: torch.Tensor, shares: torch.Tensor) -> float:
    """The steepest slope of the loss, as autograd sees it, where `logistic` stopped."""
    weights, bias = logistic(x, wanted, shares, DECAY)
    w, b = weights.double().requires_grad_(), torch.tensor(bias, dtype=torch.double, requires_grad=True)
    nats = functional.binary_cross_entropy_with_logits(x.double() @ w + b, wanted.double(), reduction="none")
    ((nats * shares).sum() + DECAY * w.square().sum()).backward()  # type: ignore[no-untyped-call]
    assert w.grad is not None and b.grad is not None
    return max(float(w.grad.abs().max()), float(b.grad.abs()))


def test_it_ends_where_the_loss_is_flat() -> None:
    random = torch.Generator().manual_seed(4)
    x = torch.randn(90, 400, generator=random)
    wanted = (torch.arange(90) < 30).float()
    x[:30, :20] += 0.5
    assert _slope(x, wanted, torch.full((90,), 1 / 90)) < 1e-5


def test_it_also_ends_where_newtons_own_steps_go_too_far() -> None:
    """Undamped, one in fifteen of these runs away."""
    random = torch.Generator().manual_seed(0)
    for _ in range(60):
        x = torch.randn(10, 4, generator=random) * 10 ** float(3 * torch.rand(1, generator=random))
        wanted = (torch.rand(10, generator=random) < 0.5).float()
        shares = torch.rand(10, generator=random) ** 4
        weights, bias = logistic(x, wanted, shares / shares.sum(), DECAY)
        nats = functional.binary_cross_entropy_with_logits(x @ weights + bias, wanted, reduction="none")
        assert float((nats * shares / shares.sum()).sum()) < 0.7  # log 2: what knowing nothing costs


def test_one_kind_alone_is_no_error() -> None:
    weights, bias = logistic(torch.ones(3, 2), torch.ones(3), torch.full((3,), 1 / 3), DECAY)
    assert bool(torch.isfinite(weights).all()) and float(torch.ones(2) @ weights) + bias > 0
