"""The training loop: one new LoRA, near the base on everything else.

Loss: mean over rows of weight · cross-entropy on the answer, plus mean over KEEP rows of
λ · max(0, KL(base || student) − ε). Deterministic for a seed; can be stopped at any pause and resumed.
Knows steps and checkpoints; the arithmetic is in decoder, losses and flat_adam.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from backends import adapters, checkpoints, losses
from backends.decoder import Decoder
from backends.drawing import Draw
from backends.fitting import rows_of
from backends.flat_adam import FlatAdam
from backends.frozen_part import FrozenPart, anchored
from backends.gate import Gate
from backends.losses import Anchor, lengthened
from backends.packing import Layout, Row, rounded
from backends.prompting import Prompter
from learning.adapter_sites import PLACES
from learning.backend import BackendError
from learning.types import Example, Phase, Recipe, Step

_WARM_UP: Final = 0.05  # share of the steps
_LAST_RATE: Final = 0.1  # of the peak, at the end of the cosine
ANSWERS: Final = 8  # rows of logits are a multiple of it (packing.STEP says why)
CHECKPOINT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Material:
    """Rows to learn, each with its weight, and rows to stay the same on.

    `told` has by position in `learn` the same target after a prompt with the lesson in it: all that the base thinks
    likely there, word for word, is what is wanted (context distillation, arXiv 2209.15189).
    """

    learn: tuple[Row, ...]
    weights: tuple[float, ...]
    keep: tuple[Row, ...]
    told: Mapping[int, Row]

    @classmethod
    def of(cls, prompter: Prompter, examples: Sequence[Example], keep: Sequence[Example], limit: int) -> Material:
        """As tokens, none of them more than `limit` long."""
        told = {at: replace(one, turns=one.told) for at, one in enumerate(examples) if one.told}
        return cls(
            tuple(rows_of(prompter, examples, limit)),
            tuple(example.weight for example in examples),
            tuple(rows_of(prompter, keep, limit)),
            dict(zip(told, rows_of(prompter, list(told.values()), limit), strict=True)),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one optimiser step saw."""

    loss: float
    drift: float
    tokens: int


