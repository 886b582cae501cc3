"""Whether a message is about what a skill knows: a linear reader of the base's states.

A skill of facts is worn only for messages that its statements answer; to every other message the model answers as if
the skill were not there. The reader is a logistic regression, fitted to the lesson's cues (docs/decisions/012): for
facts on states of the message read after the statements, for a rule with a condition on the message alone. Knows single
messages, no adapters.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import torch
from torch import Tensor

from backends.message_states import Lens, Look, MessageStates
from backends.regression import logistic
from learning.types import Cues

_ALONE: Final = ((4 / 30, False), (8 / 30, False), (12 / 30, False))  # depth of all blocks, and whether the last token
_TOLD: Final = ((12 / 30, False), (20 / 30, True), (24 / 30, True))
_DECAY: Final = 3e-3  # weight of the squared weights in the loss
_EASE: Final = 0.5  # added to every score: a question too many is answered with care, one too few not at all
_FOLLOW: Final = 3.0  # how much lower a message may score that follows one that fitted
_MOST_TEXT: Final = 1 << 20  # letters of a stored gate


@dataclass(frozen=True, slots=True)
class Gate:
    """`weights` [len(looks) · hidden] and `bias` score a message's states as seen by `lens`; above nought it fits."""

    lens: Lens
    weights: Tensor
    bias: float

    def score(self, states: Tensor) -> float:  # [len(looks) · hidden]
        return float(states @ self.weights) + self.bias

    def text(self) -> str:
        """For the metadata of an adapter file."""
        numbers = base64.b64encode(self.weights.float().cpu().numpy().tobytes()).decode()
        return json.dumps({**asdict(self.lens), "weights": numbers, "bias": self.bias})


def opens(scores: Sequence[float]) -> bool:
    """Whether the last message of a conversation fits. A short "And how old is he?" follows one that did."""
    last, before = scores[-1], scores[-2:-1]
    return last > 0 or any(score > 0 and last > -_FOLLOW for score in before)


def parse(text: str) -> Gate:
    """A stored gate. Raises ValueError for anything else."""
    if len(text) > _MOST_TEXT:
        raise ValueError("gate is too long")
    try:
        found: Any = json.loads(text)  # Any: parsed JSON
        looks = tuple(Look(look["block"], look["last"]) for look in found["looks"])
        lens = Lens(tuple(found["told"]), looks)
        data = bytearray(base64.b64decode(found["weights"], validate=True))
        weights, bias = torch.frombuffer(data, dtype=torch.float32), float(found["bias"])
    except (KeyError, TypeError, RecursionError, RuntimeError, binascii.Error) as error:
        raise ValueError(f"gate: {error!r}") from error
    if not all(isinstance(told, str) for told in lens.told):
        raise ValueError("gate: told")
    if not looks or any(type(look.block) is not int or look.block < 1 or type(look.last) is not bool for look in looks):
        raise ValueError("gate: looks")
    if not math.isfinite(bias) or not bool(torch.isfinite(weights).all()):
        raise ValueError("gate: numbers")
    return Gate(lens, weights, bias)


def lens_for(cues: Cues, blocks: int) -> Lens:
    """How a new gate of a model with so many blocks reads."""
    places = _TOLD if cues.told else _ALONE
    looks = (Look(min(max(round(depth * blocks), 1), blocks), last) for depth, last in places)
    return Lens(cues.told, tuple(dict.fromkeys(looks)))


def fitted(states: MessageStates, lens: Lens, cues: Cues) -> Generator[None, None, Gate]:
    """Fit a gate to a lesson's cues. Yields pause points."""
    messages = (*cues.fits, *cues.near, *cues.far)
    found: dict[int, Tensor] = {}
    for group, part in states.read(messages, lens):
        found.update(zip(group, part.cpu(), strict=True))
        yield None
    sizes = (len(cues.fits), len(cues.near), len(cues.far))
    return _regression(torch.stack([found[i] for i in range(len(messages))]), sizes, lens)


def _regression(states: Tensor, sizes: tuple[int, int, int], lens: Lens) -> Gate:
    """Every kind of cue counts as a whole."""
    mean, spread = states.mean(0), states.std(0) + 1e-3
    kinds = torch.repeat_interleave(torch.arange(3), torch.tensor(sizes))
    present = sum(size > 0 for size in sizes)
    shares = torch.tensor([1 / (present * max(size, 1)) for size in sizes])[kinds]
    weights, bias = logistic((states - mean) / spread, kinds == 0, shares, _DECAY)
    scaled = weights / spread
    return Gate(lens, scaled, bias - float(scaled @ mean) + _EASE)
