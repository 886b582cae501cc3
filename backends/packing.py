"""Many examples in one sequence: the shared beginning once, then each row, with a mask that keeps rows apart.

Knows tokens, masks and positions, no losses. A row sees the shared prefix and itself only, so nothing is padded and the
system prompt is computed once a batch. Blocks below the adapted ones never change: their output is computed once.
Sequence packing with block-diagonal masks: arXiv 2107.02027.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor

ROOM: Final = 640  # tokens of one packed forward pass; keeps a step short


@dataclass(frozen=True, slots=True)
class Row:
    """Prompt and target as tokens; `start` is where the target begins. `span` marks target tokens of the fact."""

    ids: tuple[int, ...]
    start: int
    span: tuple[bool, ...]

    @property
    def target(self) -> tuple[int, ...]:
        return self.ids[self.start :]


@dataclass(frozen=True, slots=True)
class Pack:
    """Rows laid out behind one prefix. Sequence length S = prefix + Σ rest."""

    rows: tuple[Row, ...]
    prefix: int

    @property
    def length(self) -> int:
        return self.prefix + sum(len(row.ids) - self.prefix for row in self.rows)

    def places(self) -> list[tuple[int, int]]:
        """(begin, end) of each row's own part in the sequence."""
        at, found = self.prefix, []
        for row in self.rows:
            found.append((at, at + len(row.ids) - self.prefix))
            at = found[-1][1]
        return found

    def tokens(self, device: torch.device) -> Tensor:  # [1, S]
        ids = list(self.rows[0].ids[: self.prefix])
        for row in self.rows:
            ids += row.ids[self.prefix :]
        return torch.tensor([ids], device=device)

    def mask_and_positions(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """Boolean mask [1, 1, S, S], True where attention is allowed, and positions [1, S]."""
        size = self.length
        owner = torch.zeros(size, dtype=torch.long)
        positions = torch.arange(size)
        for index, (begin, end) in enumerate(self.places()):
            owner[begin:end] = index + 1
            positions[begin:end] = torch.arange(self.prefix, self.prefix + end - begin)
        earlier = torch.arange(size)[None, :] <= torch.arange(size)[:, None]
        mask = earlier & ((owner[None, :] == owner[:, None]) | (owner[None, :] == 0))
        return mask[None, None].to(device), positions[None].to(device)

    def answer_places(self) -> list[int]:
        """Where in the sequence each target token is predicted, row after row."""
        places: list[int] = []
        for row, (begin, _end) in zip(self.rows, self.places(), strict=True):
            first = begin + row.start - self.prefix - 1
            places += range(first, first + len(row.target))
        return places

    def targets(self, device: torch.device) -> Tensor:  # [T]
        return torch.tensor([token for row in self.rows for token in row.target], device=device)

    def lengths(self) -> list[int]:
        return [len(row.target) for row in self.rows]


def shared(rows: Sequence[Row]) -> int:
    """How many first tokens all rows have in common; always leaves each row a prompt token of its own."""
    if not rows:
        return 0
    limit = min(row.start for row in rows) - 1
    first = rows[0].ids
    return next((i for i in range(limit) if any(row.ids[i] != first[i] for row in rows)), limit)


def chunks(indices: Sequence[int], rows: Sequence[Row], prefix: int, room: int = ROOM) -> Iterator[list[int]]:
    """Groups of rows whose own parts fit into `room` tokens together."""
    group: list[int] = []
    used = 0
    for index in indices:
        need = len(rows[index].ids) - prefix
        if group and used + need > room:
            yield group
            group, used = [], 0
        group.append(index)
        used += need
    if group:
        yield group


class Blocks:
    """The decoder's blocks, run in two parts: below the adapted ones, and from there to the top."""

    def __init__(self, model: Any, first: int) -> None:  # Any: transformers
        self._decoder = model.model
        self._head = model.lm_head
        self._first = first
        self.device = next(model.parameters()).device

    def below(self, pack: Pack) -> Tensor:
        """Hidden state entering the first adapted block, [S, hidden]."""
        hidden = self._decoder.embed_tokens(pack.tokens(self.device))
        return self._run(hidden, pack, 0, self._first)[0]

    def above(self, hidden: Tensor, pack: Pack) -> Tensor:
        """Logits of the target tokens, [T, vocabulary], float32. `hidden` [S, hidden] comes from `below`."""
        top = self._run(hidden[None], pack, self._first, len(self._decoder.layers))[0]
        wanted = top[torch.tensor(pack.answer_places(), device=self.device)]
        return self._head(self._decoder.norm(wanted)).float()  # type: ignore[no-any-return]

    def _run(self, hidden: Tensor, pack: Pack, begin: int, end: int) -> Tensor:
        mask, positions = pack.mask_and_positions(self.device)
        rotary = self._decoder.rotary_emb(hidden, positions)
        for block in self._decoder.layers[begin:end]:
            out = block(hidden, attention_mask=mask, position_ids=positions, position_embeddings=rotary)
            hidden = out[0] if isinstance(out, tuple) else out
        return hidden


class Lower:
    """What the frozen lower blocks make of each row, computed once: the prefix, and every row's own part."""

    def __init__(self, blocks: Blocks, rows: Sequence[Row]) -> None:
        self._blocks = blocks
        self._rows = rows
        self.prefix = shared(rows)
        self._start: Tensor | None = None
        self._parts: dict[int, Tensor] = {}

    def prepare(self) -> Iterator[None]:
        """Compute everything, a chunk at a time; pauses after each."""
        order = sorted(range(len(self._rows)), key=lambda i: len(self._rows[i].ids))
        for group in chunks(order, self._rows, self.prefix):
            pack = self.pack(group)
            with torch.no_grad():
                hidden = self._blocks.below(pack)
            self._start = hidden[: self.prefix].clone()
            for index, (begin, end) in zip(group, pack.places(), strict=True):
                self._parts[index] = hidden[begin:end].clone()
            yield

    def pack(self, indices: Sequence[int]) -> Pack:
        return Pack(tuple(self._rows[i] for i in indices), self.prefix)

    def hidden(self, indices: Sequence[int]) -> Tensor:
        """[S, hidden] for a pack of these rows."""
        if self._start is None:
            raise RuntimeError("prepare() first")
        return torch.cat([self._start, *(self._parts[i] for i in indices)])
