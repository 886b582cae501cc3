"""How far answers are from what is wanted of them, computed from hidden states without keeping the logits.

One loss for both uses: the KL divergence from a wanted distribution, given as its twenty likeliest tokens and "all
others" as one more outcome. What the base says is such a distribution; a target token is one that is certain, and the
divergence from it is the cross-entropy. With 49 152 words the logits of 300 tokens are 60 MB and autograd would keep
three copies; the gradient has a closed form, so each chunk of rows gives its loss and its gradient at once and is
forgotten, and the matrix of all words is read twice a step.
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
_NEVER: Final = -85.0  # the log of a likelihood that is none


@dataclass(frozen=True, slots=True)
class Anchor:
    """Wanted likelihoods at some places: ids and log-probabilities of tokens [N, TOP], and the log of the rest [N]."""

    ids: Tensor
    top: Tensor
    rest: Tensor

    def lengthened(self, count: int) -> Anchor:
        """The last place again and again, up to `count` places."""
        return Anchor(*(lengthened(each, count) for each in (self.ids, self.top, self.rest)))


def lengthened(rows: Tensor, count: int) -> Tensor:
    """The last row again and again, up to `count` rows."""
    return torch.cat((rows, rows[-1:].expand(count - len(rows), *rows.shape[1:])))


def anchor(logits: Tensor) -> Anchor:
    """What the model that gave these logits [N, vocabulary] says."""
    top, ids = logits.float().log_softmax(-1).topk(min(TOP, logits.shape[-1]), dim=-1)
    rest = (1 - top.exp().sum(-1)).clamp_min(_LEAST).log()
    return Anchor(ids, top, rest)


def certain(wanted: Tensor, vocabulary: int) -> Anchor:
    """These tokens [N] and no others."""
    ids = torch.zeros(len(wanted), min(TOP, vocabulary), dtype=torch.long, device=wanted.device)
    ids[:, 0] = wanted
    top = torch.full(ids.shape, _NEVER, device=wanted.device)
    top[:, 0] = 0.0
    return Anchor(ids, top, torch.full((len(wanted),), _NEVER, device=wanted.device))


def joined(anchors: list[Anchor]) -> Anchor:
    return Anchor(*(torch.cat(parts) for parts in zip(*((a.ids, a.top, a.rest) for a in anchors), strict=True)))


def divergence(states: Tensor, head: Tensor, wanted: Anchor) -> Tensor:
    """KL(wanted || student) of each row, [N] nats. `states` [N, hidden] are normed; `head` [vocabulary, hidden]."""
    return _Divergence.apply(states, head, wanted.ids, wanted.top, wanted.rest)  # type: ignore[no-any-return, no-untyped-call]


class _Divergence(Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, head: Tensor, ids: Tensor, top: Tensor, rest: Tensor) -> Tensor:
        losses, grads = [], []
        parts = zip(*(torch.split(x, _CHUNK) for x in (states, ids, top, rest)), strict=True)
        for part, index, wish, other in parts:
            chances = _chances(part, head)  # q
            mine = _at(chances, index)
            left = (1 - mine.sum(-1)).clamp_min(_LEAST)
            losses.append((wish.exp() * (wish - mine.log())).sum(-1) + other.exp() * (other - left.log()))
            # dKL/dz is q − p at the top tokens. Elsewhere p is spread as q is, which leaves a multiple of q.
            outside = (1 - other.exp() / left)[:, None]
            at_top = mine - wish.exp() - outside * mine  # [N, TOP]
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
