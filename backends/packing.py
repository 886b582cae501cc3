"""Many texts in one pass: their shared beginning once, then each text's own part behind it.

Knows which token of which text lies where, and how such tokens see one another: a text sees the shared beginning and
itself. Chats of one template begin with the same system prompt, so this saves about half of the work. Only attention is
padded. Knows no weights and no losses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import Function

from backends.attention import attend_rows, causal_mask


@dataclass(frozen=True, slots=True)
class Row:
    """Prompt and target as tokens; `start` is where the target begins. `span` marks target tokens of the fact."""

    ids: tuple[int, ...]
    start: int
    span: tuple[bool, ...]

    @property
    def target(self) -> tuple[int, ...]:
        return self.ids[self.start :]


def shared_beginning(rows: Sequence[Row]) -> tuple[int, ...]:
    """The beginning that saves most when it is computed once. Leaves every text its last prompt token at least."""
    texts = sorted(row.ids[: row.start - 1] for row in rows)
    found = {one[: common(one, two)] for one, two in pairwise(texts)} or {()}
    return max(found, key=lambda common: len(common) * sum(text[: len(common)] == common for text in texts))


def common(one: Sequence[int], two: Sequence[int]) -> int:
    """How many first tokens are the same."""
    limit = min(len(one), len(two))
    return next((i for i in range(limit) if one[i] != two[i]), limit)


class Layout:
    """Where everything lies in one pass: first the beginning, then the own part of every row.

    The last token of a row is never put in: nothing is predicted from it. A beginning that was `read` in an earlier
    pass, and remembered, is not put in again; then every row must begin with it.
    """

    def __init__(
        self, rows: Sequence[Row], beginning: tuple[int, ...], device: torch.device, read: Remembered | None = None
    ) -> None:
        shares = [beginning == row.ids[: len(beginning)] and len(beginning) < row.start for row in rows]
        self.beginning = beginning if any(shares) else ()
        skip = [len(self.beginning) if share else 0 for share in shares]
        self.own = [row.ids[begin:-1] for row, begin in zip(rows, skip, strict=True)]
        self.targets = [row.target for row in rows]
        self._skip = skip
        self._device = device
        self._read = read
        self._front = self.beginning if read is None else ()  # what is put in of the beginning
        self._places = _places(len(self._front), self.own)
        self._answers = [
            range(begin + row.start - 1 - cut, end)
            for row, cut, (begin, end) in zip(rows, skip, self._places, strict=True)
        ]

    @property
    def length(self) -> int:
        return len(self._front) + sum(len(own) for own in self.own)

    def tokens(self) -> Tensor:  # [T]
        return self._tensor([*self._front, *(token for own in self.own for token in own)])

    def positions(self) -> Tensor:  # [T]
        own = (range(cut, cut + len(ids)) for cut, ids in zip(self._skip, self.own, strict=True))
        return self._tensor([*range(len(self._front)), *(at for part in own for at in part)])

    def answers(self) -> Tensor:
        """Where in the pass every target token is predicted, row after row."""
        return self._tensor([at for part in self._answers for at in part])

    def wanted(self) -> Tensor:
        """The target tokens, in the order of `answers`."""
        return self._tensor([token for target in self.targets for token in target])

    def sizes(self) -> list[int]:
        return [len(target) for target in self.targets]

    def split(self, x: Tensor) -> list[Tensor]:
        """[T, …] → one tensor a row, its own part only."""
        return [x[begin:end] for begin, end in self._places]

    def spread(self) -> tuple[Tensor, Tensor]:
        """What each row sees, beginning included: flat tokens [N], and [N, 2] row and column of each."""
        tokens: list[int] = []
        places: list[tuple[int, int]] = []
        for row, (cut, (begin, end)) in enumerate(zip(self._skip, self._places, strict=True)):
            seen = [*range(cut), *range(begin, end)]
            tokens += seen
            places += [(row, column) for column in range(len(seen))]
        return self._tensor(tokens), torch.tensor(places, device=self._device)

    def attend(self) -> PackedAttention:
        lengths = [len(own) for own in self.own]
        return PackedAttention(len(self.beginning), self._skip, lengths, self._device, self._read)

    def _tensor(self, numbers: list[int]) -> Tensor:
        return torch.tensor(numbers, dtype=torch.long, device=self._device)


def _places(start: int, own: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    found = []
    for ids in own:
        found.append((start, start + len(ids)))
        start += len(ids)
    return found


class Remembered:
    """An `Attend` for a beginning alone, which keeps the keys and values that texts behind it will look at."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Tensor, Tensor]] = {}

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        self._seen[block] = (k, v)
        keys, values = k[None].transpose(1, 2), v[None].transpose(1, 2)
        return attend_rows(q[None], keys, values, causal_mask(len(q), len(q), q))[0]

    def keys(self, block: int) -> Tensor:  # [beginning, kv_heads, size]
        return self._seen[block][0]

    def values(self, block: int) -> Tensor:
        return self._seen[block][1]


