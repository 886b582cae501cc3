"""The training loop: one new LoRA, one optimiser step per turn, near the base on everything else.

Loss (learning.md 3): mean over rows of weight · cross-entropy on the answer, plus λ · max(0, KL(base || student) − ε)
on KEEP rows, whose base probabilities are computed once. Rows are packed behind their shared prompt and the blocks
below the adapted ones are computed once (`packing`). Deterministic for a seed; can be stopped and resumed at any pause.
AdamW: arXiv 1711.05101. LoRA: arXiv 2106.09685.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from backends import adapters, checkpoints, measuring
from backends.adapters import Adapter
from backends.lora import Wardrobe
from backends.packing import Blocks, Lower, Row, chunks
from learning.backend import BackendError
from learning.types import Phase, Recipe, Step

_BETAS: Final = (0.9, 0.99)
_CLIP: Final = 1.0
_WARM_UP: Final = 0.05
_LAST_RATE: Final = 0.1  # of the peak, at the end of the cosine
_CHECKPOINT_SECONDS: Final = 30.0
_MOST_WEIGHT: Final = 4.0  # the keep weight may grow to this many times the recipe's


@dataclass(frozen=True, slots=True)
class Material:
    """Rows to learn, each with its weight, and rows to stay the same on."""

    learn: tuple[Row, ...]
    weights: tuple[float, ...]
    keep: tuple[Row, ...]


class Training:
    """One run. `steps()` is the work; everything else is its state."""

    def __init__(self, model: Any, wardrobe: Wardrobe, material: Material, recipe: Recipe, staging: Path) -> None:
        count = len(model.model.layers)
        self._first = max(count - recipe.blocks, 0)
        self._wardrobe = wardrobe
        self._material = material
        self._recipe = recipe
        self._staging = staging
        self._blocks = Blocks(model, self._first)
        self._lower = Lower(self._blocks, (*material.learn, *material.keep))
        self._keep_top: dict[int, tuple[Tensor, Tensor]] = {}
        self._adapter = _fresh(wardrobe, range(self._first, count), recipe, self._blocks.device)
        weights = [weight for pair in self._adapter.pairs.values() for weight in pair]
        self._optimiser = torch.optim.AdamW(weights, lr=recipe.rate, betas=_BETAS, weight_decay=0.0)
        self._weights = weights
        self._done = 0
        self._keep_weight = recipe.keep_weight
        self._drift = 0.0  # running mean of the keep KL

    def steps(self, base: str) -> Iterator[Step]:
        """Train to the end; then `staging` holds the adapter. Closing it early leaves a checkpoint instead."""
        self._resume()
        yield self._step(None, 0, None)
        yield from self._prepare()
        begun, saved, from_step = time.monotonic(), time.monotonic(), self._done
        try:
            while self._done < self._recipe.steps:
                loss, tokens = yield from self._optimise()
                self._done += 1
                spent = time.monotonic() - begun
                each = spent / (self._done - from_step)
                left = each * (self._recipe.steps - self._done) if spent >= 1.0 else None
                if time.monotonic() - saved > _CHECKPOINT_SECONDS:
                    self._save()
                    saved = time.monotonic()
                yield self._step(loss, tokens, left)
        except GeneratorExit:
            self._save()
            raise
        finally:
            self._wardrobe.take_off()
        adapters.write(self._staging, self._adapter, self._recipe.rank, base)
        checkpoints.remove(self._staging)

    def _step(self, loss: float | None, tokens: int, left: float | None) -> Step:
        return Step(Phase.TRAIN, self._done, self._recipe.steps, loss, tokens, left)

    # ------------------------------------------------------------------------------ before the first step

    def _prepare(self) -> Iterator[Step]:
        """Lower blocks of every row, then what the base says on KEEP rows. Nothing is worn meanwhile."""
        for _ in self._undressed(self._lower.prepare()):
            yield self._step(None, 0, None)
        first = len(self._material.learn)
        keep = range(first, first + len(self._material.keep))
        for group in chunks(keep, (*self._material.learn, *self._material.keep), self._lower.prefix):
            self._wardrobe.take_off()
            pack = self._lower.pack(group)
            with torch.no_grad():
                logits = self._blocks.above(self._lower.hidden(group), pack)
            for index, part in zip(group, logits.split(pack.lengths()), strict=True):
                self._keep_top[index] = measuring.top(part)
            yield self._step(None, 0, None)

    def _undressed(self, work: Iterator[None]) -> Iterator[None]:
        """Others may dress the model between two pauses."""
        while True:
            self._wardrobe.take_off()
            try:
                next(work)
            except StopIteration:
                return
            yield

    # ------------------------------------------------------------------------------------------ one step

    def _optimise(self) -> Generator[Step, None, tuple[float, int]]:
        """One optimiser step, in parts short enough that nobody waits long. Returns the loss and the tokens seen."""
        for group in self._optimiser.param_groups:
            group["lr"] = self._recipe.rate * _schedule(self._done, self._recipe.steps)
        self._optimiser.zero_grad()
        loss, tokens, drift = 0.0, 0, 0.0
        rows = (*self._material.learn, *self._material.keep)
        for index, part in enumerate(chunks(self._chosen(), rows, self._lower.prefix)):
            if index:
                yield self._step(None, 0, None)
            self._wardrobe.try_on(self._adapter)
            pack = self._lower.pack(part)
            learn, moved = self._losses(part, self._blocks.above(self._lower.hidden(part), pack), pack.lengths())
            total = learn + self._keep_weight * moved.sub(self._recipe.keep_slack).clamp_min(0) * self._share(part)
            total.backward()  # type: ignore[no-untyped-call]
            self._wardrobe.take_off()
            loss, tokens = loss + float(learn.detach()), tokens + pack.length
            drift += float(moved.detach()) * self._share(part)
        if not math.isfinite(loss + drift):
            raise BackendError("bad_numbers", f"loss after {self._done} steps")
        torch.nn.utils.clip_grad_norm_(self._weights, _CLIP)
        self._optimiser.step()
        self._balance(drift)
        return loss, tokens

    def _losses(self, part: Sequence[int], logits: Tensor, lengths: list[int]) -> tuple[Tensor, Tensor]:
        """Summed cross-entropy share of the rows to learn, and mean KL of the rows to keep."""
        learn, moved = logits.new_zeros(()), []
        rows = self._material.learn
        for index, shown in zip(part, logits.split(lengths), strict=True):
            if index < len(rows):
                answer = torch.tensor(rows[index].target, device=shown.device)
                share = self._material.weights[index] / self._recipe.batch
                learn = learn + share * functional.cross_entropy(shown, answer)
            else:
                moved.append(measuring.top_kl(*self._keep_top[index], shown))
        return learn, torch.cat(moved).mean() if moved else logits.new_zeros(())

    def _share(self, part: Sequence[int]) -> float:
        """Which share of this step's KEEP rows is in this part."""
        kept = sum(index >= len(self._material.learn) for index in part)
        return kept / max(self._recipe.keep_batch, 1)

    def _balance(self, drift: float) -> None:
        """Hold on harder while the model drifts too far, let go slowly when it does not."""
        self._drift = 0.8 * self._drift + 0.2 * drift
        factor = 1.05 if self._drift > 2 * self._recipe.keep_slack else 0.97
        limit = self._recipe.keep_weight * _MOST_WEIGHT
        self._keep_weight = min(max(self._keep_weight * factor, self._recipe.keep_weight), limit)

    def _chosen(self) -> list[int]:
        """Rows of this step: the next `batch` to learn, then the next `keep_batch` to keep."""
        learn, keep = len(self._material.learn), len(self._material.keep)
        chosen = _stream(learn, self._done * self._recipe.batch, self._recipe.batch, f"learn{self._recipe.seed}")
        if keep:
            size = self._recipe.keep_batch
            chosen += [learn + i for i in _stream(keep, self._done * size, size, f"keep{self._recipe.seed}")]
        return chosen

    # ------------------------------------------------------------------------------------ stop and resume

    def _save(self) -> None:
        """Adapter, optimiser and balance; the order of rows follows from the step."""
        if not self._done:
            return
        tensors: dict[str, Tensor] = {}
        for name, weight in self._named():
            tensors[f"weight.{name}"] = weight
            for key, value in self._optimiser.state[weight].items():
                tensors[f"{key}.{name}"] = value
        numbers = {"keep_weight": self._keep_weight, "drift": self._drift}
        checkpoints.write(self._staging, checkpoints.State(self._done, numbers, tensors))

    def _resume(self) -> None:
        state = checkpoints.newest(self._staging)
        if state is None or {f"weight.{name}" for name, _ in self._named()} - set(state.tensors):
            return
        with torch.no_grad():
            for name, weight in self._named():
                weight.copy_(state.tensors[f"weight.{name}"])
                kept = {key: state.tensors[f"{key}.{name}"] for key in ("step", "exp_avg", "exp_avg_sq")}
                self._optimiser.state[weight] = {
                    key: value if key == "step" else value.to(weight.device) for key, value in kept.items()
                }
        self._done = state.step
        self._keep_weight = state.numbers.get("keep_weight", self._keep_weight)
        self._drift = state.numbers.get("drift", 0.0)

    def _named(self) -> Iterator[tuple[str, Tensor]]:
        for site, (a, b) in self._adapter.pairs.items():
            yield f"{site}.A", a
            yield f"{site}.B", b


