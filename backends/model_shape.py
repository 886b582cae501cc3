"""The sizes of a model, and how a config.json states them.

Knows which families we can run and which of their keys change the arithmetic; any such key with a value that we do not
implement is refused, never ignored. config_json.py writes one; GGUF metadata are read by gguf_shape.py. No weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from backends.gguf_header import damaged
from backends.rope_scaling import Stretch, stretch
from learning.backend import BackendError

FAMILIES: Final = ("llama", "mistral", "qwen2", "qwen3", "gemma3", "phi3")
WITHIN: Final = "language_model."  # what the text part is called within a model that sees pictures, too
TEXT_ONLY: Final = "gemma3_text"
GELU: Final = "gelu_pytorch_tanh"
_MOST: Final = {"blocks": 512, "hidden": 65_536, "inner": 262_144, "heads": 1024, "vocabulary": 2_000_000}
# Keys of config.json that change what the model computes, and the only value that we implement.
_PLAIN: Final[Mapping[str, object]] = {
    "mlp_bias": False,
    "lm_head_bias": False,
    "use_sliding_window": False,
    "quantization_config": None,
    "pretraining_tp": 1,
    "attn_logit_softcapping": None,
    "final_logit_softcapping": None,
    "use_bidirectional_attention": False,
}
_UNBIASED: Final = ("mistral", "qwen2", "phi3")  # whatever attention_bias says, transformers gives them their own
_PARTLY_TURNED: Final = ("phi3",)
# What a Gemma leaves out of its config.json where it is as everywhere (transformers, Gemma3TextConfig).
_GEMMA: Final = {
    "vocab_size": 262_208,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 256,
    "max_position_embeddings": 131_072,
    "rope_theta": 1e6,
    "rope_local_base_freq": 1e4,
    "sliding_window": 4096,
    "sliding_window_pattern": 6,
    "query_pre_attn_scalar": 256,
    "tie_word_embeddings": True,
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
    rope_scale: float = 1.0  # numbers that are turned are multiplied by it
    turned: int = 0  # how many numbers of a head are turned, the first ones; 0: all
    near_theta: float = 0.0  # of blocks with a window, where they have one of their own; it is never stretched
    windows: tuple[int, ...] = ()  # how many tokens each block sees, itself among them; 0: all; empty: all in all
    query_scale: float = 0.0  # of scores, where it is not head_size ** -0.5
    qkv_bias: bool = False
    out_bias: bool = False
    within: str = ""  # WITHIN, where this is the text part of a larger model

    @property
    def gemma(self) -> bool:
        """Scaled embeddings, norms behind each half of a block too, their weights count from one, GELU gates."""
        return self.family == "gemma3"

    @property
    def fused(self) -> bool:
        """Whether q, k, v are one layer, and gate, up another, wherever layers have names (fused_layers.py)."""
        return self.family == "phi3"

    @property
    def head_norms(self) -> bool:
        return self.family in ("qwen3", "gemma3")

    @property
    def rotary_size(self) -> int:
        return self.turned or self.head_size

    @property
    def parameters(self) -> int:
        attention = self.hidden * self.head_size * 2 * (self.heads + self.kv_heads)
        block = attention + 3 * self.hidden * self.inner + 2 * self.hidden
        return self.blocks * block + self.hidden + self.vocabulary * self.hidden * (1 if self.tied else 2)

    def window(self, block: int) -> int:
        return self.windows[block] if self.windows else 0

    def layer(self, name: str) -> tuple[int, int]:
        """(out, in) of a linear layer that can wear something. Raises KeyError for another name."""
        heads, kv = self.heads * self.head_size, self.kv_heads * self.head_size
        sizes = {
            "q_proj": (heads, self.hidden),
            "k_proj": (kv, self.hidden),
            "v_proj": (kv, self.hidden),
            "o_proj": (self.hidden, heads),
            "gate_proj": (self.inner, self.hidden),
            "up_proj": (self.inner, self.hidden),
            "down_proj": (self.hidden, self.inner),
        }
        return sizes[name]


def from_config(config: Mapping[str, Any]) -> ModelShape:  # Any: parsed JSON
    """Raises BackendError("model_unknown" | "model_damaged")."""
    kind = config.get("model_type")
    family = "gemma3" if kind == TEXT_ONLY else kind
    if family not in FAMILIES:
        raise BackendError("model_unknown", str(kind)[:40])
    try:
        own = _gemma(config) if family == "gemma3" else config
        for key, value in _plain(family).items():
            if own.get(key) is not None and own[key] != value:
                raise BackendError("model_unknown", f"{key} = {own[key]}"[:80])
        return checked(replace(_from_config(family, own), within=WITHIN if kind == "gemma3" else ""))
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise damaged(f"config.json: {error!r}") from error


def _plain(family: str) -> dict[str, object]:
    found = {**_PLAIN, **({"hidden_activation": GELU} if family == "gemma3" else {"hidden_act": "silu"})}
    if family in _UNBIASED:
        found["attention_bias"] = False
    if family not in _PARTLY_TURNED:
        found["partial_rotary_factor"] = 1.0
    return found


def _gemma(config: Mapping[str, Any]) -> dict[str, Any]:
    """The text part alone, with what it leaves out."""
    if config["model_type"] == TEXT_ONLY:
        return {**_GEMMA, **config}
    above = ("quantization_config", "tie_word_embeddings")
    return {**_GEMMA, **config["text_config"], **{key: config[key] for key in above if key in config}}


def _from_config(family: str, config: Mapping[str, Any]) -> ModelShape:
    hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    head_size = int(config.get("head_dim") or hidden // heads)
    blocks, longest = int(config["num_hidden_layers"]), int(config["max_position_embeddings"])
    rope, near = _rope(config)
    theta = float(rope.get("rope_theta", config.get("rope_theta", 10_000.0)))
    part = float(rope.get("partial_rotary_factor") or config.get("partial_rotary_factor") or 1.0)
    turned = int(head_size * part) if family == "phi3" else head_size
    stretched = _own_stretch(config) or stretch(rope, theta, turned, longest)
    context = min(longest, stretched.context or longest)
    biased = bool(config.get("attention_bias"))
    return ModelShape(
        family=family,
        blocks=blocks,
        hidden=hidden,
        inner=int(config["intermediate_size"]),
        heads=heads,
        kv_heads=int(config.get("num_key_value_heads") or heads),
        head_size=head_size,
        vocabulary=int(config["vocab_size"]),
        context=context,
        rope_theta=theta,
        norm_epsilon=float(config.get("rms_norm_eps", 1e-6)),
        tied=bool(config.get("tie_word_embeddings", False)),
        rope_factors=stretched.factors,
        rope_scale=stretched.scale,
        turned=turned if turned != head_size else 0,
        near_theta=near,
        windows=_windows(family, config, blocks, context),
        query_scale=_query_scale(float(config["query_pre_attn_scalar"]), head_size) if family == "gemma3" else 0.0,
        qkv_bias=biased or family == "qwen2",
        out_bias=biased,
    )


def _query_scale(scalar: float, head_size: int) -> float:
    return 0.0 if scalar == head_size else scalar**-0.5


def _rope(config: Mapping[str, Any]) -> tuple[Mapping[str, Any], float]:
    """What it says of blocks that see everything, and the base of those that do not, 0 where it is the same.

    transformers 5 writes rope_parameters, older releases rope_scaling beside rope_theta.
    """
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if not isinstance(rope, Mapping):
        raise TypeError("rope_parameters")
    if "rope_local_base_freq" not in config:
        trained = config.get("original_max_position_embeddings")
        return {**rope, **({"original_max_position_embeddings": trained} if trained else {})}, 0.0
    near = rope.get("sliding_attention") or {}
    if near.get("rope_type", "default") != "default":
        raise BackendError("model_unknown", f"rope {near['rope_type']} of windows"[:40])
    nested = "full_attention" in rope or "sliding_attention" in rope
    far = (rope.get("full_attention") or {}) if nested else rope
    return far, float(near.get("rope_theta", config["rope_local_base_freq"]))


def _windows(family: str, config: Mapping[str, Any], blocks: int, context: int) -> tuple[int, ...]:
    window = int(config.get("sliding_window") or context)
    if family == "gemma3":
        every = int(config.get("_sliding_window_pattern") or config["sliding_window_pattern"])
        kinds = config.get("layer_types") or [layer_kind((i + 1) % every != 0) for i in range(blocks)]
        if strange := [kind for kind in kinds if kind not in (layer_kind(True), layer_kind(False))]:
            raise BackendError("model_unknown", f"layer {strange[0]}"[:40])
        return tuple(window if kind == layer_kind(True) else 0 for kind in kinds)
    return (window,) * blocks if family in ("mistral", "phi3") and window < context else ()


def layer_kind(near: bool) -> str:
    return "sliding_attention" if near else "full_attention"


def _own_stretch(config: Mapping[str, Any]) -> Stretch | None:
    """As config_json.py writes what no kind of transformers' own says."""
    own = config.get("ingrain_rope_factors")
    return Stretch(tuple(float(factor) for factor in own)) if own else None


def checked(shape: ModelShape) -> ModelShape:
    """The shape itself. Raises BackendError("model_damaged")."""
    for key, most in _MOST.items():
        if not 0 < getattr(shape, key) <= most:
            raise damaged(f"{key} = {getattr(shape, key)}")
    if shape.kv_heads < 1 or shape.heads % shape.kv_heads or shape.head_size % 2 or not 0 < shape.head_size <= 1024:
        raise damaged("attention heads")
    if shape.context < 16 or not shape.rope_theta > 0 or not 0 < shape.norm_epsilon < 1:
        raise damaged("context, rope or norm")
    if shape.turned % 2 or not 0 <= shape.turned < shape.head_size or not math.isfinite(shape.rope_scale):
        raise damaged("rope")
    if shape.rope_factors and (len(shape.rope_factors) != shape.rotary_size // 2 or min(shape.rope_factors) <= 0):
        raise damaged("rope factors")
    if shape.windows and (len(shape.windows) != shape.blocks or min(shape.windows) < 0 or not shape.near_theta >= 0):
        raise damaged("windows")
    return shape
