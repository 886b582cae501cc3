"""Whether a message is about what a skill knows: a linear reader of the base's lower states.

A skill that was taught facts is worn only for messages about them; to every other message the model answers as if the
skill were not there. The reader is a logistic regression on the mean state of the message's tokens after a few lower
blocks, fitted to the lesson's questions against near misses and everyday prompts (docs/decisions/012). Knows single
messages, no adapters.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor

from backends.decoder import Decoder
from backends.packing import Layout, Row, common, groups
from backends.prompting import Prompter
from backends.regression import logistic
from backends.scoring import room
from learning.types import Cues, Role, Turn

_DEPTHS: Final = (4 / 30, 8 / 30, 12 / 30)  # of all blocks
_LONGEST: Final = 1200  # letters of a message, its end: what it asks for stands there
_DECAY: Final = 3e-3  # weight of the squared weights in the loss
_EASE: Final = 2.5  # added to every score: a question too many is answered with care, one too few not at all
_FOLLOW: Final = 3.0  # how much lower a message may score that follows one that fitted
_MOST_TEXT: Final = 1 << 18  # letters of a stored gate


@dataclass(frozen=True, slots=True)
class Gate:
    """`weights` [len(blocks) · hidden] and `bias` score a message's states; above nought it fits."""

    blocks: tuple[int, ...]  # states are read behind so many blocks
    weights: Tensor
    bias: float

    def score(self, states: Tensor) -> float:  # [len(blocks) · hidden]
        return float(states @ self.weights) + self.bias

    def text(self) -> str:
        """For the metadata of an adapter file."""
        numbers = base64.b64encode(self.weights.float().cpu().numpy().tobytes()).decode()
        return json.dumps({"blocks": self.blocks, "weights": numbers, "bias": self.bias})


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
        blocks = tuple(found["blocks"])
        data = bytearray(base64.b64decode(found["weights"], validate=True))
        weights, bias = torch.frombuffer(data, dtype=torch.float32), float(found["bias"])
    except (KeyError, TypeError, RecursionError, RuntimeError, binascii.Error) as error:
        raise ValueError(f"gate: {error!r}") from error
    if (
        not blocks
        or any(type(block) is not int or block < 1 for block in blocks)
        or list(blocks) != sorted(set(blocks))
    ):
        raise ValueError("gate: blocks")
    if not math.isfinite(bias) or not bool(torch.isfinite(weights).all()):
        raise ValueError("gate: numbers")
    return Gate(blocks, weights, bias)


def blocks_of(decoder: Decoder) -> tuple[int, ...]:
    """Which states a new gate reads."""
    count = decoder.shape.blocks
    return tuple(sorted({min(max(round(depth * count), 1), count) for depth in _DEPTHS}))


class MessageStates:
    """Reads messages as the model would: each alone, inside the chat template."""

    def __init__(self, decoder: Decoder, prompter: Prompter) -> None:
        self._decoder, self._prompter = decoder, prompter
        one, two = self._ids("x y"), self._ids("Hello you?")
        self._head = one[: common(one, two)]
        self._tail = common(one[::-1], two[::-1])

    def read(self, messages: Sequence[str], blocks: tuple[int, ...]) -> Iterator[tuple[list[int], Tensor]]:
        """Some messages' positions and their states [n, len(blocks) · hidden] at a time."""
        rows = [Row((*ids, 0), len(ids), ()) for ids in (self._message(text[-_LONGEST:]) for text in messages)]
        for group in groups(rows, range(len(rows)), len(self._head), room(self._decoder.device)):
            layout = Layout([rows[i] for i in group], self._head, self._decoder.device)
            yield group, self._states(layout, blocks)

    @torch.no_grad()
    def _states(self, layout: Layout, blocks: tuple[int, ...]) -> Tensor:
        decoder = self._decoder
        rotary, attend = decoder.rotary(layout.positions()), layout.attend()
        state, done, found = decoder.embed(layout.tokens()), 0, []
        for block in blocks:
            state = decoder.run(state, rotary, attend, range(done, block))
            found.append([part.float().mean(0) for part in layout.split(state)])
            done = block
        return torch.stack([torch.cat(parts) for parts in zip(*found, strict=True)])

    def _message(self, text: str) -> tuple[int, ...]:
        """Up to the end of the message: what the template puts behind it changes nothing before it."""
        ids = self._ids(text)
        return ids[: max(len(ids) - self._tail, len(self._head) + 1)]

    def _ids(self, text: str) -> tuple[int, ...]:
        return self._prompter.prompt((Turn(Role.USER, text),))


def fitted(states: MessageStates, blocks: tuple[int, ...], cues: Cues) -> Generator[None, None, Gate]:
    """Fit a gate to a lesson's cues. Yields pause points."""
    messages = (*cues.fits, *cues.near, *cues.far)
    found: dict[int, Tensor] = {}
    for group, part in states.read(messages, blocks):
        found.update(zip(group, part.cpu(), strict=True))
        yield None
    sizes = (len(cues.fits), len(cues.near), len(cues.far))
    return _regression(torch.stack([found[i] for i in range(len(messages))]), sizes, blocks)


def _regression(states: Tensor, sizes: tuple[int, int, int], blocks: tuple[int, ...]) -> Gate:
    """Every kind of cue counts as a whole."""
    mean, spread = states.mean(0), states.std(0) + 1e-3
    kinds = torch.repeat_interleave(torch.arange(3), torch.tensor(sizes))
    shares = torch.tensor([1 / (3 * max(size, 1)) for size in sizes])[kinds]
    weights, bias = logistic((states - mean) / spread, kinds == 0, shares, _DECAY)
    scaled = weights / spread
    return Gate(blocks, scaled, bias - float(scaled @ mean) + _EASE)
