"""Whether a message is about what a skill knows: a linear reader of the base's states.

A skill of facts is worn only for messages that its statements answer; to every other message the model answers as if
the skill were not there. The gate is a logistic regression fitted to the lesson's cues, and for facts the model's own
reader (`backends.reader`) on top: messages are read after the statements. For a rule with a condition, messages are
read alone (docs/decisions/012). Knows single messages, no adapters.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import torch
from torch import Tensor

from backends.message_states import Lens, Look, MessageStates
from backends.reader import Reader, packed, regression, unpacked
from learning.backend import Cues

_ALONE: Final = ((4 / 30, False), (8 / 30, False), (12 / 30, False))  # depth of all blocks, and whether the last token
_TOLD: Final = ((12 / 30, False), (20 / 30, True))
_DECAY: Final = 3e-3  # weight of the squared weights in the loss
_EASE: Final = (
    1.5  # added to the score of a condition: a message too many is answered with care, one too few not at all
)
# Weight of the model's reader in a gate of facts, and what is added to every score (docs/decisions/020, 026)
_TAUGHT: Final = (2.0, -0.5)
_OF_DOCUMENTS: Final = (1.0, 2.0)  # that reader was taught with what people say of themselves
_CALIBRATED: Final = (3.0, 4.5)
_FOLLOW: Final = 3.0  # how much lower a message may score that follows one that fitted


@dataclass(frozen=True, slots=True)
class Gate:
    """`weights` [lens.size(hidden)] and `bias` score a message's states as seen by `lens`; above nought it fits."""

    lens: Lens
    weights: Tensor
    bias: float

    def score(self, states: Tensor) -> float:  # [lens.size(hidden)]
        return float(states @ self.weights) + self.bias

    def text(self) -> str:
        """For the metadata of an adapter file."""
        return json.dumps({**asdict(self.lens), **packed(self.weights, self.bias)})


def opens(scores: Sequence[float]) -> bool:
    """Whether the last message of a conversation fits. A short "And how old is he?" follows one that did."""
    last, before = scores[-1], scores[-2:-1]
    return last > 0 or any(score > 0 and last > -_FOLLOW for score in before)


def parse(text: str) -> Gate:
    """A stored gate. Raises ValueError for anything else."""
    return Gate(*unpacked(text))


def looks(blocks: int, told: bool) -> tuple[Look, ...]:
    """Where a new gate of a model with so many blocks looks."""
    places = _TOLD if told else _ALONE
    found = (Look(min(max(round(depth * blocks), 1), blocks), last) for depth, last in places)
    return tuple(dict.fromkeys(found))


def fitted(states: MessageStates, lens: Lens, cues: Cues, reader: Reader | None) -> Generator[None, None, Gate]:
    """Fit a gate to a lesson's cues, on top of the model's reader. Yields pause points."""
    messages = (*cues.fits, *cues.near, *cues.far)
    found: dict[int, Tensor] = {}
    for group, part in states.read(messages, lens):
        found.update(zip(group, part.cpu(), strict=True))
        yield None
    sizes = (len(cues.fits), len(cues.near), len(cues.far))
    weights, bias = _own(torch.stack([found[i] for i in range(len(messages))]), sizes, lens.words)
    if reader is None:
        return Gate(lens, weights, bias + _EASE)
    trust, ease = _CALIBRATED
    if reader.taught:
        trust, ease = _OF_DOCUMENTS if cues.of_documents else _TAUGHT
    return Gate(lens, weights + trust * reader.weights, bias + trust * reader.bias + ease)


def _own(states: Tensor, sizes: tuple[int, int, int], words: bool) -> tuple[Tensor, float]:
    """Every kind of cue counts as a whole."""
    kinds = torch.repeat_interleave(torch.arange(3), torch.tensor(sizes))
    present = sum(size > 0 for size in sizes)
    shares = torch.tensor([1 / (present * max(size, 1)) for size in sizes])[kinds]
    return regression(states, kinds == 0, shares, _DECAY, words)
