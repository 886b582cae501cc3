"""How likely answers are, and how far skills move the model: packed passes over given targets, no training.

Knows packing and the decoder. The base's twenty likeliest tokens and the rest as one more outcome stand for its whole
distribution in training; here, where it is measured, the whole distribution is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from backends.decoder import NOTHING, Decoder, Worn
from backends.packing import Layout, Row, groups, shared_beginning
from learning.backend import Drift, Likelihood

_ROOM: Final = 256  # padded tokens of one pass: training on them takes about half a second on two cores
_ROOM_GPU: Final = 16_384
_LOGIT_ROWS: Final = 128


def room(device: torch.device) -> int:
    """How many tokens go through in one pass: nobody may wait long for a pause."""
    return _ROOM if device.type == "cpu" else _ROOM_GPU


def likelihoods(decoder: Decoder, rows: Sequence[Row], worn: Worn) -> Iterator[Likelihood]:
    beginning = shared_beginning(rows)
    for group in groups(rows, range(len(rows)), len(beginning), room(decoder.device)):
        layout = Layout([rows[i] for i in group], beginning, decoder.device)
        parts = torch.split(_losses(decoder, layout, worn), layout.sizes())
        for index, nats in zip(group, parts, strict=True):
            marked = nats[torch.tensor(rows[index].span, device=nats.device)]
            whole = float(nats.mean())
            yield Likelihood(index, whole, float(marked.mean()) if len(marked) else whole)


def drifts(decoder: Decoder, rows: Sequence[Row], worn: Worn) -> Iterator[Drift]:
    if not worn:  # the base is no way from itself
        yield from (Drift(index, 0.0, 1.0) for index in range(len(rows)))
        return
    beginning = shared_beginning(rows)
    for group in groups(rows, range(len(rows)), len(beginning), room(decoder.device)):
        layout = Layout([rows[i] for i in group], beginning, decoder.device)
        kl, same = _moved(decoder, layout, worn)
        sizes = layout.sizes()
        for index, part, agree in zip(group, torch.split(kl, sizes), torch.split(same, sizes), strict=True):
            yield Drift(index, float(part.mean()), float(agree.mean()))


@torch.no_grad()
def _losses(decoder: Decoder, layout: Layout, worn: Worn) -> Tensor:  # [targets] nats
    states = states_of(decoder, layout, worn)
    pairs = zip(torch.split(states, _LOGIT_ROWS), torch.split(layout.wanted(), _LOGIT_ROWS), strict=True)
    return torch.cat([functional.cross_entropy(_logits(decoder, s), w, reduction="none") for s, w in pairs])


@torch.no_grad()
def _moved(decoder: Decoder, layout: Layout, worn: Worn) -> tuple[Tensor, Tensor]:
    """KL(base || worn) in nats and whether both say the same, [targets] each."""
    found = []
    pairs = zip(
        torch.split(states_of(decoder, layout, NOTHING), _LOGIT_ROWS),
        torch.split(states_of(decoder, layout, worn), _LOGIT_ROWS),
        strict=True,
    )
    for base_state, worn_state in pairs:
        base = _logits(decoder, base_state).log_softmax(-1)
        moved = _logits(decoder, worn_state).log_softmax(-1)
        kl = (base.exp() * (base - moved)).sum(-1).clamp_min(0)  # below nought only by rounding
        found.append((kl, (base.argmax(-1) == moved.argmax(-1)).float()))
    return torch.cat([kl for kl, _ in found]), torch.cat([same for _, same in found])


def states_of(decoder: Decoder, layout: Layout, worn: Worn) -> Tensor:
    """Hidden state at every target's place, [targets, hidden]."""
    rotary = decoder.rotary(layout.positions())
    attend = layout.attend()
    state = decoder.run(decoder.embed(layout.tokens()), rotary, attend, range(decoder.shape.blocks - 1), worn)
    return decoder.run_last(state, rotary, attend, layout.answers(), worn)


def _logits(decoder: Decoder, state: Tensor) -> Tensor:
    return decoder.logits(state).float()
