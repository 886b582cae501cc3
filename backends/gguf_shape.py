"""The sizes of a model, as the metadata of a GGUF file state them.

Knows the keys of llama.cpp's converters, and what llama.cpp takes for granted where a family has no key for it. What
is kept among the weights is added by gguf_weights.py.
"""

from __future__ import annotations

from typing import Final

from backends.gguf_header import Header, Scalar, Value, damaged
from backends.model_shape import FAMILIES, ModelShape, checked
from learning.backend import BackendError

SHORT_FACTORS: Final = "rope_factors_short.weight"
_NEAR_THETA: Final = 10_000.0
_EVERY: Final = 6  # one block of so many sees everything
_LARGEST: Final = 62  # blocks of the Gemma whose scores are scaled otherwise


def from_gguf(header: Header) -> ModelShape:
    """Without the rotary factors that are kept among the weights.

    Raises BackendError("model_unknown" | "model_damaged").
    """
    if header.architecture not in FAMILIES:
        raise BackendError("model_unknown", header.architecture[:40])
    try:
        return checked(_Metadata(header).shape())
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise damaged(f"metadata: {error!r}") from error


class _Metadata:
    """Keys of one file. Whatever wrong values raise is the caller's to catch."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._family = header.architecture
        self._names = {tensor.name: tensor for tensor in header.tensors}

    def shape(self) -> ModelShape:
        hidden, heads = self._whole("embedding_length"), self._whole("attention.head_count")
        head_size = self._whole("attention.key_length", hidden // heads)
        turned = self._whole("rope.dimension_count", head_size)
        blocks = self._whole("block_count")
        gemma = self._family == "gemma3"
        if self._number("final_logit_softcapping", 0.0) or self._number("attn_logit_softcapping", 0.0):
            raise BackendError("model_unknown", "softcapping")
        context = self._context()
        return ModelShape(
            family=self._family,
            blocks=blocks,
            hidden=hidden,
            inner=self._whole("feed_forward_length"),
            heads=heads,
            kv_heads=self._whole("attention.head_count_kv", heads),
            head_size=head_size,
            vocabulary=self._names["token_embd.weight"].shape[0],
            context=context,
            rope_theta=self._number("rope.freq_base", 10_000.0),
            norm_epsilon=float(f"{self._number('attention.layer_norm_rms_epsilon'):.7g}"),  # float32: 1e-5 again
            tied="output.weight" not in self._names,
            rope_factors=self._linear(turned),
            rope_scale=self._number("rope.scaling.attn_factor", 1.0),
            turned=turned if turned != head_size else 0,
            near_theta=self._number("rope.freq_base_swa", _NEAR_THETA) if gemma else 0.0,
            windows=self._windows(blocks, context),
            query_scale=(hidden / heads) ** -0.5 if gemma and blocks == _LARGEST else 0.0,
            qkv_bias="blk.0.attn_q.bias" in self._names,
            out_bias="blk.0.attn_output.bias" in self._names,
        )

    def _context(self) -> int:
        """Where there are long factors, the context ends where they begin (rope_scaling.py)."""
        longest = self._whole("context_length")
        if SHORT_FACTORS not in self._names:
            return longest
        return min(longest, self._whole("rope.scaling.original_context_length"))

    def _linear(self, turned: int) -> tuple[float, ...]:
        kind = self._value("rope.scaling.type", "none")
        if kind == "linear":
            return (self._number("rope.scaling.factor"),) * (turned // 2)
        if kind in ("none", "") or (kind == "longrope" and SHORT_FACTORS in self._names):
            return ()
        raise BackendError("model_unknown", f"rope {kind}"[:40])

    def _windows(self, blocks: int, context: int) -> tuple[int, ...]:
        window = self._whole("attention.sliding_window", 0)
        if self._family == "gemma3":
            pattern = self._value("attention.sliding_window_pattern", _EVERY)
            near = pattern if isinstance(pattern, tuple) else [(i + 1) % int(pattern) != 0 for i in range(blocks)]
            return tuple(window or context if each else 0 for each in near)
        return (window,) * blocks if self._family == "phi3" and 0 < window < context else ()

    def _value(self, key: str, default: Scalar | None = None) -> Value:
        found = self._header.metadata.get(f"{self._family}.{key}", default)
        if found is None:
            raise KeyError(key)
        return found

    def _number(self, key: str, default: float | None = None) -> float:
        return float(self._value(key, default))  # type: ignore[arg-type]  # a file's wrong value raises TypeError

    def _whole(self, key: str, default: int | None = None) -> int:
        return int(self._value(key, default))  # type: ignore[arg-type]  # as above
