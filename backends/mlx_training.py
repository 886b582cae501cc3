"""The training loop in MLX: one new LoRA, near the base on everything else.

The same loss, order of rows, schedule, Adam and checkpoints as backends.training, which says what they are; the states
that the frozen lower blocks make of every row are computed once. Knows steps; the arithmetic is in mlx_body, mlx_losses
and mlx_adam.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import mlx.core as mx

from backends import adapters, checkpoints, mlx_losses
from backends.drawing import Draw
from backends.gate import Gate
from backends.mlx_adam import MlxAdam
from backends.mlx_body import Body
from backends.mlx_losses import MlxAnchor
from backends.mlx_rows import Padded, room
from backends.mlx_scoring import log_chances
from backends.packing import Row, groups
from backends.training import CHECKPOINT_SECONDS, Material, fingerprint, schedule, targets
from learning.backend import BackendError
from learning.types import Phase, Recipe, Step


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one optimiser step saw."""

    loss: float
    drift: float
    tokens: int


class MlxTraining:
    """One run. `steps()` is the work; everything else is its state."""

    def __init__(self, body: Body, material: Material, recipe: Recipe, staging: Path) -> None:
        self._body, self._material, self._recipe, self._staging = body, material, recipe, staging
        self._first = max(body.shape.blocks - recipe.blocks, 0)
        sites = [(block, name) for block in range(self._first, body.shape.blocks) for name in targets(recipe)]
        self._adam = MlxAdam(body, sites, recipe.rank, recipe.scale, recipe.seed)
        self._rows = (*material.learn, *material.keep)
        self._frozen: dict[int, mx.array] = {}  # states of rows entering the first block that learns
        self._anchors: dict[int, MlxAnchor] = {}  # what the base says to rows to keep, and to those of `told`
        self._draw = Draw(len(material.learn), len(material.keep), recipe)
        self._done = 0
        self._run = fingerprint(material, recipe)

    def steps(self, base: str, gate: Gate | None = None) -> Iterator[Step]:
        """Train to the end; then `staging` holds the adapter and its gate. Closing it early leaves a checkpoint."""
        self._resume()
        yield self._step()
        try:
            yield from self._prepare()
            yield from self._loop()
        except GeneratorExit:
            self._save()
            raise
        adapters.write(self._staging, replace(self._adam.adapter(), gate=gate), self._recipe.rank, base)
        checkpoints.remove(self._staging)

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

    # ------------------------------------------------------------------------------------- the frozen part

    def _prepare(self) -> Iterator[Step]:
        drawn = {row for step in range(self._done, self._recipe.steps) for row in self._draw.rows(step)}
        count = len(self._material.learn)
        told = self._material.told
        for rows, indices, wanted in (
            (self._rows, [i for i in drawn if i < count], False),
            (self._rows, [i for i in drawn if i >= count], True),
        ):
            for group in groups(rows, indices, 0, room()):
                self._compute(group, wanted)
                yield self._step()
        places, lead = tuple(told), tuple(told.values())
        for group in groups(lead, range(len(lead)), 0, room()):
            layout = Padded([lead[i] for i in group])
            states = self._body.run(self._body.embed(layout.ids()), range(self._body.shape.blocks))
            self._anchor([places[i] for i in group], layout, states)
            yield self._step()

    def _compute(self, group: Sequence[int], wanted: bool) -> None:
        body, layout = self._body, Padded([self._rows[i] for i in group])
        states = body.run(body.embed(layout.ids()), range(self._first))
        for at, index in enumerate(group):
            self._frozen[index] = states[at, : layout.lengths[at]]
        mx.eval([self._frozen[index] for index in group])
        if wanted:
            self._anchor(group, layout, body.run(states, range(self._first, body.shape.blocks)))

    def _anchor(self, names: Sequence[int], layout: Padded, states: mx.array) -> None:
        """Note what the base says where the states [B, L, hidden] came out of it."""
        for name, part in zip(names, layout.split(layout.answers(states)), strict=True):
            self._anchors[name] = mlx_losses.anchor(log_chances(self._body, part))

    # ------------------------------------------------------------------------------------------ one step

    def _optimise(self) -> Generator[Step, None, _Seen]:
        """One optimiser step, in parts short enough that nobody waits long."""
        slope, parts = mx.zeros_like(self._adam.weights), list[_Seen]()
        for group in groups(self._rows, self._draw.rows(self._done), 0, room()):
            if parts:
                yield self._step()
            more, seen = self._learn_from(group)
            slope = slope + more
            mx.eval(slope)
            parts.append(seen)
        loss, drift = sum(part.loss for part in parts), sum(part.drift for part in parts)
        norm = self._adam.step(slope, self._done + 1, self._recipe.rate * schedule(self._done, self._recipe.steps))
        if not math.isfinite(loss + drift + norm):
            raise BackendError("bad_numbers", f"after {self._done} steps")
        self._done += 1
        return _Seen(loss, drift, sum(part.tokens for part in parts))

    def _learn_from(self, group: Sequence[int]) -> tuple[mx.array, _Seen]:
        """Forward and backward for some rows of this step: the slope in the adapter's weights, and what was seen."""
        layout = Padded([self._rows[i] for i in group])
        states = mx.stack([self._filled(self._frozen[i], layout.width) for i in group])
        wanted = mlx_losses.joined([self._wanted(i) for i in group])

        def pulled(parts: list[mx.array]) -> tuple[mx.array, mx.array, mx.array]:
            """A number with the slope of the loss; then the loss and how far the rows to keep were moved."""
            normed = self._answers(parts, states, layout)
            nats, slopes = mlx_losses.divergence(self._body, mx.stop_gradient(normed), wanted)
            loss, moved, shares = self._losses(group, layout, nats)
            steep = mx.stop_gradient(slopes.astype(mx.float32) * shares[:, None])
            return (normed.astype(mx.float32) * steep).sum(), loss, moved

        (_, loss, moved), slopes = mx.value_and_grad(pulled)(self._adam.parts())
        slope = mx.concatenate([each.flatten() for each in slopes])
        mx.eval(loss, moved, slope)
        return slope, _Seen(float(loss), float(moved), sum(layout.lengths))

    def _answers(self, parts: Sequence[mx.array], states: mx.array, layout: Padded) -> mx.array:
        """Normed states at every target's place, [targets, hidden], wearing the new adapter."""
        body = self._body
        worn = self._adam.worn(parts, body.dtype)
        return body.final_norm(layout.answers(body.run(states, range(self._first, body.shape.blocks), worn=worn)))

    def _losses(self, group: Sequence[int], layout: Padded, nats: mx.array) -> tuple[mx.array, mx.array, mx.array]:
        """The loss of the rows to learn, the mean KL of those to keep, and by how much each target's nats count."""
        count, recipe = len(self._material.learn), self._recipe
        loss, moved, shares = mx.array(0.0), mx.array(0.0), []
        for index, part in zip(group, layout.split(nats), strict=True):
            mean, share = part.mean(), mx.array(0.0)
            if index < count:
                share = mx.array(self._material.weights[index] / recipe.batch)
                loss = loss + share * mean
            else:
                moved = moved + mean / (recipe.keep_batch or 1)
                share = (mean > recipe.keep_slack) * (recipe.keep_weight / (recipe.keep_batch or 1))
            shares.append(mx.full(part.shape, share / len(part)))
        return loss, moved, mx.concatenate(shares)

    @staticmethod
    def _filled(states: mx.array, width: int) -> mx.array:  # [tokens, hidden] → [width, hidden]
        return mx.pad(states, [(0, width - len(states)), (0, 0)])

    def _wanted(self, index: int) -> MlxAnchor:
        if index in self._anchors:
            return self._anchors[index]
        row: Row = self._rows[index]
        return mlx_losses.certain(row.target, self._body.shape.vocabulary)

    # ------------------------------------------------------------------------------------ stop and resume

    def _save(self) -> None:
        """Weights, moments and balance; the order of rows follows from the step."""
        if self._done:
            checkpoints.write(self._staging, checkpoints.State(self._done, self._run, self._adam.state()))

    def _resume(self) -> None:
        state = checkpoints.newest(self._staging, self._run)
        if state is not None and self._adam.restore(state.tensors):
            self._done = min(state.step, self._recipe.steps)