class PackedAttention:
    """An `Attend` (decoder.py) for one layout: own parts padded to [rows, longest], the beginning in front of each."""

    def __init__(
        self,
        beginning: int,
        skip: Sequence[int],
        lengths: Sequence[int],
        device: torch.device,
        read: Remembered | None = None,
    ) -> None:
        rows, longest = len(lengths), max(lengths)
        self._beginning, self._rows, self._longest, self._read = beginning, rows, longest, read
        column = torch.arange(longest)
        length = torch.tensor(lengths)[:, None]
        filled = column < length  # [rows, longest]
        self._places = filled.flatten().nonzero()[:, 0].to(device)  # padded place of each flat token
        front = (torch.tensor(skip)[:, None] > 0).expand(rows, beginning)
        seen = torch.cat((front[:, None].expand(-1, longest, -1), _lower(filled)), dim=2)
        self._mask = seen[:, None].to(device)  # [rows, 1, longest, beginning + longest]

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        read = self._read
        cut = self._beginning if read is None else 0
        front = (k[:cut], v[:cut]) if read is None else (read.keys(block), read.values(block))
        keys, values = self._behind(front[0], k[cut:]), self._behind(front[1], v[cut:])
        own = attend_rows(self._padded(q[cut:]), keys.transpose(1, 2), values.transpose(1, 2), self._mask)
        own = _collect(own.flatten(0, 1), self._places)
        if not cut:
            return own
        keys, values = k[None, :cut].transpose(1, 2), v[None, :cut].transpose(1, 2)
        first = attend_rows(q[None, :cut], keys, values, causal_mask(cut, cut, q))
        return torch.cat((first[0], own))

    def _padded(self, x: Tensor) -> Tensor:  # [T, heads, size] → [rows, longest, heads, size]
        spread = _spread(x, self._places, self._rows * self._longest)
        return spread.view(self._rows, self._longest, *x.shape[1:])

    def _behind(self, front: Tensor, own: Tensor) -> Tensor:
        """Own keys behind those of the beginning, [rows, beginning + longest, kv_heads, size]."""
        padded = self._padded(own)
        return torch.cat((front[None].expand(self._rows, -1, -1, -1), padded), dim=1) if len(front) else padded


def _spread(x: Tensor, places: Tensor, count: int) -> Tensor:
    return _Spread.apply(x, places, count)  # type: ignore[no-any-return, no-untyped-call]


def _collect(x: Tensor, places: Tensor) -> Tensor:
    return _Collect.apply(x, places)  # type: ignore[no-any-return, no-untyped-call]


def _lower(filled: Tensor) -> Tensor:
    """Each place sees filled places up to itself; a padded place at least the first, lest it divides by nothing."""
    longest = filled.shape[1]
    seen = torch.tril(torch.ones(longest, longest, dtype=torch.bool))
    return seen & filled[:, None]


class _Spread(Function):
    """Flat rows → padded places, zeros between. Autograd's own way back adds up, because rows might collide: slow."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, places: Tensor, count: int) -> Tensor:  # Any: torch keeps anything there
        ctx.places = places
        return x.new_zeros((count, *x.shape[1:])).index_copy_(0, places, x)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None, None]:
        return grads[0].index_select(0, ctx.places), None, None


class _Collect(Function):
    """Padded places → flat rows: the way back of _Spread."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, places: Tensor) -> Tensor:  # Any: torch keeps anything there
        ctx.places, ctx.count = places, x.shape[0]
        return x.index_select(0, places)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        grad = grads[0]
        return grad.new_zeros((ctx.count, *grad.shape[1:])).index_copy_(0, ctx.places, grad), None


def groups(rows: Sequence[Row], indices: Sequence[int], beginning: int, room: int) -> Iterator[list[int]]:
    """The rows, shortest first, in groups whose own parts fit into `room` tokens together."""
    group: list[int] = []
    longest = 0
    for index in sorted(indices, key=lambda i: len(rows[i].ids)):
        longest = max(longest, len(rows[index].ids) - beginning)
        if group and longest * (len(group) + 1) > room:
            yield group
            group, longest = [], len(rows[index].ids) - beginning
        group.append(index)
    if group:
        yield group
