"""The decoder of the Llama family (llama, mistral, qwen2, qwen3): weights, blocks, logits.

Knows the arithmetic of a block and what a block may wear (LoRA pairs). Does not know how tokens see one another: that
is `attend`, given by whoever lays the tokens out (attention.py). Tokens lie flat: T of them, from any number of texts.
Written out rather than taken from a library, because one layout then serves packed training, batched and streamed
answers, and a step costs half the time (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from backends.model_shape import ModelShape
from backends.slopes import Pair, dressed, gated, normed, turned

Worn = Mapping[int, Mapping[str, Pair]]  # block → name of the linear layer → what it wears
NOTHING: Final[Worn] = {}


class Attend(Protocol):
    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """q [T, heads, size], k and v [T, kv_heads, size] → [T, heads · size]."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Frozen weights of one block. q, k, v are one matrix, and so are gate and up."""

    attention_norm: Tensor
    qkv: Tensor  # [(heads + 2 · kv_heads) · size, hidden]
    qkv_bias: Tensor | None
    out: Tensor  # [hidden, heads · size]
    q_norm: Tensor | None
    k_norm: Tensor | None
    mlp_norm: Tensor
    gate_up: Tensor  # [2 · inner, hidden]
    down: Tensor  # [hidden, inner]


@dataclass(frozen=True, slots=True)
class Weights:
    embedding: Tensor  # [vocabulary, hidden]
    blocks: tuple[Block, ...]
    norm: Tensor
    head: Tensor  # [vocabulary, hidden], the embedding itself where they are tied


@dataclass(frozen=True, slots=True)
class Rotary:
    """cos and sin of every token's position, [T, 1, size / 2]."""

    cos: Tensor
    sin: Tensor


class Decoder:
    """One model in memory. Never changes: what is worn is passed in."""

    def __init__(self, shape: ModelShape, weights: Weights) -> None:
        self.shape = shape
        self._weights = weights
        steps = torch.arange(0, shape.head_size, 2, dtype=torch.float64) / shape.head_size
        frequencies = shape.rope_theta**-steps
        if shape.rope_factors:
            frequencies = frequencies / torch.tensor(shape.rope_factors, dtype=torch.float64)
        self._frequencies = frequencies.float().to(weights.norm.device)

    @property
    def device(self) -> torch.device:
        return self._weights.norm.device

    @property
    def dtype(self) -> torch.dtype:
        return self._weights.norm.dtype

    @property
    def head(self) -> Tensor:
        return self._weights.head

    def tokens(self, ids: Sequence[int]) -> Tensor:
        return torch.tensor(ids, dtype=torch.long, device=self.device)

    def embed(self, ids: Tensor) -> Tensor:  # [T] → [T, hidden]
        return functional.embedding(ids, self._weights.embedding)

    def rotary(self, positions: Tensor) -> Rotary:  # [T]
        angles = positions.float()[:, None, None] * self._frequencies
        return Rotary(angles.cos().to(self.dtype), angles.sin().to(self.dtype))

    def run(self, x: Tensor, rotary: Rotary, attend: Attend, blocks: range, worn: Worn = NOTHING) -> Tensor:
        """Hidden state [T, hidden] through some blocks."""
        for index in blocks:
            pairs = worn.get(index, {})
            x = x + self._attention(index, x, rotary, attend, pairs)
            x = x + self._mlp(index, x, pairs)
        return x

    def run_last(self, x: Tensor, rotary: Rotary, attend: Attend, rows: Tensor, worn: Worn = NOTHING) -> Tensor:
        """Through the last block, then only those rows on: nobody reads the others. [T, hidden] → [rows, hidden]."""
        index = self.shape.blocks - 1
        pairs = worn.get(index, {})
        x = x[rows] + self._attention(index, x, rotary, attend, pairs, rows)
        return x + self._mlp(index, x, pairs)

    def final_norm(self, x: Tensor) -> Tensor:
        return self._norm(x, self._weights.norm)

    def logits(self, x: Tensor) -> Tensor:  # [N, hidden] → [N, vocabulary]
        return functional.linear(self.final_norm(x), self._weights.head)

    def layer(self, name: str) -> tuple[int, int]:
        """(out, in) of a linear layer that can wear something. Raises KeyError for another name."""
        shape = self.shape
        heads, kv = shape.heads * shape.head_size, shape.kv_heads * shape.head_size
        sizes = {
            "q_proj": (heads, shape.hidden),
            "k_proj": (kv, shape.hidden),
            "v_proj": (kv, shape.hidden),
            "o_proj": (shape.hidden, heads),
            "gate_proj": (shape.inner, shape.hidden),
            "up_proj": (shape.inner, shape.hidden),
            "down_proj": (shape.hidden, shape.inner),
        }
        return sizes[name]

    def _attention(
        self,
        index: int,
        x: Tensor,
        rotary: Rotary,
        attend: Attend,
        pairs: Mapping[str, Pair],
        rows: Tensor | None = None,
    ) -> Tensor:
        block, shape = self._weights.blocks[index], self.shape
        h = self._norm(x, block.attention_norm)
        qkv = self._dressed(h, block.qkv, block.qkv_bias, ("q_proj", "k_proj", "v_proj"), pairs)
        heads = qkv.view(len(x), -1, shape.head_size)
        q, k, v = torch.split(heads, [shape.heads, shape.kv_heads, shape.kv_heads], dim=1)
        if block.q_norm is not None and block.k_norm is not None:
            q, k = self._norm(q, block.q_norm), self._norm(k, block.k_norm)
        seen = attend(index, turned(q, rotary.cos, rotary.sin), turned(k, rotary.cos, rotary.sin), v)
        seen = seen if rows is None else seen[rows]
        return self._dressed(seen, block.out, None, ("o_proj",), pairs)

    def _mlp(self, index: int, x: Tensor, pairs: Mapping[str, Pair]) -> Tensor:
        block = self._weights.blocks[index]
        h = self._norm(x, block.mlp_norm)
        inner = gated(self._dressed(h, block.gate_up, None, ("gate_proj", "up_proj"), pairs))
        return self._dressed(inner, block.down, None, ("down_proj",), pairs)

    def _dressed(
        self, x: Tensor, weight: Tensor, bias: Tensor | None, names: Sequence[str], pairs: Mapping[str, Pair]
    ) -> Tensor:
        return dressed(x, weight, bias, [self.layer(name)[0] for name in names], [pairs.get(name) for name in names])

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return normed(x, weight, self.shape.norm_epsilon)
