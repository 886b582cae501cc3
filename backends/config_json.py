"""A config.json written from the sizes of a model, for folders that we make ourselves.

Knows the keys that transformers reads, and one of our own for what none of them says. No weights.
"""

from __future__ import annotations

from backends.model_shape import GELU, TEXT_ONLY, ModelShape, layer_kind


def to_config(shape: ModelShape) -> dict[str, object]:
    """A config.json that `from_config` and transformers both read."""
    names = {"llama": "Llama", "mistral": "Mistral", "qwen2": "Qwen2", "qwen3": "Qwen3", "gemma3": "Gemma3"}
    config: dict[str, object] = {
        "architectures": [names.get(shape.family, "Phi3") + "ForCausalLM"],
        "model_type": TEXT_ONLY if shape.gemma else shape.family,
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
    if shape.gemma:
        config |= _gemma_keys(shape)
    elif shape.windows:
        config["sliding_window"] = shape.windows[0]
    if shape.out_bias:
        config["attention_bias"] = True
    return config | _rope_keys(shape)


def _gemma_keys(shape: ModelShape) -> dict[str, object]:
    near = {"rope_type": "default", "rope_theta": shape.near_theta}
    return {
        "hidden_activation": GELU,
        "query_pre_attn_scalar": round(shape.query_scale**-2) if shape.query_scale else shape.head_size,
        "sliding_window": max(shape.windows, default=0) or None,
        "layer_types": [layer_kind(shape.window(block) > 0) for block in range(shape.blocks)],
        "rope_local_base_freq": shape.near_theta,
        "rope_parameters": {"full_attention": _far_keys(shape), "sliding_attention": near},
    }


def _rope_keys(shape: ModelShape) -> dict[str, object]:
    if shape.fused:
        rope = {**_far_keys(shape), "partial_rotary_factor": shape.rotary_size / shape.head_size}
        trained = {"original_max_position_embeddings": shape.context}
        return {"rope_parameters": rope, **trained, "pad_token_id": None}  # transformers' own may lie past the end
    if len(set(shape.rope_factors)) > 1:
        return {"ingrain_rope_factors": list(shape.rope_factors)}
    return {} if shape.gemma or not shape.rope_factors else {"rope_parameters": _far_keys(shape)}


def _far_keys(shape: ModelShape) -> dict[str, object]:
    base: dict[str, object] = {"rope_type": "default", "rope_theta": shape.rope_theta}
    if not shape.rope_factors:
        return base
    if shape.fused:
        factors = list(shape.rope_factors)
        own = {"rope_type": "longrope", "short_factor": factors, "long_factor": factors}
        return base | own | {"attention_factor": shape.rope_scale, "original_max_position_embeddings": shape.context}
    return base | {"rope_type": "linear", "factor": shape.rope_factors[0]}
