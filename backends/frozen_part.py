"""What the frozen lower blocks make of every row, computed once: the base never changes, so nor does this.

Knows the decoder, rows and where the first adapted block is. Also takes the base's own word distribution on KEEP rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import torch
from torch import Tensor

from backends.decoder import Decoder
from backends.losses import Anchor, anchor
from backends.packing import Layout, Row, groups, shared_beginning
from backends.scoring import room


class FrozenPart:
    """Hidden states entering block `first`, of the shared beginning and of every row's own part."""

    def __init__(self, decoder: Decoder, rows: Sequence[Row], first: int) -> None:
        self._decoder = decoder
        self._rows = rows
        self._below = first
        self._beginning = shared_beginning(rows)
        self._start: Tensor | None = None
        self._own: dict[int, Tensor] = {}
        self.anchors: dict[int, Anchor] = {}

    def prepare(self, drawn: Collection[int], keep: int) -> Iterator[None]:
        """Compute the rows that will be drawn, some at a time. Those from `keep` on also need an anchor."""
        learn, kept = [i for i in drawn if i < keep], [i for i in drawn if i >= keep]
        for indices, wanted in ((learn, False), (kept, True)):
            for group in self.groups(indices):
                self._compute(group, wanted)
                yield

    def groups(self, indices: Sequence[int]) -> Iterator[list[int]]:
        return groups(self._rows, indices, len(self._beginning), room(self._decoder.device))

    def layout(self, group: Sequence[int]) -> Layout:
        return Layout([self._rows[index] for index in group], self._beginning, self._decoder.device)

    def states(self, group: Sequence[int], layout: Layout) -> Tensor:  # [T, hidden]
        own = [self._own[index] for index in group]
        front = [self._start] if layout.beginning and self._start is not None else []
        return torch.cat([*front, *own, own[-1].new_zeros(layout.spare, own[-1].shape[1])])

    @torch.no_grad()
    def _compute(self, group: Sequence[int], wanted: bool) -> None:
        layout, decoder = self.layout(group), self._decoder
        rotary, attend = decoder.rotary(layout.positions()), layout.attend()
        state = decoder.run(decoder.embed(layout.tokens()), rotary, attend, range(self._below))
        if layout.beginning and self._start is None:
            self._start = state[: len(layout.beginning)].clone()
        for index, own in zip(group, layout.split(state), strict=True):
            self._own[index] = own.clone()
        if wanted:
            state = decoder.run(state, rotary, attend, range(self._below, decoder.shape.blocks - 1))
            logits = decoder.logits(decoder.run_last(state, rotary, attend, layout.answers()))
            for index, part in zip(group, torch.split(logits, layout.sizes()), strict=True):
                self.anchors[index] = anchor(part)


@torch.no_grad()
def anchored(decoder: Decoder, rows: Sequence[Row]) -> Iterator[tuple[list[int], list[Anchor]]]:
    """Positions of some rows at a time, and what the base says at their targets."""
    blocks = decoder.shape.blocks
    for group in groups(rows, range(len(rows)), 0, room(decoder.device)):
        layout = Layout([rows[index] for index in group], (), decoder.device)
        rotary, attend = decoder.rotary(layout.positions()), layout.attend()
        state = decoder.run(decoder.embed(layout.tokens()), rotary, attend, range(blocks - 1))
        logits = decoder.logits(decoder.run_last(state, rotary, attend, layout.answers()))
        yield group, [anchor(part) for part in torch.split(logits, layout.sizes())]
