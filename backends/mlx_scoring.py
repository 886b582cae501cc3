"""How likely answers are, and how far skills move the model, in MLX: passes over given targets, no training.

As backends.scoring, which does it for torch. Knows rows and the body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import mlx.core as mx

from backends.mlx_body import NOTHING, Body, Worn
from backends.mlx_rows import Padded, room
from backends.packing import Row, groups
from learning.backend import Drift, Likelihood

_LOGIT_ROWS: Final = 128


def likelihoods(body: Body, rows: Sequence[Row], worn: Worn) -> Iterator[Likelihood]:
    for group in groups(rows, range(len(rows)), 0, room()):
        layout = Padded([rows[i] for i in group])
        for index, nats in zip(group, layout.split(_losses(body, layout, worn)), strict=True):
            marked = [place for place, inside in enumerate(rows[index].span) if inside]
            whole = float(nats.mean())
            yield Likelihood(index, whole, float(nats[mx.array(marked)].mean()) if marked else whole)


def drifts(body: Body, rows: Sequence[Row], worn: Worn) -> Iterator[Drift]:
    if not worn:  # the base is no way from itself
        yield from (Drift(index, 0.0, 1.0) for index in range(len(rows)))
        return
    for group in groups(rows, range(len(rows)), 0, room()):
        layout = Padded([rows[i] for i in group])
        kl, same = _moved(body, layout, worn)
        for index, part, agree in zip(group, layout.split(kl), layout.split(same), strict=True):
            yield Drift(index, float(part.mean()), float(agree.mean()))


def states_of(body: Body, layout: Padded, worn: Worn) -> mx.array:
    """Hidden state at every target's place, [targets, hidden]."""
    return layout.answers(body.run(body.embed(layout.ids()), range(body.shape.blocks), worn=worn))


def log_chances(body: Body, states: mx.array) -> mx.array:  # [N, hidden] → [N, vocabulary] float32
    logits = body.logits(states).astype(mx.float32)
    return logits - mx.logsumexp(logits, axis=-1, keepdims=True)


def _losses(body: Body, layout: Padded, worn: Worn) -> mx.array:  # [targets] nats
    states, wanted = states_of(body, layout, worn), layout.wanted()
    found = []
    for begin in range(0, len(states), _LOGIT_ROWS):
        some = slice(begin, begin + _LOGIT_ROWS)
        chances = log_chances(body, states[some])
        found.append(-mx.take_along_axis(chances, wanted[some, None], axis=-1)[:, 0])
        mx.eval(found[-1])
    return mx.concatenate(found)


def _moved(body: Body, layout: Padded, worn: Worn) -> tuple[mx.array, mx.array]:
    """KL(base || worn) in nats and whether both say the same, [targets] each."""
    bare, dressed = states_of(body, layout, NOTHING), states_of(body, layout, worn)
    mx.eval(bare, dressed)
    found = []
    for begin in range(0, len(bare), _LOGIT_ROWS):
        some = slice(begin, begin + _LOGIT_ROWS)
        base, moved = log_chances(body, bare[some]), log_chances(body, dressed[some])
        kl = mx.maximum((mx.exp(base) * (base - moved)).sum(-1), 0)  # below nought only by rounding
        found.append((kl, (base.argmax(-1) == moved.argmax(-1)).astype(mx.float32)))
        mx.eval(found[-1])
    return mx.concatenate([kl for kl, _ in found]), mx.concatenate([same for _, same in found])
