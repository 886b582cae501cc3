"""How likely answers are, and how far skills move the model. Knows packed rows and what is worn; no training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from backends.packing import Blocks, Pack, Row, chunks, shared
from learning.backend import Drift, Likelihood

_TOP: Final = 20


def likelihoods(model: Any, rows: Sequence[Row], wear: Callable[[], None]) -> Iterator[Likelihood]:
    """Mean negative log-likelihood (nats a token) of each row's target and of its span. `wear` dresses the model."""
    for group, pack in _packs(rows):
        wear()
        nats = functional.cross_entropy(_logits(model, pack), pack.targets(_device(model)), reduction="none")
        for index, part in zip(group, nats.split(pack.lengths()), strict=True):
            marked = part[torch.tensor(rows[index].span, device=part.device)]
            whole = float(part.mean())
            yield Likelihood(index, whole, float(marked.mean()) if len(marked) else whole)


def drifts(model: Any, rows: Sequence[Row], wear: Callable[[], None], bare: Callable[[], None]) -> Iterator[Drift]:
    """KL(base || worn) at the target's positions, mean nats a token, and how often both say the same."""
    for group, pack in _packs(rows):
        bare()
        base = _logits(model, pack).log_softmax(-1)
        wear()
        worn = _logits(model, pack).log_softmax(-1)
        kl = functional.kl_div(worn, base, reduction="none", log_target=True).sum(-1)
        same = (base.argmax(-1) == worn.argmax(-1)).float()
        sizes = pack.lengths()
        for index, part, agree in zip(group, kl.split(sizes), same.split(sizes), strict=True):
            yield Drift(index, float(part.mean()), float(agree.mean()))


def top(logits: Tensor) -> tuple[Tensor, Tensor]:
    """The 20 likeliest tokens: log-probabilities and ids, both [T, 20]."""
    values, ids = logits.log_softmax(-1).topk(min(_TOP, logits.shape[-1]), -1)
    return values, ids


def top_kl(values: Tensor, ids: Tensor, logits: Tensor) -> Tensor:
    """KL over the base's top 20 and the rest as one more outcome, [T] nats."""
    student = logits.log_softmax(-1).gather(-1, ids)
    weight = values.exp()
    rest = (1 - weight.sum(-1)).clamp_min(1e-6)
    student_rest = (1 - student.exp().sum(-1)).clamp_min(1e-6)
    return (weight * (values - student)).sum(-1) + rest * (rest.log() - student_rest.log())


def _packs(rows: Sequence[Row]) -> Iterator[tuple[list[int], Pack]]:
    prefix = shared(rows)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    for group in chunks(order, rows, prefix):
        yield group, Pack(tuple(rows[i] for i in group), prefix)


@torch.no_grad()
def _logits(model: Any, pack: Pack) -> Tensor:
    blocks = Blocks(model, 0)
    return blocks.above(model.model.embed_tokens(pack.tokens(blocks.device))[0], pack)


def _device(model: Any) -> torch.device:
    return next(model.parameters()).device  # type: ignore[no-any-return]
