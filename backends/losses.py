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
            logits = (part @ head.T).float()
            total = logits.logsumexp(-1, keepdim=True)
            losses.append((total - logits.gather(-1, token[:, None]))[:, 0])
            slope = logits.sub_(total).exp_()  # p
            slope.scatter_add_(-1, token[:, None], -torch.ones_like(token[:, None], dtype=slope.dtype))
            grads.append(slope.to(head.dtype) @ head)
        ctx.save_for_backward(torch.cat(grads))
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
            logits = (part @ head.T).float()
            logits.sub_(logits.logsumexp(-1, keepdim=True))  # log q
            mine = logits.gather(-1, index)
            left = (1 - mine.exp().sum(-1)).clamp_min(_LEAST)
            share = other.exp()
            losses.append((base.exp() * (base - mine)).sum(-1) + share * (other - left.log()))
            # dKL/dz = q − p where p is the base's; outside its top tokens p is spread as q is.
            slope = logits.exp_().mul_((1 - share / left)[:, None])
            slope.scatter_(-1, index, mine.exp() - base.exp())
            grads.append(slope.to(head.dtype) @ head)
        ctx.save_for_backward(torch.cat(grads))
        return torch.cat(losses)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor, None, None, None, None]:
        (grads,) = ctx.saved_tensors
        return grads * outer[0][:, None].to(grads.dtype), None, None, None, None
