"""How a model reads: from which of its states one sees that a question is answered by what was told before.

One linear reader for a model, whatever the lesson: a logistic regression on its states of questions that groups of
statements answer, and of like questions that they do not (`learning.reading`). It is calibrated once a model and kept
in the cache; for the model that ships with Ingrain a taught one ships, too (`backends.built_in`). A skill's own gate
builds on it. Knows states, no skills.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from backends.message_states import Lens, Look, MessageStates
from backends.regression import logistic
from learning.overlap import SIZE
from learning.prompts import training
from learning.reading import groups
from learning.store import files

_DECAY: Final = 3e-2  # weight of the squared weights in the loss
_FEW: Final = 24  # groups to calibrate a new model with: four seconds each on two cores would add up
_FAR: Final = 12  # everyday prompts with each group
_SHARES: Final = (0.5, 0.375, 0.125)  # of the loss: questions that fit, near misses, everyday prompts
_MOST_TEXT: Final = 1 << 20
_LOUD: Final = 10.0  # times a number that counts words weighs less in the loss than one of a state


@dataclass(frozen=True, slots=True)
class Reader:
    """`weights` [lens.size(hidden)] and `bias` score states seen by `lens`; above nought it is answered.

    The statements of its lens count for nothing.
    """

    lens: Lens
    weights: Tensor
    bias: float
    taught: bool = False  # read with an adapter that was taught to read

    def scores(self, states: Tensor) -> Tensor:  # [n, lens.size(hidden)] → [n]
        return states @ self.weights + self.bias

    def reads(self, lens: Lens) -> bool:
        """Whether it understands what is seen by that lens."""
        return (self.lens.looks, self.lens.words) == (lens.looks, lens.words)

    def text(self) -> str:
        return json.dumps({**asdict(self.lens), **packed(self.weights, self.bias)})


def packed(weights: Tensor, bias: float) -> dict[str, str | float]:
    """The JSON form of a linear reader's numbers."""
    return {"weights": base64.b64encode(weights.float().cpu().numpy().tobytes()).decode(), "bias": bias}


def unpacked(text: str) -> tuple[Lens, Tensor, float]:
    """What `packed` and a lens were written as. Raises ValueError for anything else."""
    if len(text) > _MOST_TEXT:
        raise ValueError("too long")
    try:
        found: dict[str, Any] = json.loads(text)  # Any: parsed JSON
        told, words = found.get("told", []), found.get("words", False)
        name = found.get("reader", "")
        looks = tuple(Look(look["block"], look["last"]) for look in found["looks"])
        data = bytearray(base64.b64decode(found["weights"], validate=True))
        weights, bias = torch.frombuffer(data, dtype=torch.float32), float(found["bias"])
    except (KeyError, TypeError, RecursionError, RuntimeError, binascii.Error) as error:
        raise ValueError(repr(error)) from error
    if not looks or any(type(look.block) is not int or look.block < 1 or type(look.last) is not bool for look in looks):
        raise ValueError("looks")
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told) or type(words) is not bool:
        raise ValueError("told")
    if type(name) is not str:
        raise ValueError("reader")
    if not math.isfinite(bias) or not bool(torch.isfinite(weights).all()):
        raise ValueError("numbers")
    return Lens(tuple(told), looks, words, name), weights, bias


def regression(states: Tensor, fits: Tensor, shares: Tensor, decay: float, words: bool = False) -> tuple[Tensor, float]:
    """Weights and bias for states as they come, fitted to standardised ones.

    The few numbers that count words stand among a thousand others: they are made louder.
    """
    mean, spread = states.mean(0), states.std(0) + 1e-3
    if words:
        spread[-SIZE:] /= _LOUD
    weights, bias = logistic((states - mean) / spread, fits, shares, decay)
    scaled = weights / spread
    return scaled, bias - float(scaled @ mean)


class Readers:
    """The reader of one model: the one that ships for it, or one calibrated once and kept in `cache`.

    `name` is what the lenses of new gates call the model.
    """

    def __init__(self, sha256: str, cache: Path, ships: Reader | None = None, name: str = "") -> None:
        self._name = name
        self._ships = ships
        self._last = ships
        self._kept = cache / "readers" / f"{sha256}.json"

    @property
    def taught(self) -> bool:
        return self._ships is not None

    def lens(self, told: tuple[str, ...], looks: tuple[Look, ...]) -> Lens:
        """How a new gate looks: one that stands on a reader that was taught needs no words counted."""
        return Lens(told, looks, bool(told) and self._ships is None, self._name)

    def get(self, states: MessageStates, lens: Lens) -> Generator[None, None, Reader]:
        """Yields pause points while it has to be calibrated."""
        found = self.known(lens)
        if found is not None:
            return found
        self._last = reader = yield from calibrated(states, lens.looks, words=lens.words)
        files.make_dir(self._kept.parent)
        files.write_atomic(self._kept, reader.text().encode())
        return reader

    def known(self, lens: Lens) -> Reader | None:
        """The reader for what is seen by this lens, where there is one already."""
        if self._last is None:
            self._last = _read(self._kept)
        return next((one for one in (self._ships, self._last) if one is not None and one.reads(lens)), None)


def calibrated(
    states: MessageStates, looks: Sequence[Look], most: int = _FEW, words: bool = False
) -> Generator[None, None, Reader]:
    """Fit a reader to the first groups. Yields pause points."""
    found: list[Tensor] = []
    kinds: list[int] = []
    prompts = training(_FAR * 8, 1)
    for turn, group in enumerate(groups()[:most]):
        far = [prompts[(turn * _FAR + i) % len(prompts)] for i in range(_FAR)]
        messages = (*group.fits, *group.near, *far)
        read: dict[int, Tensor] = {}
        for some, part in states.read(messages, Lens(group.told, tuple(looks), words)):
            read.update(zip(some, part.cpu(), strict=True))
            yield None
        found += [read[i] for i in range(len(messages))]
        kinds += [0] * len(group.fits) + [1] * len(group.near) + [2] * len(far)
    kind = torch.tensor(kinds)
    shares = torch.tensor(_SHARES)[kind] / torch.bincount(kind)[kind]
    weights, bias = regression(torch.stack(found), kind == 0, shares, _DECAY, words)
    return Reader(Lens((), tuple(looks), words), weights, bias)


def _read(path: Path) -> Reader | None:
    """A stored reader; one that cannot be read is calibrated again."""
    try:
        lens, weights, bias = unpacked(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Reader(lens, weights, bias)
