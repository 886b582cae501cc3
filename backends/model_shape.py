"""The sizes of a model, from the two places that state them: a config.json and GGUF metadata.

Knows which families we can run and which of their keys change the arithmetic; any such key with a value that we do not
implement is refused, never ignored. Knows no weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from backends.gguf_header import Header, damaged
from learning.backend import BackendError

FAMILIES: Final = ("llama", "mistral", "qwen2", "qwen3")
_MOST: Final = {"blocks": 512, "hidden": 65_536, "inner": 262_144, "heads": 1024, "vocabulary": 2_000_000}
# Keys of config.json that change what the model computes, and the only value that we implement.
_PLAIN: Final = {
    "hidden_act": "silu",
    "attention_bias": False,
    "mlp_bias": False,
    "use_sliding_window": False,
    "quantization_config": None,
    "pretraining_tp": 1,
}


@dataclass(frozen=True, slots=True)
class ModelShape:
    """Everything that decides the arithmetic. `rope_factors` divide the rotary frequencies, empty = none."""

    family: str
    blocks: int
    hidden: int
    inner: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    context: int
    rope_theta: float
    norm_epsilon: float
    tied: bool
    rope_factors: tuple[float, ...] = ()

    @property
    def attention_bias(self) -> bool:
        return self.family == "qwen2"

    @property
    def head_norms(self) -> bool:
        return self.family == "qwen3"

    @property
    def parameters(self) -> int:
        attention = self.hidden * self.head_size * 2 * (self.heads + self.kv_heads)
        block = attention + 3 * self.hidden * self.inner + 2 * self.hidden
        return self.blocks * block + self.hidden + self.vocabulary * self.hidden * (1 if self.tied else 2)


def from_config(config: Mapping[str, Any]) -> ModelShape:  # Any: parsed JSON
    """Raises BackendError("model_unknown" | "model_damaged")."""
    family = config.get("model_type")
    if family not in FAMILIES:
        raise BackendError("model_unknown", str(family)[:40])
    for key, value in _PLAIN.items():
        if config.get(key, value) != value:
            raise BackendError("model_unknown", f"{key} = {config[key]}"[:80])
    try:
        return checked(_from_config(family, config))
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise damaged(f"config.json: {error!r}") from error


def to_config(shape: ModelShape) -> dict[str, object]:
    """A config.json that `from_config` and transformers both read."""
    names = {"llama": "Llama", "mistral": "Mistral", "qwen2": "Qwen2", "qwen3": "Qwen3"}
    config: dict[str, object] = {
        "architectures": [names[shape.family] + "ForCausalLM"],
        "model_type": shape.family,
        "num_hidden_layers": shape.blocks,
        "hidden_size": shape.hidden,
        "intermediate_size": shape.inner,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_size,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.context,
        "rope_theta": shape.rope_theta,
        "rms_norm_eps": shape.norm_epsilon,
        "tie_word_embeddings": shape.tied,
        "hidden_act": "silu",
    }
    if shape.rope_factors:
        config["ingrain_rope_factors"] = list(shape.rope_factors)
    return config


def from_gguf(header: Header) -> ModelShape:
    """Raises BackendError("model_unknown" | "model_damaged")."""
    family = header.architecture
    if family not in FAMILIES:
        raise BackendError("model_unknown", family[:40])
    try:
        return checked(_from_gguf(family, header))
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise damaged(f"metadata: {error!r}") from error


def _from_config(family: str, config: Mapping[str, Any]) -> ModelShape:
    hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    head_size = int(config.get("head_dim") or hidden // heads)
    rope = _rope(config)
    return ModelShape(
        family=family,
        blocks=int(config["num_hidden_layers"]),
        hidden=hidden,
        inner=int(config["intermediate_size"]),
        heads=heads,
        kv_heads=int(config.get("num_key_value_heads") or heads),
        head_size=head_size,
        vocabulary=int(config["vocab_size"]),
        context=_context(config),
        rope_theta=float(rope.get("rope_theta", config.get("rope_theta", 10_000.0))),
        norm_epsilon=float(config.get("rms_norm_eps", 1e-6)),
        tied=bool(config.get("tie_word_embeddings", False)),
        rope_factors=_factors(rope, config, head_size),
    )


def _rope(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """transformers 5 writes rope_parameters, older releases rope_scaling beside rope_theta."""
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if not isinstance(rope, Mapping):
        raise TypeError("rope_parameters")
    return rope


def _context(config: Mapping[str, Any]) -> int:
    """Inside its sliding window a model computes as if there were none."""
    context = int(config["max_position_embeddings"])
    window = config.get("sliding_window")
    return min(context, int(window)) if window and config["model_type"] == "mistral" else context


def _factors(rope: Mapping[str, Any], config: Mapping[str, Any], head_size: int) -> tuple[float, ...]:
    if own := config.get("ingrain_rope_factors"):
        return tuple(float(factor) for factor in own)
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind == "default":
        return ()
    if kind == "linear":
        return (float(rope["factor"]),) * (head_size // 2)
    if kind == "llama3":
        return _llama3_factors(rope, float(rope.get("rope_theta", config.get("rope_theta", 1e4))), head_size)
    raise BackendError("model_unknown", f"rope {kind}"[:40])


def _llama3_factors(rope: Mapping[str, Any], theta: float, head_size: int) -> tuple[float, ...]:
    """Llama 3.1's stretching: low frequencies by `factor`, high ones not, a ramp between (arXiv 2407.21783)."""
    factor, low, high = (float(rope[key]) for key in ("factor", "low_freq_factor", "high_freq_factor"))
    trained = float(rope["original_max_position_embeddings"])
    factors = []
    for index in range(head_size // 2):
        turns = trained * theta ** (-2 * index / head_size) / (2 * math.pi)
        smooth = min(1.0, max(0.0, (turns - low) / (high - low)))
        factors.append(1 / ((1 - smooth) / factor + smooth))
    return tuple(factors)


def _from_gguf(family: str, header: Header) -> ModelShape:
    def value(key: str) -> Any:  # Any: a number of the file's own choice
        return header.metadata[f"{family}.{key}"]

    hidden, heads = int(value("embedding_length")), int(value("attention.head_count"))
    names = {tensor.name: tensor for tensor in header.tensors}
    scaling = header.metadata.get(f"{family}.rope.scaling.type", "none")
    if scaling not in ("none", ""):
        raise BackendError("model_unknown", f"rope {scaling}"[:40])
    return ModelShape(
        family=family,
        blocks=int(value("block_count")),
        hidden=hidden,
        inner=int(value("feed_forward_length")),
        heads=heads,
        kv_heads=int(header.metadata.get(f"{family}.attention.head_count_kv", heads)),  # type: ignore[arg-type]
        head_size=int(header.metadata.get(f"{family}.attention.key_length", hidden // heads)),  # type: ignore[arg-type]
        vocabulary=names["token_embd.weight"].shape[0],
        context=int(value("context_length")),
        rope_theta=float(header.metadata.get(f"{family}.rope.freq_base", 10_000.0)),  # type: ignore[arg-type]
        norm_epsilon=float(f"{value('attention.layer_norm_rms_epsilon'):.7g}"),  # float32 in the file: 1e-5 again
        tied="output.weight" not in names,
    )


def checked(shape: ModelShape) -> ModelShape:
    for key, most in _MOST.items():
        if not 0 < getattr(shape, key) <= most:
            raise damaged(f"{key} = {getattr(shape, key)}")
    if shape.kv_heads < 1 or shape.heads % shape.kv_heads or shape.head_size % 2 or not 0 < shape.head_size <= 1024:
        raise damaged("attention heads")
    if shape.context < 16 or not shape.rope_theta > 0 or not 0 < shape.norm_epsilon < 1:
        raise damaged("context, rope or norm")
    if shape.rope_factors and (len(shape.rope_factors) != shape.head_size // 2 or min(shape.rope_factors) <= 0):
        raise damaged("rope factors")
    return shape
