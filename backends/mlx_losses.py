"""How far answers are from what is wanted of them, in MLX, from states and without keeping the logits.

The same loss as backends.losses, whose docstring says what it is; the slope has the same closed form, goes back through
whatever head the model has, and comes as a number to multiply the states with. Knows no rows and no skills.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import mlx.core as mx

from backends.losses import TOP
from backends.mlx_body import Body

_CHUNK: Final = 128  # rows of logits in memory at a time
_LEAST: Final = 1e-6  # the share of "all others" is never taken as smaller
_TINY: Final = 1e-37  # a likelihood is never taken as smaller: 85 nats
_NEVER: Final = -85.0  # the log of a likelihood that is none


@dataclass(frozen=True, slots=True)
class MlxAnchor:
    """Wanted likelihoods at some places: ids and log-probabilities of tokens [N, TOP], and the log of the rest [N]."""

    ids: mx.array
    top: mx.array
    rest: mx.array


def anchor(chances: mx.array) -> MlxAnchor:
    """What a model says that gives these log-probabilities [N, vocabulary]."""
    most = min(TOP, chances.shape[-1])
    ids = mx.argpartition(-chances, most - 1, axis=-1)[:, :most]
    top = mx.take_along_axis(chances, ids, axis=-1)
    rest = mx.log(mx.maximum(1 - mx.exp(top).sum(-1), _LEAST))
    mx.eval(ids, top, rest)
    return MlxAnchor(ids, top, rest)


def certain(wanted: Sequence[int], vocabulary: int) -> MlxAnchor:
    """These tokens and no others."""
    size = min(TOP, vocabulary) - 1
    ids = mx.array([[token, *([0] * size)] for token in wanted])
    top = mx.array([[0.0, *([_NEVER] * size)]] * len(wanted))
    return MlxAnchor(ids, top, mx.full((len(wanted),), _NEVER))


def joined(anchors: Sequence[MlxAnchor]) -> MlxAnchor:
    parts = zip(*((a.ids, a.top, a.rest) for a in anchors), strict=True)
    return MlxAnchor(*(mx.concatenate(part) for part in parts))


def divergence(body: Body, states: mx.array, wanted: MlxAnchor) -> tuple[mx.array, mx.array]:
    """KL(wanted || student) of each row, [N] nats, and its slope in every state, [N, hidden]. `states` are normed."""
    losses, slopes = [], []
    for begin in range(0, len(states), _CHUNK):
        some = slice(begin, begin + _CHUNK)
        part, index, wish, other = states[some], wanted.ids[some], wanted.top[some], wanted.rest[some]
        chances = mx.softmax(body.head(part).astype(mx.float32), axis=-1, precise=True)  # q
        mine = mx.maximum(mx.take_along_axis(chances, index, axis=-1), _TINY)
        left = mx.maximum(1 - mine.sum(-1), _LEAST)
        losses.append((mx.exp(wish) * (wish - mx.log(mine))).sum(-1) + mx.exp(other) * (other - mx.log(left)))
        # dKL/dz is q − p at the top tokens. Elsewhere p is spread as q is, which leaves a multiple of q.
        outside = (1 - mx.exp(other) / left)[:, None]
        rows = mx.arange(len(part))[:, None]
        steep = (outside * chances).at[rows, index].add(mine - mx.exp(wish) - outside * mine)
        slopes.append(mx.vjp(body.head, [part], [steep.astype(part.dtype)])[1][0])
    return mx.concatenate(losses), mx.concatenate(slopes)