class Training:
    """One run. `steps()` is the work; everything else is its state."""

    def __init__(self, decoder: Decoder, material: Material, recipe: Recipe, staging: Path) -> None:
        self._decoder, self._material, self._recipe, self._staging = decoder, material, recipe, staging
        self._first = max(decoder.shape.blocks - recipe.blocks, 0)
        sites = [(block, name) for block in range(self._first, decoder.shape.blocks) for name in targets(recipe)]
        self._adam = FlatAdam(decoder, sites, recipe.rank, recipe.scale, recipe.seed)
        self._frozen = FrozenPart(decoder, (*material.learn, *material.keep), self._first)
        self._wanted_there: dict[int, Anchor] = {}
        self._draw = Draw(len(material.learn), len(material.keep), recipe)
        self._done = 0
        self._run = fingerprint(material, recipe)

    def steps(self, base: str, gate: Gate | None = None) -> Iterator[Step]:
        """Train to the end; then `staging` holds the adapter and its gate. Closing it early leaves a checkpoint."""
        self._resume()
        yield self._step()
        try:
            drawn = {row for step in range(self._done, self._recipe.steps) for row in self._draw.rows(step)}
            for _ in self._frozen.prepare(drawn, len(self._material.learn)):
                yield self._step()
            yield from self._ask_the_base()
            yield from self._loop()
        except GeneratorExit:
            self._save()
            raise
        made = replace(self._adam.adapter(), gate=gate)
        adapters.write(self._staging, made, self._recipe.rank, base, shape=self._decoder.shape)
        checkpoints.remove(self._staging)

    def _ask_the_base(self) -> Iterator[Step]:
        """What it says to the rows of `told`."""
        places, rows = tuple(self._material.told), tuple(self._material.told.values())
        for group, anchors in anchored(self._decoder, rows):
            self._wanted_there |= {places[at]: anchor for at, anchor in zip(group, anchors, strict=True)}
            yield self._step()

    def _loop(self) -> Iterator[Step]:
        begun = saved = time.monotonic()
        resumed_at = self._done
        while self._done < self._recipe.steps:
            seen = yield from self._optimise()
            now = time.monotonic()
            each = (now - begun) / (self._done - resumed_at)
            if now - saved > CHECKPOINT_SECONDS:
                self._save()
                saved = now
            left = each * (self._recipe.steps - self._done) if now - begun >= 1.0 else None
            yield self._step(seen.loss, seen.tokens, left)

    def _step(self, loss: float | None = None, tokens: int = 0, left: float | None = None) -> Step:
        return Step(Phase.TRAIN, self._done, self._recipe.steps, loss, tokens, left)

    # ------------------------------------------------------------------------------------------ one step

    def _optimise(self) -> Generator[Step, None, _Seen]:
        """One optimiser step, in parts short enough that nobody waits long."""
        self._adam.zero()
        parts: list[_Seen] = []
        for group in self._frozen.groups(self._draw.rows(self._done)):
            if parts:
                yield self._step()
            parts.append(self._learn_from(group))
        loss, drift = sum(part.loss for part in parts), sum(part.drift for part in parts)
        norm = self._adam.step(self._done + 1, self._recipe.rate * schedule(self._done, self._recipe.steps))
        if not math.isfinite(loss + drift + norm):
            raise BackendError("bad_numbers", f"after {self._done} steps")
        self._done += 1
        return _Seen(loss, drift, sum(part.tokens for part in parts))

    def _learn_from(self, group: list[int]) -> _Seen:
        """Forward and backward for some rows of this step; gradients add up in the optimiser."""
        layout = self._frozen.layout(group)
        with torch.enable_grad():
            states = self._answers(layout, self._frozen.states(group, layout))
            loss, moved = self._losses(group, layout, states)
            pull = (moved - self._recipe.keep_slack).clamp_min(0).sum() / (self._recipe.keep_batch or 1)
            (loss + self._recipe.keep_weight * pull).backward()  # type: ignore[no-untyped-call]
        drift = float(moved.detach().sum()) / (self._recipe.keep_batch or 1)
        return _Seen(float(loss.detach()), drift, layout.length)

    def _answers(self, layout: Layout, states: Tensor) -> Tensor:
        """Normed states at every target's place and some spare ones, [targets + spare, hidden]; the adapter is worn."""
        decoder, worn = self._decoder, self._adam.worn()
        rotary, attend = decoder.rotary(layout.positions()), layout.attend()
        states = decoder.run(states, rotary, attend, range(self._first, decoder.shape.blocks - 1), worn)
        places = lengthened(layout.answers(), rounded(sum(layout.sizes()), ANSWERS))
        return decoder.final_norm(decoder.run_last(states, rotary, attend, places, worn))

    def _losses(self, group: list[int], layout: Layout, states: Tensor) -> tuple[Tensor, Tensor]:
        """The loss of the rows to learn, and the KL of each row to keep."""
        count, head = len(self._material.learn), self._decoder.head
        wanted = losses.joined([self._wanted(i) for i in group]).lengthened(len(states))
        nats = losses.divergence(states, head, wanted)[: sum(layout.sizes())]
        each = torch.stack([part.mean() for part in torch.split(nats, layout.sizes())])
        weights = [self._material.weights[i] / self._recipe.batch if i < count else 0.0 for i in group]
        kept = [place for place, i in enumerate(group) if i >= count]
        return (each * each.new_tensor(weights)).sum(), each[kept]

    def _wanted(self, index: int) -> Anchor:
        if index >= len(self._material.learn):
            return self._frozen.anchors[index]
        if index in self._wanted_there:
            return self._wanted_there[index]
        return losses.certain(self._decoder.tokens(self._material.learn[index].target), len(self._decoder.head))

    # ------------------------------------------------------------------------------------ stop and resume

    def _save(self) -> None:
        """Weights, moments and balance; the order of rows follows from the step."""
        if self._done:
            checkpoints.write(self._staging, checkpoints.State(self._done, self._run, self._adam.state()))

    def _resume(self) -> None:
        state = checkpoints.newest(self._staging, self._run)
        if state is not None and self._adam.restore(state.tensors):
            self._done = min(state.step, self._recipe.steps)


def targets(recipe: Recipe) -> list[str]:
    if strange := [name for name in recipe.targets if name not in PLACES]:
        raise ValueError(f"no layer is called {strange[0]!r}")
    return list(recipe.targets)


def fingerprint(material: Material, recipe: Recipe) -> str:
    """A checkpoint is good only for the same rows and the same recipe."""
    digest = hashlib.sha256(repr(astuple(recipe)).encode())
    weights = (*material.weights, *([0.0] * len(material.keep)))
    for row, weight in zip((*material.learn, *material.keep), weights, strict=True):
        digest.update(repr((row.ids, row.start, row.span, weight)).encode())
    digest.update(repr(sorted((at, row.ids) for at, row in material.told.items())).encode())
    return digest.hexdigest()


def schedule(step: int, steps: int) -> float:
    """Share of the peak rate: linear warm-up, then a cosine."""
    warm = min(1.0, (step + 1) / (_WARM_UP * steps + 1))
    cosine = 0.5 * (1 + math.cos(math.pi * step / max(steps, 1)))
    return warm * (_LAST_RATE + (1 - _LAST_RATE) * cosine)
