"""What a model folder says about its model, in the words of mlx-lm's model definitions.

Knows config.json of the families that we run, and which keys change the arithmetic; such a key with a value that is
not computed is refused, never ignored. mlx-lm does ignore some: rotary numbers where transformers 5 writes them, and
phi3's short factors. So the rotary embedding is told here, and set by whoever builds the model. Knows no weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from backends import model_shape
from backends.config_json import to_config
from backends.gguf_header import damaged
from backends.model_shape import ModelShape
from learning.backend import BackendError

_MODULES: Final = MappingProxyType({"mistral": "llama"})  # of mlx-lm, where it is not called as the family
_BITS: Final = (2, 3, 4, 5, 6, 8)
# Keys that change what the model computes, and the only values that mlx-lm computes.
_PLAIN: Final[Mapping[str, Mapping[str, tuple[object, ...]]]] = MappingProxyType(
    {
        "gemma3_text": {
            "hidden_activation": ("gelu_pytorch_tanh",),
            "attention_bias": (False,),
            "attn_logit_softcapping": (None,),
            "final_logit_softcapping": (None,),
            "use_bidirectional_attention": (False, None),
        },
        "phi3": {"hidden_act": ("silu",), "attention_bias": (False,), "mlp_bias": (False,)},
    }
)


@dataclass(frozen=True, slots=True)
class Rope:
    """Rotary embedding of the first `size` numbers of a head: `periods` [size / 2] over 2 pi, inputs times `scale`."""

    size: int
    periods: tuple[float, ...]
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Packing:
    """How the weights are quantised; some layers may be otherwise."""

    bits: int
    group: int
    others: Mapping[str, tuple[int, int]]  # layer → bits and group


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is needed to build a model without its weights."""

    shape: ModelShape
    module: str  # of mlx_lm.models
    config: Mapping[str, Any]
    windows: tuple[int, ...]  # how many tokens back each block sees; 0: all
    rope: Rope | None  # None: as the module makes it
    packing: Packing | None


def planned(config: Mapping[str, Any]) -> Plan:
    """From a parsed config.json. Raises BackendError("model_unknown" | "model_damaged")."""
    config = dict(config)
    packing = _packing(config.pop("quantization", None), config.pop("quantization_config", None))
    try:
        plan = _special(config) or _of_llama(config)
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise damaged(f"config.json: {error!r}") from error
    return replace(plan, packing=packing)


