"""Steps of a block: what they compute and every slope, against plain torch and its own way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from backends import slopes

Step = Callable[..., Tensor]


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed + sum(shape)), dtype=torch.float64)


def same(ours: Step, plain: Step, *inputs: Tensor, dtype: torch.dtype = torch.float32) -> None:
    """Values and all slopes alike; plain torch computes in float64."""
    values, grads = [], []
    for step, kind in ((ours, dtype), (plain, torch.float64)):
        leaves = [x.to(kind).requires_grad_() for x in inputs]
        value = step(*leaves)
        outer = numbers(*value.shape, seed=9).to(kind)
        values.append(value.detach().double())
        grads.append([grad.double() for grad in torch.autograd.grad(value, leaves, outer)])
    close = 1e-4 if dtype is torch.float32 else 0.2
    for mine, wanted in zip([values[0], *grads[0]], [values[1], *grads[1]], strict=True):
        assert mine.shape == wanted.shape
        assert float((mine - wanted).norm() / wanted.norm()) < close / 4


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_norm(dtype: torch.dtype) -> None:
    weight = 1 + 0.1 * numbers(8)

    def ours(x: Tensor) -> Tensor:
        return slopes.normed(x, weight.to(dtype), 1e-5)

    def plain(x: Tensor) -> Tensor:
        return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * weight

    same(ours, plain, numbers(5, 3, 8), dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("worn", [(0, 1, 2), (1,), (0, 2)])
@pytest.mark.parametrize("biased", [False, True])
def test_what_layers_wear(dtype: torch.dtype, worn: Sequence[int], biased: bool) -> None:
    """Layers of different sizes, pairs of different ranks, some layers bare."""
    sizes, ranks = (6, 4, 4), (3, 2, 5)
    weight, bias = numbers(14, 8), numbers(14) if biased else torch.zeros(14, dtype=torch.float64)
    pairs = [each for i in worn for each in (numbers(ranks[i], 8), numbers(sizes[i], ranks[i]))]

    def ours(x: Tensor, *given: Tensor) -> Tensor:
        chosen: list[slopes.Pair | None] = [None] * 3
        for place, at in enumerate(worn):
            chosen[at] = given[2 * place], given[2 * place + 1]
        return slopes.dressed(x, weight.to(x), bias.to(x) if biased else None, sizes, chosen)

    def plain(x: Tensor, *given: Tensor) -> Tensor:
        parts = list(torch.split(functional.linear(x, weight, bias), sizes, dim=1))
        for place, at in enumerate(worn):
            parts[at] = parts[at] + x @ given[2 * place].T @ given[2 * place + 1].T
        return torch.cat(parts, dim=1)

    same(ours, plain, numbers(7, 8), *pairs, dtype=dtype)


def test_wearing_nothing_is_the_base_bit_for_bit() -> None:
    x, weight = numbers(7, 8).float(), numbers(14, 8).float()
    assert torch.equal(slopes.dressed(x, weight, None, (6, 8), (None, None)), functional.linear(x, weight))


def test_the_first_input_needs_no_slope() -> None:
    x, weight, down, up = numbers(7, 8), numbers(6, 8), numbers(2, 8).requires_grad_(), numbers(6, 2).requires_grad_()
    slopes.dressed(x, weight, None, (6,), ((down, up),)).sum().backward()  # type: ignore[no-untyped-call]
    assert x.grad is None and down.grad is not None and up.grad is not None


def test_norm_of_rounded_numbers_with_exact_weights() -> None:
    """Gemma's weights count from one: their last digits are kept, and what comes out is rounded once."""
    x, weight = numbers(5, 3, 8).bfloat16(), (1 + 0.01 * numbers(8)).float()
    found = slopes.normed(x, weight, 1e-5)
    wide = x.double()
    wanted = wide / (wide.square().mean(-1, keepdim=True) + 1e-5).sqrt() * weight
    assert found.dtype is torch.bfloat16
    torch.testing.assert_close(found, wanted.bfloat16())

    def ours(x: Tensor) -> Tensor:
        return slopes.normed(x, weight, 1e-5)

    def plain(x: Tensor) -> Tensor:
        return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * weight

    same(ours, plain, numbers(5, 3, 8), dtype=torch.bfloat16)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("gelu", [False, True])
def test_gate(dtype: torch.dtype, gelu: bool) -> None:
    def ours(x: Tensor) -> Tensor:
        return slopes.gated(x, gelu)

    def plain(x: Tensor) -> Tensor:
        gate, up = x.chunk(2, dim=-1)
        curve = 0.5 * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (gate + 0.044715 * gate**3)))
        return gate * (curve if gelu else torch.sigmoid(gate)) * up

    same(ours, plain, numbers(5, 12), dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("size", [8, 12])
def test_turning(dtype: torch.dtype, size: int) -> None:
    """All eight numbers of a head, or the first eight; by angles that also stretch."""
    angles = numbers(5, 1, 4)
    cos, sin = 1.25 * angles.cos(), 1.25 * angles.sin()

    def ours(x: Tensor) -> Tensor:
        return slopes.turned(x, cos.to(dtype), sin.to(dtype))

    def plain(x: Tensor) -> Tensor:
        first, second, rest = torch.split(x, [4, 4, size - 8], dim=-1)
        return torch.cat((first * cos - second * sin, second * cos + first * sin, rest), dim=-1)

    same(ours, plain, numbers(5, 3, size), dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("rows", [1, 4])
def test_attention(dtype: torch.dtype, rows: int) -> None:
    """Three query heads to a key head, as extra rows; a mask for each text or one for all."""
    mask = torch.rand(rows, 1, 5, 7, generator=torch.Generator().manual_seed(1)) > 0.4
    mask[..., 0] = True

    def ours(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return slopes.attended(q, k, v, mask)

    def plain(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return functional.scaled_dot_product_attention(q, k, v, attn_mask=mask.repeat_interleave(3, dim=2))

    same(ours, plain, numbers(4, 2, 15, 8), numbers(4, 2, 7, 8), numbers(4, 2, 7, 8), dtype=dtype)
