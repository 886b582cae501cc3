"""Steps of a block whose way back is written out by hand: fewer passes over memory than autograd's own.

Knows the arithmetic of one step each, forward and back; frozen weights get no gradient. Knows no blocks and no models.
A test holds every slope against autograd's. T tokens lie flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import Function
from torch.nn import functional

Pair = tuple[Tensor, Tensor]  # A [rank, in], B [out, rank], scale already in B


def normed(x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    """RMS norm over the last dimension."""
    return _Norm.apply(x, weight, epsilon)  # type: ignore[no-any-return, no-untyped-call]


def dressed(
    x: Tensor, weight: Tensor, bias: Tensor | None, sizes: Sequence[int], worn: Sequence[Pair | None]
) -> Tensor:
    """Linear layers of one input [T, in] as one matrix: [T, sum of sizes], to some of them B A x added.

    Where nothing is worn it is the frozen product itself, so that off is the base bit for bit.
    """
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    parts = [(end - size, end, *pair) for end, size, pair in zip(ends, sizes, worn, strict=True) if pair is not None]
    if not parts:
        return functional.linear(x, weight, bias)
    places = [slice(begin, end) for begin, end, _, _ in parts]
    pairs = [each for _, _, *pair in parts for each in pair]
    return _Dressed.apply(x, weight, bias, places, *pairs)  # type: ignore[no-any-return, no-untyped-call]


def gated(x: Tensor, gelu: bool = False) -> Tensor:
    """silu(gate) · up of [gate | up]: [T, 2 · inner] → [T, inner]. Or GELU's curve, as tanh approaches it."""
    return (_GeluGated if gelu else _Gated).apply(x)  # type: ignore[no-any-return, no-untyped-call]


def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary position embedding, halves turned together (arXiv 2104.09864).

    x [T, heads, size], cos and sin [T, 1, n / 2]: the first n numbers are turned, the others stay.
    """
    return _Turned.apply(x, cos, sin)  # type: ignore[no-any-return, no-untyped-call]


def attended(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Attention of q [B, heads, L · groups, size] on k and v [B, heads, S, size]. mask [B or 1, 1, L, S]."""
    return _Attended.apply(q, k, v, mask)  # type: ignore[no-any-return, no-untyped-call]


class _Norm(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:  # Any: torch keeps anything there
        ctx.save_for_backward(x, weight)
        ctx.epsilon = epsilon
        if weight.dtype is x.dtype:
            return functional.rms_norm(x, (x.shape[-1],), weight, epsilon)
        return functional.rms_norm(x.to(weight.dtype), (x.shape[-1],), weight, epsilon).to(x.dtype)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        x, weight = ctx.saved_tensors
        wide, grad = x.float(), grads[0].float() * weight.float()
        scale = wide.square().mean(-1, keepdim=True).add_(ctx.epsilon).rsqrt_()
        along = (grad * wide).mean(-1, keepdim=True).mul_(scale.square()).neg_()
        return grad.addcmul_(wide, along).mul_(scale).to(x.dtype), None, None


class _Dressed(Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor | None, places: list[slice], *pairs: Tensor
    ) -> Tensor:
        downs, ups = torch.cat(pairs[::2]), pairs[1::2]
        narrow = functional.linear(x, downs)  # [T, ranks]
        y = functional.linear(x, weight, bias)
        for place, up, part in zip(places, ups, _split(narrow, ups), strict=True):
            torch.addmm(y[:, place], part, up.T, out=y[:, place])
        ctx.save_for_backward(x, weight, downs, narrow, *ups)
        ctx.places = places
        return y

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Any, ...]:
        x, weight, downs, narrow, *ups = ctx.saved_tensors
        parts = [grads[0][:, place] for place in ctx.places]
        back = torch.cat([part @ up for part, up in zip(parts, ups, strict=True)], dim=1)  # [T, ranks]
        to_downs = torch.split(back.T @ x, [up.shape[1] for up in ups])
        to_ups = [part.T @ seen for part, seen in zip(parts, _split(narrow, ups), strict=True)]
        to_x = None
        if ctx.needs_input_grad[0]:
            to_x = grads[0] @ weight
            torch.addmm(to_x, back, downs, out=to_x)
        pairs = [each for pair in zip(to_downs, to_ups, strict=True) for each in pair]
        return to_x, None, None, None, *pairs


class _Gated(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        gate, up = x.chunk(2, dim=-1)
        return functional.silu(gate).mul_(up)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        gate, up = x.chunk(2, dim=-1)
        found = torch.empty_like(x)
        to_gate, to_up = found.chunk(2, dim=-1)
        torch.mul(functional.silu(gate), grads[0], out=to_up)
        torch.ops.aten.silu_backward.grad_input(grads[0] * up, gate, grad_input=to_gate)
        return found


class _GeluGated(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        gate, up = x.chunk(2, dim=-1)
        return functional.gelu(gate, approximate="tanh").mul_(up)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        gate, up = x.chunk(2, dim=-1)
        found = torch.empty_like(x)
        to_gate, to_up = found.chunk(2, dim=-1)
        torch.mul(functional.gelu(gate, approximate="tanh"), grads[0], out=to_up)
        torch.ops.aten.gelu_backward.grad_input(grads[0] * up, gate, approximate="tanh", grad_input=to_gate)
        return found


class _Turned(Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        ctx.save_for_backward(cos, sin)
        return _turn(x, cos, sin, 1)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        cos, sin = ctx.saved_tensors
        return _turn(grads[0], cos, sin, -1), None, None


class _Attended(Function):
    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        shape, length = q.shape, mask.shape[2]
        q, k, v = (x.flatten(0, 1) for x in (q, k, v))  # [B · heads, …]
        scores = torch.bmm(q, k.mT).float().mul_(shape[-1] ** -0.5)
        hidden = ~mask[:, :, :, None]  # [B or 1, 1, L, 1, S]
        scores.view(*shape[:2], length, shape[2] // length, -1).masked_fill_(hidden, -torch.inf)
        shares = scores.softmax(-1).to(v.dtype)
        ctx.save_for_backward(q, k, v, shares)
        return torch.bmm(shares, v).view(shape)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v, shares = ctx.saved_tensors
        heads, grad, wide = grads[0].shape[:2], grads[0].flatten(0, 1), shares.float()
        pull = torch.bmm(grad, v.mT).float()
        pull = torch._softmax_backward_data(pull, wide, -1, wide.dtype).mul_(q.shape[-1] ** -0.5).to(q.dtype)
        found = torch.bmm(pull, k), torch.bmm(pull.mT, q), torch.bmm(shares.mT, grad)
        return *(each.view(*heads, *each.shape[1:]) for each in found), None


def _turn(x: Tensor, cos: Tensor, sin: Tensor, way: int) -> Tensor:
    size = 2 * cos.shape[-1]
    first, second = x[..., :size].chunk(2, dim=-1)
    y = torch.empty(x.shape, dtype=x.dtype, device=x.device)
    one, two = y[..., :size].chunk(2, dim=-1)
    torch.mul(first, cos, out=one).addcmul_(second, sin, value=-way)
    torch.mul(second, cos, out=two).addcmul_(first, sin, value=way)
    y[..., size:] = x[..., size:]
    return y


def _split(narrow: Tensor, ups: Sequence[Tensor]) -> tuple[Tensor, ...]:
    return torch.split(narrow, [up.shape[1] for up in ups], dim=1)