def _of_llama(config: Mapping[str, Any]) -> Plan:
    """The families that the torch engine knows, too."""
    shape = model_shape.from_config(config)
    if shape.family == "qwen2" and shape.heads * shape.head_size != shape.hidden:
        raise BackendError("model_unknown", "head_dim of qwen2")
    pairs = range(shape.head_size // 2)
    rope = None
    if shape.rope_factors:
        whole = (shape.rope_theta ** (2 * i / shape.head_size) for i in pairs)
        rope = Rope(
            shape.head_size, tuple(each * factor for each, factor in zip(whole, shape.rope_factors, strict=True))
        )
    module = _MODULES.get(shape.family, shape.family)
    windows = tuple(shape.window(block) for block in range(shape.blocks))
    return Plan(shape, module, to_config(shape), windows, rope, None)


def _special(config: Mapping[str, Any]) -> Plan | None:
    family = str(config.get("model_type"))
    if family not in _PLAIN:
        return None
    for key, values in _PLAIN[family].items():
        if config.get(key, values[0]) not in values:
            raise BackendError("model_unknown", f"{key} = {config[key]}"[:80])
    return _gemma(config) if family == "gemma3_text" else _phi(config)


def _shape(family: str, config: Mapping[str, Any], theta: float, context: int, tied: bool) -> ModelShape:
    hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    return model_shape.checked(
        ModelShape(
            family=family,
            blocks=int(config["num_hidden_layers"]),
            hidden=hidden,
            inner=int(config["intermediate_size"]),
            heads=heads,
            kv_heads=int(config.get("num_key_value_heads") or heads),
            head_size=int(config.get("head_dim") or hidden // heads),
            vocabulary=int(config["vocab_size"]),
            context=context,
            rope_theta=theta,
            norm_epsilon=float(config.get("rms_norm_eps", 1e-6)),
            tied=tied,
        )
    )


def _gemma(config: Mapping[str, Any]) -> Plan:
    ropes = config.get("rope_parameters") or {}
    far = ropes.get("full_attention") or config.get("rope_scaling") or {}
    theta = float(far.get("rope_theta", config.get("rope_theta", 1e6)))
    near = float((ropes.get("sliding_attention") or {}).get("rope_theta", config.get("rope_local_base_freq", 1e4)))
    tied = bool(config.get("tie_word_embeddings", True))
    shape = _shape("gemma3_text", config, theta, int(config["max_position_embeddings"]), tied)
    every = int(config.get("sliding_window_pattern") or config.get("_sliding_window_pattern") or 6)
    sliding = [(block + 1) % every != 0 for block in range(shape.blocks)]
    kinds = config.get("layer_types") or []
    if kinds and [kind == "sliding_attention" for kind in kinds] != sliding:
        raise BackendError("model_unknown", "order of layer_types")
    window = int(config.get("sliding_window") or 512)
    own = {**_sizes(shape), "query_pre_attn_scalar": float(config.get("query_pre_attn_scalar", 256))}
    own |= {"rope_local_base_freq": near, "sliding_window": window, "sliding_window_pattern": every}
    kind = far.get("rope_type", far.get("type", "default"))
    if kind not in ("default", "linear"):
        raise BackendError("model_unknown", f"rope {kind}"[:40])
    if kind == "linear":
        own["rope_scaling"] = {"rope_type": "linear", "factor": float(far["factor"])}
    return Plan(shape, "gemma3_text", own, tuple(window * each for each in sliding), None, None)


def _phi(config: Mapping[str, Any]) -> Plan:
    """Up to the context that it was first trained for: beyond that other factors would hold."""
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    theta = float(rope.get("rope_theta", config.get("rope_theta", 1e4)))
    context = int(config["max_position_embeddings"])
    first = int(rope.get("original_max_position_embeddings") or config.get("original_max_position_embeddings", context))
    shape = _shape("phi3", config, theta, context, bool(config.get("tie_word_embeddings", False)))
    if shape.heads * shape.head_size != shape.hidden:
        raise BackendError("model_unknown", "head_dim of phi3")
    share = float(rope.get("partial_rotary_factor", config.get("partial_rotary_factor", 1.0)))
    size = int(shape.head_size * share)
    kind = rope.get("rope_type", rope.get("type", "default"))
    factors, scale = [1.0] * (size // 2), 1.0
    if kind in ("longrope", "su"):
        factors = [float(factor) for factor in rope["short_factor"]]
        scale = float(rope.get("attention_factor") or _longer(context / first, first))
        context = first
    elif kind != "default":
        raise BackendError("model_unknown", f"rope {kind}"[:40])
    if len(factors) != size // 2:
        raise damaged("rope factors")
    periods = tuple(theta ** (2 * i / size) * factor for i, factor in enumerate(factors))
    window = int(config.get("sliding_window") or context)
    shape = replace(shape, context=min(context, window))
    own = {**_sizes(shape), "partial_rotary_factor": share}
    return Plan(shape, "phi3", own, (0,) * shape.blocks, Rope(size, periods, scale), None)


def _longer(factor: float, first: int) -> float:
    """How much louder attention is in a model whose context was made longer (LongRoPE, arXiv 2402.13753)."""
    return 1.0 if factor <= 1 else math.sqrt(1 + math.log(factor) / math.log(first))


def _sizes(shape: ModelShape) -> dict[str, Any]:
    return {
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
    }


def _packing(ours: object, theirs: object) -> Packing | None:
    """mlx-lm writes the same under both names; other libraries only under the second, in ways that we do not know."""
    if ours is None and theirs is None:
        return None
    if not isinstance(ours, Mapping):
        raise BackendError("model_unknown", "quantization_config")
    if ours.get("mode", "affine") != "affine":
        raise BackendError("model_unknown", f"quantization {ours['mode']}"[:40])
    others = {name: _packed(value) for name, value in ours.items() if isinstance(value, Mapping)}
    return Packing(*_packed(ours), MappingProxyType(others))


def _packed(found: Mapping[str, Any]) -> tuple[int, int]:
    bits, group = found.get("bits"), found.get("group_size")
    if bits not in _BITS or group not in (32, 64, 128):
        raise BackendError("model_unknown", f"quantization {bits} {group}"[:40])
    return bits, group
