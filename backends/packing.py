"""Many texts in one pass: their shared beginning once, then each text's own part behind it.

Knows which token of which text lies where, and how such tokens see one another: a text sees the shared beginning and
itself. Chats of one template begin with the same system prompt, so this saves about half of the work. Only attention is
padded. Knows no weights and no losses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import torch
from torch import Tensor
from torch.autograd.function import Function

from backends.attention import attend_rows, causal_mask

_WIDTH: Final = 8  # of the padded rows of attention
STEP: Final = 16  # sizes are multiples of it: in bfloat16 every new size costs a compiled kernel for every product


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
    pass, and remembered, is not put in again; then every row must begin with it. `spare` tokens behind the last row
    round the length up; nobody sees them.
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
        self.spare = -self.length % STEP
        self._answers = [
            range(begin + row.start - 1 - cut, end)
            for row, cut, (begin, end) in zip(rows, skip, self._places, strict=True)
        ]

    @property
    def length(self) -> int:
        """How many tokens go through, without the spare ones."""
        return len(self._front) + sum(len(own) for own in self.own)

    def tokens(self) -> Tensor:  # [T], T = length + spare
        return self._tensor([*self._front, *(token for own in self.own for token in own), *[0] * self.spare])

    def positions(self) -> Tensor:  # [T]
        own = (range(cut, cut + len(ids)) for cut, ids in zip(self._skip, self.own, strict=True))
        return self._tensor([*range(len(self._front)), *(at for part in own for at in part), *[0] * self.spare])

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
        lengths[-1] += self.spare
        return PackedAttention(len(self.beginning), self._skip, lengths, self._device, self._read)

    def _tensor(self, numbers: list[int]) -> Tensor:
        return torch.tensor(numbers, dtype=torch.long, device=self._device)


def rounded(count: int, step: int = STEP) -> int:
    """The next multiple of `step`."""
    return -(-count // step) * step


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

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor, window: int = 0) -> Tensor:
        self._seen[block] = (k, v)
        keys, values = k[None].transpose(1, 2), v[None].transpose(1, 2)
        return attend_rows(q[None], keys, values, causal_mask(len(q), len(q), q, window))[0]

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
        rows, longest = len(lengths), rounded(max(lengths), _WIDTH)
        self._cut, self._read = beginning if read is None else 0, read
        filled = torch.arange(longest) < torch.tensor(lengths)[:, None]  # [rows, longest]
        front = torch.arange(beginning).expand(rows, -1)
        own = (filled.flatten().cumsum(0) - 1).view(rows, longest)  # which own token stands there; padding repeats one
        self._queries = _Places(own, filled, 0, device)
        self._keys = _Places(torch.cat((front, beginning + own), dim=1), filled, beginning, device)
        self._device = device
        self._seen = torch.cat(
            ((torch.tensor(skip) > 0)[:, None, None].expand(-1, longest, beginning), _lower(filled)), dim=2
        )  # [rows, longest, columns]
        self._skip, self._filled = torch.tensor(skip), filled
        self._masks: dict[int, tuple[Tensor, Tensor]] = {}

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor, window: int = 0) -> Tensor:
        mask, first_mask = self._masked(window)
        first, own = torch.split(q, [self._cut, len(q) - self._cut])
        keys, values = k, v
        if self._read is not None:
            keys, values = torch.cat((self._read.keys(block), k)), torch.cat((self._read.values(block), v))
        keys, values = _spread(keys, self._keys).transpose(1, 2), _spread(values, self._keys).transpose(1, 2)
        seen = _collect(attend_rows(_spread(own, self._queries), keys, values, mask), self._queries)
        if not self._cut:
            return seen
        keys, values = k[None, : self._cut].transpose(1, 2), v[None, : self._cut].transpose(1, 2)
        return torch.cat((attend_rows(first[None], keys, values, first_mask)[0], seen))

    def _masked(self, window: int) -> tuple[Tensor, Tensor]:
        """Who sees whom in the rows [rows, 1, longest, columns], and in the beginning."""
        if window not in self._masks:
            seen = self._seen
            if window:
                seen = seen & (_back(self._skip, seen.shape[2] - seen.shape[1], self._filled) < window)
            mask = seen[:, None].to(self._device)
            self._masks[window] = mask, causal_mask(self._cut, self._cut, mask, window)
        return self._masks[window]


class _Places:
    """Which flat token stands at every padded place [rows, columns], and where in there every flat token stands.

    The first `shared` columns of every row are the same tokens; padding holds any token, and nobody looks at it.
    """

    def __init__(self, wide: Tensor, filled: Tensor, shared: int, device: torch.device) -> None:
        rows, columns = wide.shape
        at = torch.arange(rows * columns).view(rows, columns)[:, shared:][filled]
        self.rows, self.columns, self.shared = rows, columns, shared
        self.wide, self.flat = wide.flatten().to(device), at.to(device)


def _spread(x: Tensor, places: _Places) -> Tensor:  # [T, …] → [rows, columns, …]
    return _Spread.apply(x, places)  # type: ignore[no-any-return, no-untyped-call]


def _collect(x: Tensor, places: _Places) -> Tensor:  # [rows, columns, …] → [T, …]
    return _Collect.apply(x, places)  # type: ignore[no-any-return, no-untyped-call]


def _lower(filled: Tensor) -> Tensor:
    """Each place sees filled places up to itself; a padded place at least the first, lest it divides by nothing."""
    longest = filled.shape[1]
    seen = torch.tril(torch.ones(longest, longest, dtype=torch.bool))
    return seen & filled[:, None]


def _back(skip: Tensor, beginning: int, filled: Tensor) -> Tensor:
    """How many tokens back each column stands, seen from each place; for a padded place nothing is far.

    [rows, longest, columns].
    """
    own = skip[:, None] + torch.arange(filled.shape[1])  # positions [rows, longest]
    columns = torch.cat((torch.arange(beginning).expand(len(skip), -1), own), dim=1)
    return (own[:, :, None] - columns[:, None]).masked_fill(~filled[:, :, None], 0)


class _Spread(Function):
    """Flat tokens → padded places. Autograd's own way back adds up, because tokens might collide: slow."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, places: _Places) -> Tensor:  # Any: torch keeps anything there
        ctx.places = places
        return x.index_select(0, places.wide).view(places.rows, places.columns, *x.shape[1:])

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        grad, places = grads[0], ctx.places
        own = grad.flatten(0, 1).index_select(0, places.flat)
        return torch.cat((grad[:, : places.shared].sum(0), own)) if places.shared else own, None


class _Collect(Function):
    """Padded places → flat tokens: the way back of _Spread."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, places: _Places) -> Tensor:  # Any: torch keeps anything there
        ctx.places, ctx.shape = places, x.shape
        return x.flatten(0, 1).index_select(0, places.flat)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        padded = grads[0].new_zeros(ctx.shape)
        padded.flatten(0, 1).index_copy_(0, ctx.places.flat, grads[0])
        return padded, None


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
