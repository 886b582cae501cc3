"""The decoder of the Llama family (llama, mistral, qwen2, qwen3, gemma3, phi3): weights, blocks, logits.

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
    def __call__(self, block: int, q: Tensor, k: Tensor, v: Tensor, window: int = 0) -> Tensor:
        """q [T, heads, size], k and v [T, kv_heads, size] → [T, heads · size].

        With a `window`, a token sees the last so many tokens before the next one, itself among them.
        """
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
    out_bias: Tensor | None = None
    behind_attention: Tensor | None = None  # norm of what a half of a block adds
    behind_mlp: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    embedding: Tensor  # [vocabulary, hidden]
    blocks: tuple[Block, ...]
    norm: Tensor
    head: Tensor  # [vocabulary, hidden], the embedding itself where they are tied


@dataclass(frozen=True, slots=True)
class Angles:
    """cos and sin of every token's position, [T, 1, rotary_size / 2]."""

    cos: Tensor
    sin: Tensor


@dataclass(frozen=True, slots=True)
class Rotary:
    """`near` is for blocks with a window."""

    far: Angles
    near: Angles


class Decoder:
    """One model in memory. Never changes: what is worn is passed in."""

    def __init__(self, shape: ModelShape, weights: Weights) -> None:
        self.shape = shape
        self._weights = weights
        steps = torch.arange(0, shape.rotary_size, 2, dtype=torch.float64) / shape.rotary_size
        far = shape.rope_theta**-steps
        if shape.rope_factors:
            far = far / torch.tensor(shape.rope_factors, dtype=torch.float64)
        device = weights.norm.device
        self._far = far.float().to(device)
        self._near = (shape.near_theta**-steps).float().to(device) if shape.near_theta else None
        self._embedding_scale = torch.tensor(shape.hidden**0.5 if shape.gemma else 1.0).to(device, weights.head.dtype)

    @property
    def device(self) -> torch.device:
        return self._weights.norm.device

    @property
    def dtype(self) -> torch.dtype:
        return self._weights.head.dtype

    @property
    def head(self) -> Tensor:
        return self._weights.head

    def tokens(self, ids: Sequence[int]) -> Tensor:
        return torch.tensor(ids, dtype=torch.long, device=self.device)

    def embed(self, ids: Tensor) -> Tensor:  # [T] → [T, hidden]
        found = functional.embedding(ids, self._weights.embedding)
        return found * self._embedding_scale if self.shape.gemma else found

    def rotary(self, positions: Tensor) -> Rotary:  # [T]
        far = self._angles(positions, self._far, self.shape.rope_scale)
        return Rotary(far, far if self._near is None else self._angles(positions, self._near, 1.0))

    def _angles(self, positions: Tensor, frequencies: Tensor, scale: float) -> Angles:
        angles = positions.float()[:, None, None] * frequencies
        cos, sin = angles.cos(), angles.sin()
        if scale != 1.0:
            cos, sin = cos * scale, sin * scale
        return Angles(cos.to(self.dtype), sin.to(self.dtype))

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
        return self.shape.layer(name)

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
        window = shape.window(index)
        angles = rotary.near if window else rotary.far
        h = self._norm(x, block.attention_norm)
        qkv = self._dressed(h, block.qkv, block.qkv_bias, ("q_proj", "k_proj", "v_proj"), pairs)
        heads = qkv.view(len(x), -1, shape.head_size)
        q, k, v = torch.split(heads, [shape.heads, shape.kv_heads, shape.kv_heads], dim=1)
        if block.q_norm is not None and block.k_norm is not None:
            q, k = self._norm(q, block.q_norm), self._norm(k, block.k_norm)
        seen = attend(index, turned(q, angles.cos, angles.sin), turned(k, angles.cos, angles.sin), v, window)
        seen = seen if rows is None else seen[rows]
        out = self._dressed(seen, block.out, block.out_bias, ("o_proj",), pairs)
        return out if block.behind_attention is None else self._norm(out, block.behind_attention)

    def _mlp(self, index: int, x: Tensor, pairs: Mapping[str, Pair]) -> Tensor:
        block = self._weights.blocks[index]
        h = self._norm(x, block.mlp_norm)
        both = self._dressed(h, block.gate_up, None, ("gate_proj", "up_proj"), pairs)
        out = self._dressed(gated(both, self.shape.gemma), block.down, None, ("down_proj",), pairs)
        return out if block.behind_mlp is None else self._norm(out, block.behind_mlp)

    def _dressed(
        self, x: Tensor, weight: Tensor, bias: Tensor | None, names: Sequence[str], pairs: Mapping[str, Pair]
    ) -> Tensor:
        return dressed(x, weight, bias, [self.layer(name)[0] for name in names], [pairs.get(name) for name in names])

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return normed(x, weight, self.shape.norm_epsilon)
