"""Three ways in which tokens see one another: a growing chat, packed texts, and many answers side by side.

Each is an `Attend` for the decoder (decoder.py). Query heads that share a key head are laid out as extra rows, so keys
are never copied. Knows layouts and masks, no weights.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from backends.model_shape import ModelShape
from backends.slopes import attended


class ChatMemory:
    """Keys and values of one conversation, block by block, with room to grow."""

    def __init__(self, shape: ModelShape, device: torch.device, dtype: torch.dtype) -> None:
        self._room = 0
        self._shape, self._device, self._dtype = shape, device, dtype
        self.length = 0  # tokens that are wholly in; set by whoever ran all blocks
        empty = torch.empty(shape.kv_heads, 0, shape.head_size, device=device, dtype=dtype)
        self._keys = [empty] * shape.blocks  # [kv_heads, room, size] each
        self._values = [empty] * shape.blocks

    def reserve(self, tokens: int) -> None:
        """Make room for that many tokens altogether."""
        if tokens <= self._room:
            return
        room = min(self._shape.context, max(256, tokens + tokens // 2))
        self._keys = [self._grown(old, room) for old in self._keys]
        self._values = [self._grown(old, room) for old in self._values]
        self._room = room

    def _grown(self, old: Tensor, room: int) -> Tensor:
        size = (self._shape.kv_heads, room, self._shape.head_size)
        new = torch.zeros(size, device=self._device, dtype=self._dtype)
        if self.length:
            new[:, : self.length] = old[:, : self.length]
        return new

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor, window: int = 0) -> Tensor:
        count, end = q.shape[0], self.length + q.shape[0]
        keys, values = self._keys[block], self._values[block]
        keys[:, self.length : end] = k.transpose(0, 1)
        values[:, self.length : end] = v.transpose(0, 1)
        begin = max(0, self.length + 1 - window) if window else 0  # what the first of them sees
        mask = None if count == 1 else causal_mask(count, end - begin, q, window)
        return attend_rows(q[None], keys[None, :, begin:end], values[None, :, begin:end], mask)[0]


class SideBySide:
    """Keys and values of many answers. Columns are shared: prompts padded on the right, then one column a token."""

    def __init__(self, shape: ModelShape, rows: int, columns: int, device: torch.device, dtype: torch.dtype) -> None:
        size = (rows, shape.kv_heads, columns, shape.head_size)
        self._keys = [torch.zeros(size, device=device, dtype=dtype) for _ in range(shape.blocks)]
        self._values = [torch.zeros(size, device=device, dtype=dtype) for _ in range(shape.blocks)]
        self._seen = torch.zeros(rows, columns, dtype=torch.bool, device=device)  # True where a token is
        self._windowed = any(shape.windows)
        self._number = self._seen.long()  # how many tokens of its row there are up to each one
        self._column = 0

    def put(self, block: int, rows: Tensor, columns: Tensor, k: Tensor, v: Tensor) -> None:
        """Keys and values [N, kv_heads, size] of prompt tokens, each with its row and column [N]."""
        self._keys[block][rows, :, columns] = k
        self._values[block][rows, :, columns] = v
        self._seen[rows, columns] = True

    def open(self, column: int) -> None:
        """From now on write into this column."""
        self._column = column
        self._seen[:, column] = True
        if self._windowed:
            self._number = self._seen.cumsum(1)

    def keep(self, rows: Tensor) -> None:
        """Drop the rows that are finished."""
        self._keys = [keys[rows] for keys in self._keys]
        self._values = [values[rows] for values in self._values]
        self._seen = self._seen[rows]

    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor, window: int = 0) -> Tensor:
        end = self._column + 1
        self._keys[block][:, :, self._column] = k
        self._values[block][:, :, self._column] = v
        seen = self._seen[:, :end]
        if window:
            seen = seen & (self._number[:, :end] > self._number[:, self._column : end] - window)
        mask = seen[:, None, None]
        keys, values = self._keys[block][:, :, :end], self._values[block][:, :, :end]
        return attend_rows(q[:, None], keys, values, mask)[:, 0]


def attend_rows(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """q [B, L, heads, size], k and v [B, kv_heads, S, size], mask [B or 1, 1, L, S] → [B, L, heads · size]."""
    rows, length, heads, size = q.shape
    groups = heads // k.shape[1]
    q = q.reshape(rows, length, -1, groups, size).transpose(1, 2).flatten(2, 3)  # [B, kv_heads, L · groups, size]
    if mask is not None and q.requires_grad and q.device.type == "cpu":  # torch's own takes half as long again there
        out = attended(q, k, v, mask)
    else:
        if mask is not None and length > 1:
            mask = mask.repeat_interleave(groups, dim=2)
        out = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return out.view(rows, -1, length, groups, size).transpose(1, 2).flatten(2)


def causal_mask(count: int, end: int, like: Tensor, window: int = 0) -> Tensor:
    """The last `count` of `end` tokens see everything up to themselves, or `window` tokens. [1, 1, count, end]."""
    columns = torch.arange(end, device=like.device)
    rows = torch.arange(end - count, end, device=like.device)
    seen = columns[None] <= rows[:, None]
    return (seen & (columns[None] > rows[:, None] - window) if window else seen)[None, None]
