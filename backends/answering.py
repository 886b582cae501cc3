"""Greedy answers to many prompts, side by side.

Knows batches and memory, no skills and no turns. Prompts are read packed behind their shared beginning; then every row
grows by one token a step, and a row that ends leaves.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Final

import torch
from torch import Tensor

from backends.attention import SideBySide
from backends.decoder import Attend, Decoder, Worn
from backends.packing import Layout, Row, groups, shared_beginning
from backends.prompting import Prompter
from backends.scoring import room
from learning.backend import Answered

_MOST_ROWS: Final = 48
_MEMORY: Final = 512 << 20  # bytes of keys and values in one batch


def answers(
    decoder: Decoder, prompter: Prompter, prompts: Sequence[Sequence[int]], max_tokens: int, worn: Worn
) -> Iterator[Answered | None]:
    """None is a pause point."""
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    while order:
        count = _count(decoder, prompts, order, max_tokens)
        yield from _Batch(decoder, prompter, {i: prompts[i] for i in order[:count]}, max_tokens, worn).run()
        order = order[count:]


def _count(decoder: Decoder, prompts: Sequence[Sequence[int]], order: list[int], max_tokens: int) -> int:
    """How many of the next prompts fit into memory together; at least one."""
    shape = decoder.shape
    token = 2 * shape.blocks * shape.kv_heads * shape.head_size * decoder.dtype.itemsize
    count = 1
    while count < min(len(order), _MOST_ROWS):
        columns = len(prompts[order[count]]) + max_tokens
        if (count + 1) * columns * token > _MEMORY:
            break
        count += 1
    return count


class _Batch:
    """Rows that are answered together."""

    def __init__(
        self, decoder: Decoder, prompter: Prompter, prompts: dict[int, Sequence[int]], max_tokens: int, worn: Worn
    ) -> None:
        self._decoder, self._prompter, self._worn = decoder, prompter, worn
        self._max_tokens = max_tokens
        self._names = list(prompts)  # of the rows that are still being answered
        self._prompts = [tuple(ids) for ids in prompts.values()]
        self._written: dict[int, list[int]] = {name: [] for name in prompts}

    def run(self) -> Iterator[Answered | None]:
        width = max(len(ids) for ids in self._prompts)
        side = SideBySide(
            *(self._decoder.shape, len(self._prompts), width + self._max_tokens),
            *(self._decoder.device, self._decoder.dtype),
        )
        tokens = yield from self._read(side)
        positions = torch.tensor([len(ids) for ids in self._prompts], device=self._decoder.device)
        for column in range(width, width + self._max_tokens):
            stay = self._take(tokens.tolist())
            yield from self._ended(stay)
            if not stay:
                return
            if len(stay) < len(self._names):
                rows = self._decoder.tokens(stay)
                side.keep(rows)
                tokens, positions = tokens[rows], positions[rows]
                self._names = [self._names[row] for row in stay]
            yield None
            if column + 1 < width + self._max_tokens:
                side.open(column)
                tokens = self._step(side, tokens, positions)
                positions = positions + 1
        yield from self._ended([])

    def _take(self, tokens: list[int]) -> list[int]:
        """Note one token a row. Returns the rows that go on."""
        stay = []
        for row, (name, token) in enumerate(zip(self._names, tokens, strict=True)):
            if token not in self._prompter.ends:
                self._written[name].append(token)
                stay.append(row)
        return stay

    def _ended(self, stay: list[int]) -> Iterator[Answered]:
        for name in (name for row, name in enumerate(self._names) if row not in stay):
            yield Answered(name, self._prompter.text(self._written[name]))

    def _read(self, side: SideBySide) -> Generator[None, None, Tensor]:
        """Read all prompts, some at a time. Returns the first token of each answer, [rows]."""
        rows = [Row((*ids, 0), len(ids), ()) for ids in self._prompts]  # nothing is predicted from the last one
        beginning = shared_beginning(rows)
        tokens = torch.zeros(len(rows), dtype=torch.long, device=self._decoder.device)
        for group in groups(rows, range(len(rows)), len(beginning), room(self._decoder.device)):
            layout = Layout([rows[i] for i in group], beginning, self._decoder.device)
            tokens[self._decoder.tokens(group)] = self._read_some(layout, _Keeping(layout, group, side))
            yield None
        return tokens

    @torch.no_grad()
    def _read_some(self, layout: Layout, attend: Attend) -> Tensor:
        decoder = self._decoder
        rotary = decoder.rotary(layout.positions())
        blocks = range(decoder.shape.blocks - 1)
        state = decoder.run(decoder.embed(layout.tokens()), rotary, attend, blocks, self._worn)
        return decoder.logits(decoder.run_last(state, rotary, attend, layout.answers(), self._worn)).argmax(-1)

    @torch.no_grad()
    def _step(self, side: SideBySide, tokens: Tensor, positions: Tensor) -> Tensor:  # [rows] → [rows]
        decoder = self._decoder
        state = decoder.embed(tokens)
        state = decoder.run(state, decoder.rotary(positions), side, range(decoder.shape.blocks), self._worn)
        return decoder.logits(state).argmax(-1)


class _Keeping:
    """An `Attend` that also puts what it sees into the memory of the answers to come."""

    def __init__(self, layout: Layout, rows: Sequence[int], side: SideBySide) -> None:
        self._attend = layout.attend()
        self._side = side
        sources, places = layout.spread()  # flat token and (row, column) of every token that a row sees
        self._sources = sources
        self._rows = torch.tensor(rows, device=sources.device)[places[:, 0]]
        self._columns = places[:, 1]

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor, window: int = 0) -> Tensor:
        self._side.put(block, self._rows, self._columns, k[self._sources], v[self._sources])
        return self._attend(block, q, k, v, window)
