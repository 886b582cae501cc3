"""A model of mlx-lm in memory: embedding, blocks, logits, and what its linear layers wear.

Knows how masks and memories go with blocks. The model never changes: what is worn is passed in with every pass, and a
layer that wears nothing gives back its own product, bit for bit. Knows no text and no files. Texts lie side by side,
[B, L].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

import mlx.core as mx
from mlx_lm.models.base import create_attention_mask
from mlx_lm.models.cache import BatchKVCache, BatchRotatingKVCache, KVCache, RotatingKVCache

from backends.mlx_shape import Plan, Rope
from backends.model_shape import ModelShape

Pair = tuple[mx.array, mx.array]  # A [rank, in], B [out, rank], scale already in B
Worn = Mapping[int, Mapping[str, Pair]]  # block → name of the linear layer → what it wears
NOTHING: Final[Worn] = {}
Memory = Sequence[Any]  # one of mlx-lm's caches for each block
# Where a block has linear layers, and which ones each of them is. phi3 has several in one.
_LAYERS: Final = MappingProxyType(
    {
        "self_attn": {
            **{name: (name,) for name in ("q_proj", "k_proj", "v_proj", "o_proj")},
            "qkv_proj": ("q_proj", "k_proj", "v_proj"),
        },
        "mlp": {
            **{name: (name,) for name in ("gate_proj", "up_proj", "down_proj")},
            "gate_up_proj": ("gate_proj", "up_proj"),
        },
    }
)


class Body:
    """One model in memory."""

    def __init__(self, plan: Plan, model: Any) -> None:  # Any: one of mlx-lm's models
        self.shape: ModelShape = plan.shape
        self._plan, self._model = plan, model
        self._room = _Room()
        for index, layer in enumerate(model.layers):
            self._dress(index, layer)
            if plan.rope is not None:
                layer.self_attn.rope = _Rotary(plan.rope)
        self.dtype = self.embed(mx.array([[0]])).dtype

    def embed(self, ids: mx.array) -> mx.array:  # [B, L] → [B, L, hidden]
        state = self._model.model.embed_tokens(ids)
        if self.shape.family == "gemma3_text":
            state = state * mx.array(self.shape.hidden**0.5, mx.bfloat16).astype(state.dtype)
        return state

    def run(self, x: mx.array, blocks: range, memory: Memory | None = None, worn: Worn = NOTHING) -> mx.array:
        """Hidden state [B, L, hidden] through some blocks. Texts of different lengths are filled up on the right,
        where nobody looks at it; or on the left, as the memory knows.
        """
        masks: dict[int, Any] = {}
        with self._room.wearing(worn):
            for index in blocks:
                window, cache = self._plan.windows[index], memory[index] if memory is not None else None
                if window not in masks:
                    masks[window] = create_attention_mask(x, cache, window_size=window or None)
                x = self._model.layers[index](x, masks[window], cache)
        return x

    def logits(self, x: mx.array) -> mx.array:  # [..., hidden] → [..., vocabulary]
        return self.head(self.final_norm(x))

    def final_norm(self, x: mx.array) -> mx.array:
        return self._model.model.norm(x)

    def head(self, x: mx.array) -> mx.array:
        """Logits of normed states."""
        own = getattr(self._model, "lm_head", None)
        return own(x) if own is not None else self._model.model.embed_tokens.as_linear(x)

    def memory(self) -> list[Any]:
        """An empty one, for one text."""
        return [RotatingKVCache(max_size=window) if window else KVCache() for window in self._plan.windows]

    def memories(self, left: Sequence[int]) -> list[Any]:
        """An empty one for many texts, each with so much filling on its left."""
        return [
            BatchRotatingKVCache(window, list(left)) if window else BatchKVCache(list(left))
            for window in self._plan.windows
        ]

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

    def _dress(self, index: int, layer: Any) -> None:
        for place, layers in _LAYERS.items():
            part = getattr(layer, place)
            for name in [name for name in layers if name in part]:
                inner = layers[name]
                sizes = [self.layer(one)[0] for one in inner]
                setattr(part, name, _Dressed(getattr(part, name), self._room, index, inner, sizes))


class _Room:
    """Where the layers of one model look up what they wear in this pass."""

    def __init__(self) -> None:
        self.worn: Worn = NOTHING

    @contextmanager
    def wearing(self, worn: Worn) -> Iterator[None]:
        before, self.worn = self.worn, worn
        try:
            yield
        finally:
            self.worn = before


class _Dressed:
    """A frozen linear layer, with B A x added to those of its parts that wear something. Most have one part."""

    def __init__(self, base: Any, room: _Room, block: int, names: Sequence[str], sizes: Sequence[int]) -> None:
        self._base, self._room, self._block = base, room, block
        self._names, self._sizes = names, sizes

    def __call__(self, x: mx.array) -> mx.array:
        out, worn = self._base(x), self._room.worn.get(self._block, {})
        if not any(name in worn for name in self._names):
            return out
        found = [self._change(x, worn.get(name), size) for name, size in zip(self._names, self._sizes, strict=True)]
        return out + (found[0] if len(found) == 1 else mx.concatenate(found, axis=-1))

    @staticmethod
    def _change(x: mx.array, pair: Pair | None, size: int) -> mx.array:
        if pair is None:
            return mx.zeros((*x.shape[:-1], size), x.dtype)
        first, second = pair
        return (x @ first.T) @ second.T


class _Rotary:
    """Rotary embedding with periods of our own; called as mlx-lm's are."""

    def __init__(self, rope: Rope) -> None:
        self._size, self._scale = rope.size, rope.scale
        self._periods = mx.array(rope.periods, mx.float32)

    def __call__(self, x: mx.array, offset: int | mx.array = 0) -> mx.array:
        if self._scale != 1.0:
            x = mx.concatenate([x[..., : self._size] * self._scale, x[..., self._size :]], axis=-1)
        return mx.fast.rope(x, self._size, traditional=False, base=None, scale=1.0, offset=offset, freqs=self._periods)
