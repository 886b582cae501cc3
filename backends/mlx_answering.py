"""Greedy answers to many prompts, side by side, in MLX.

As backends.answering, which does it for torch; but prompts are filled up on the left, so that all rows write their next
token into the same column of mlx-lm's memories. Knows batches and memory, no skills and no turns.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any, Final

import mlx.core as mx

from backends.mlx_body import Body, Worn
from backends.mlx_rows import room
from backends.prompting import Prompter
from learning.backend import Answered, BackendError

_MOST_ROWS: Final = 32
_MEMORY: Final = 512 << 20  # bytes of keys and values in one batch


def answers(
    body: Body, prompter: Prompter, prompts: Sequence[Sequence[int]], max_tokens: int, worn: Worn
) -> Iterator[Answered | None]:
    """None is a pause point."""
    order = sorted(range(len(prompts)), key=lambda i: len(prompts[i]))
    while order:
        count = _count(body, prompts, order, max_tokens)
        yield from _Batch(body, prompter, {i: prompts[i] for i in order[:count]}, worn).run(max_tokens)
        order = order[count:]


def _count(body: Body, prompts: Sequence[Sequence[int]], order: list[int], max_tokens: int) -> int:
    """How many of the next prompts fit into memory together; at least one."""
    shape = body.shape
    token = 2 * shape.blocks * shape.kv_heads * shape.head_size * int(body.dtype.size)
    count = 1
    while count < min(len(order), _MOST_ROWS):
        columns = len(prompts[order[count]]) + max_tokens
        if (count + 1) * columns * token > _MEMORY:
            break
        count += 1
    return count


class _Batch:
    """Rows that are answered together."""

    def __init__(self, body: Body, prompter: Prompter, prompts: dict[int, Sequence[int]], worn: Worn) -> None:
        self._body, self._prompter, self._worn = body, prompter, worn
        self._names = list(prompts)  # of the rows that are still being answered
        self._width = max(len(ids) for ids in prompts.values())
        self._left = [self._width - len(ids) for ids in prompts.values()]
        self._prompts = [[0] * left + list(ids) for left, ids in zip(self._left, prompts.values(), strict=True)]
        self._written: dict[int, list[int]] = {name: [] for name in prompts}
        self._memory: list[Any] = body.memories(self._left)

    def run(self, max_tokens: int) -> Iterator[Answered | None]:
        tokens = yield from self._read()
        for count in range(1, max_tokens + 1):
            stay = self._take(tokens)
            yield from self._ended(stay)
            if not stay:
                return
            self._keep(stay)
            yield None
            if count < max_tokens:
                tokens = self._step([[tokens[row]] for row in stay])
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

    def _keep(self, stay: list[int]) -> None:
        if len(stay) == len(self._names):
            return
        rows = mx.array(stay)
        for cache in self._memory:
            cache.filter(rows)
        self._names = [self._names[row] for row in stay]

    def _read(self) -> Generator[None, None, list[int]]:
        """Read all prompts, some columns at a time. Returns the first token of each answer."""
        piece = max(room() // len(self._prompts), 1)
        tokens: list[int] = []
        for begin in range(0, self._width, piece):
            tokens = self._step([row[begin : begin + piece] for row in self._prompts])
            yield None
        return tokens

    def _step(self, ids: list[list[int]]) -> list[int]:
        """Put some columns into the memories. Returns the likeliest next token of each row."""
        body = self._body
        state = body.run(body.embed(mx.array(ids)), range(body.shape.blocks), self._memory, self._worn)
        logits = body.logits(state[:, -1])
        tokens, fine = logits.argmax(-1), mx.isfinite(logits).all()
        mx.eval(tokens, fine, [(cache.keys, cache.values) for cache in self._memory])
        if not bool(fine):
            raise BackendError("bad_numbers", "logits")
        found: list[int] = tokens.tolist()
        return found
