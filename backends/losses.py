"""The two losses of training, computed from hidden states without keeping the logits.

Knows cross-entropy on a target token, and the KL divergence from the base's twenty likeliest tokens and "all others"
as one more outcome. With 49 152 words the logits of 300 tokens are 60 MB and autograd would keep three copies; both
gradients have a closed form, so each chunk of rows gives its loss and its gradient at once and is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor
from torch.autograd.function import Function

TOP: Final = 20
_CHUNK: Final = 128  # rows of logits in memory at a time
_LEAST: Final = 1e-6  # the share of "all others" is never taken as smaller
_TINY: Final = 1e-37  # a likelihood is never taken as smaller: 85 nats


@dataclass(frozen=True, slots=True)
class Anchor:
    """The base's likeliest tokens at some places: ids and log-probabilities [N, TOP], and the log of the rest [N]."""

    ids: Tensor
    top: Tensor
    rest: Tensor


def anchor(logits: Tensor) -> Anchor:  # [N, vocabulary]
    top, ids = logits.float().log_softmax(-1).topk(min(TOP, logits.shape[-1]), dim=-1)
    rest = (1 - top.exp().sum(-1)).clamp_min(_LEAST).log()
    return Anchor(ids, top, rest)


def joined(anchors: list[Anchor]) -> Anchor:
    return Anchor(*(torch.cat(parts) for parts in zip(*((a.ids, a.top, a.rest) for a in anchors), strict=True)))


def cross_entropy(states: Tensor, head: Tensor, wanted: Tensor) -> Tensor:
    """−log p(wanted) of each row, [N] nats. `states` [N, hidden] are normed; `head` [vocabulary, hidden] is frozen."""
    return _CrossEntropy.apply(states, head, wanted)  # type: ignore[no-any-return, no-untyped-call]


def divergence(states: Tensor, head: Tensor, base: Anchor) -> Tensor:
    """KL(base || student) of each row, [N] nats."""
    return _Divergence.apply(states, head, base.ids, base.top, base.rest)  # type: ignore[no-any-return, no-untyped-call]


class _CrossEntropy(Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, head: Tensor, wanted: Tensor) -> Tensor:  # Any: torch keeps anything there
        losses, grads = [], []
        for part, token in zip(torch.split(states, _CHUNK), torch.split(wanted, _CHUNK), strict=True):
            chances = _chances(part, head)  # p
            losses.append(-_at(chances, token[:, None])[:, 0].log())
            grads.append(_pulled(chances, head) - head[token].float())  # dL/dz = p − 1 at the token
        ctx.save_for_backward(torch.cat(grads).to(states.dtype))
        return torch.cat(losses)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor, None, None]:
        (grads,) = ctx.saved_tensors
        return grads * outer[0][:, None].to(grads.dtype), None, None


class _Divergence(Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, head: Tensor, ids: Tensor, top: Tensor, rest: Tensor) -> Tensor:
        losses, grads = [], []
        parts = zip(*(torch.split(x, _CHUNK) for x in (states, ids, top, rest)), strict=True)
        for part, index, base, other in parts:
            chances = _chances(part, head)  # q
            mine = _at(chances, index)
            left = (1 - mine.sum(-1)).clamp_min(_LEAST)
            losses.append((base.exp() * (base - mine.log())).sum(-1) + other.exp() * (other - left.log()))
            # dKL/dz is q − p at the top tokens. Elsewhere p is spread as q is, which leaves a multiple of q.
            outside = (1 - other.exp() / left)[:, None]
            at_top = mine - base.exp() - outside * mine  # [N, TOP]
            pull = (at_top[:, None] @ head[index].float())[:, 0]
            grads.append(outside * _pulled(chances, head) + pull)
        ctx.save_for_backward(torch.cat(grads).to(states.dtype))
        return torch.cat(losses)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor, None, None, None, None]:
        (grads,) = ctx.saved_tensors
        return grads * outer[0][:, None].to(grads.dtype), None, None, None, None


def _chances(states: Tensor, head: Tensor) -> Tensor:  # [N, vocabulary] float32
    return (states @ head.T).float().softmax(-1)


def _at(chances: Tensor, ids: Tensor) -> Tensor:
    return chances.gather(-1, ids).clamp_min(_TINY)


def _pulled(chances: Tensor, head: Tensor) -> Tensor:  # [N, hidden] float32
    return (chances.to(head.dtype) @ head).float()
