"""`python -m backends.teach_reader --cache DIR`: teach a model to read, for whoever builds Ingrain.

A LoRA on the middle blocks and a linear reader on the last token's state learn to tell questions that statements answer
from questions that they do not: near misses, questions about other people, and questions of statements that were left
out this time, so that the manner of a question does not give it away (`resources/reading`). Three quarters of an hour
on one core.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from backends import adapters, gate
from backends.built_in import folder_of
from backends.flat_adam import FlatAdam
from backends.gate import Gate
from backends.message_states import Lens
from backends.reader import Reader, calibrated
from backends.torch_lora import TorchLora
from learning.catalogue import default_model, find
from learning.prompts import training
from learning.reading import Group, groups

_RANK: Final = 16
_SCALE: Final = 2.0
_FIRST: Final = 8 / 30  # depth of the first adapted block; the last is where the reader looks
_NAMES: Final = ("q_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_RATE: Final = 1.5e-3
_READER_RATE: Final = 3e-4
_SHARES: Final = (0.5, 0.35, 0.15)  # of the loss: questions that fit, near misses, questions of others
_DRAWN: Final = (18, 14, 6, 2)  # questions of a step: that fit, near, of another group, everyday prompts
_WHOLE: Final = 0.4  # of the steps see all statements of a group, the others some
_TRUST: Final = 0.5  # of the taught reader beside a lesson's own cues


@dataclass(frozen=True, slots=True)
class _Batch:
    told: tuple[str, ...]
    messages: tuple[str, ...]
    fits: Tensor  # [n] 0 or 1
    shares: Tensor  # [n]


class Lesson:
    """One run over the groups."""

    def __init__(self, backend: TorchLora, rounds: int) -> None:
        self._decoder, self._states = backend.decoder(), backend.states()
        decoder = self._decoder
        self._looks = gate.looks(decoder.shape.blocks, told=True)
        self._blocks = range(round(_FIRST * decoder.shape.blocks), self._looks[-1].block)
        sites = [(block, name) for block in self._blocks for name in _NAMES]
        self._adam = FlatAdam(decoder, sites, _RANK, _SCALE, 1)
        start = _finished(calibrated(self._states, self._looks))
        hidden = decoder.shape.hidden
        self._weights = start.weights[-hidden:].clone().requires_grad_()
        self._bias = torch.tensor(start.bias).requires_grad_()
        self._reader = torch.optim.Adam([self._weights, self._bias], lr=_READER_RATE)
        self._groups = groups()
        self._steps = rounds * len(self._groups)

    def run(self) -> None:
        for step in range(self._steps):
            loss = self._step(step)
            if step % 25 == 0:
                print(f"step {step} of {self._steps}: {loss:.3f} nats", flush=True)

    def adapter(self) -> adapters.Adapter:
        """Half precision; the reader's score counts by its trust."""
        nothing = torch.zeros(len(self._weights) * (len(self._looks) - 1))
        weights = torch.cat((nothing, self._weights.detach())) * _TRUST
        reader = Gate(Lens((), self._looks), weights, float(self._bias.detach()) * _TRUST)
        return replace(self._adam.adapter(), gate=reader)

    def _step(self, step: int) -> float:
        turn, place = divmod(step, len(self._groups))
        order = list(range(len(self._groups)))
        random.Random(turn).shuffle(order)
        group = self._groups[order[place]]
        batch = _drawn(group, self._groups, random.Random(1000 * turn + order[place]))
        warm = min(1.0, (step + 1) / 10)
        rate = _RATE * warm * (0.1 + 0.45 * (1 + math.cos(math.pi * step / self._steps)))
        self._adam.zero()
        self._reader.zero_grad()
        with torch.enable_grad():
            scores = self._last(batch.messages, batch.told) @ self._weights + self._bias
            nats = functional.binary_cross_entropy_with_logits(scores, batch.fits, reduction="none")
            loss = (nats * batch.shares).sum()
            loss.backward()  # type: ignore[no-untyped-call]
        self._adam.step(step + 1, rate)
        self._reader.step()
        return float(loss.detach())

    def _last(self, messages: Sequence[str], told: Sequence[str]) -> Tensor:
        """States of the last tokens where the reader looks, [n, hidden], wearing what is being learned."""
        decoder, layout = self._decoder, self._states.layout(messages, told)
        rotary, attend = decoder.rotary(layout.positions()), layout.attend()
        with torch.no_grad():
            state = decoder.run(decoder.embed(layout.tokens()), rotary, attend, range(self._blocks.start))
        state = decoder.run(state, rotary, attend, self._blocks, self._adam.worn())
        return torch.stack([part[-1].float() for part in layout.split(state)])


def _drawn(group: Group, others: Sequence[Group], rng: random.Random) -> _Batch:
    """Some statements of a group and questions. Those of statements left out are near misses: no better ones exist."""
    fits, near, crossed, far = _DRAWN
    count = several = len(group.statements)
    if several > 1 and rng.random() >= _WHOLE:
        count = rng.randint(1, several - 1)
    told = rng.sample(group.statements, count)
    fitting = [question for one in told for question in one.fits]
    missing = [question for one in group.statements if one not in told for question in one.fits]
    missing = rng.sample(missing, min(near // 2, len(missing)))
    close = [question for one in told for question in one.near]
    other = rng.choice([one for one in others if one is not group])
    parts = (
        rng.sample(fitting, min(fits, len(fitting))),
        [*missing, *rng.sample(close, min(near - len(missing), len(close)))],
        [*rng.sample(other.fits, crossed), *rng.sample(training(100, 1), far)],
    )
    shares = [share / len(part) for part, share in zip(parts, _SHARES, strict=True) for _ in part]
    wanted = [float(index == 0) for index, part in enumerate(parts) for _ in part]
    messages = tuple(text for part in parts for text in part)
    return _Batch(tuple(one.text for one in told), messages, torch.tensor(wanted), torch.tensor(shares))


def _finished(work: Generator[None, None, Reader]) -> Reader:
    while True:
        try:
            next(work)
        except StopIteration as end:
            made: Reader = end.value
            return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="", help="an id or a path; the default model without it")
    parser.add_argument("--cache", type=Path, required=True, help="where converted models are kept")
    parser.add_argument("--rounds", type=int, default=2, help="how often every group is seen")
    options = parser.parse_args()
    model = find(options.model) if options.model else default_model()
    if model is None:
        raise SystemExit("there is no default model on this machine: run `make setup`")
    folder = folder_of(model.sha256)
    backend = TorchLora(built_in=False)
    for _ in backend.load(model, options.cache):
        pass
    lesson = Lesson(backend, options.rounds)
    lesson.run()
    folder.mkdir(parents=True, exist_ok=True)
    adapters.write(folder, lesson.adapter(), _RANK, model.name, torch.float16)
    print(f"{folder.name}: {len(groups())} groups, {options.rounds} rounds")


if __name__ == "__main__":
    main()