def _fresh(wardrobe: Wardrobe, blocks: range, recipe: Recipe, device: torch.device) -> Adapter:
    """A random, B zero: the first step starts at the untouched model."""
    generator = torch.Generator().manual_seed(recipe.seed)
    pairs: dict[str, tuple[Tensor, Tensor]] = {}
    for site in wardrobe.sites(blocks, recipe.targets):
        out, into = wardrobe.shape(site)
        a = torch.randn(recipe.rank, into, generator=generator) / math.sqrt(into)
        b = torch.zeros(out, recipe.rank)
        pairs[site] = (a.to(device).requires_grad_(), b.to(device).requires_grad_())
    return Adapter(pairs, recipe.scale)


def _schedule(step: int, steps: int) -> float:
    """Share of the peak rate: linear warm-up, then a cosine."""
    warm = min(1.0, (step + 1) / (_WARM_UP * steps + 1))
    cosine = 0.5 * (1 + math.cos(math.pi * step / max(steps, 1)))
    return warm * (_LAST_RATE + (1 - _LAST_RATE) * cosine)


def _stream(count: int, begin: int, size: int, seed: str) -> list[int]:
    """Items `begin` … `begin + size` of an endless line of shuffled rounds over `count` rows."""
    chosen: list[int] = []
    for at in range(begin, begin + size):
        order = list(range(count))
        random.Random(f"{seed}.{at // count}").shuffle(order)
        chosen.append(order[at % count])
    return chosen
