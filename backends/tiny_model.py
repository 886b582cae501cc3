"""A tiny random model of any family on disk, for the self-test and the tests: it cannot talk, all else is real.

Knows sizes and a byte-level tokenizer. Deterministic for a seed; a few hundred kilobytes, made in milliseconds.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from torch import Tensor

from backends import safetensors_files
from backends.config_json import to_config
from backends.model_folder import CONFIG, TOKENIZER, WEIGHTS, weight_shapes
from backends.model_shape import ModelShape

END: Final = "<|im_end|>"
_MERGE: Final = ("\u0100", "\u0101")  # bytes 0 and 1, which nobody writes: some engines refuse a vocabulary without any
_SPECIAL: Final = ("<|endoftext|>", "<|im_start|>", END)
TEMPLATE: Final = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def tiny_shape(family: str = "llama") -> ModelShape:
    """What a family has of its own is there: windows, stretched and partial rotary embeddings, uneven heads."""
    shape = ModelShape(
        family=family,
        blocks=4,
        hidden=32,
        inner=64,
        heads=4,
        kv_heads=2,
        head_size=8,
        vocabulary=len(_SPECIAL) + 257,
        context=512,
        rope_theta=10_000.0,
        norm_epsilon=1e-5,
        tied=family not in ("qwen3", "phi3"),
        qkv_bias=family == "qwen2",
        windows=(12,) * 4 if family == "mistral" else (),
    )
    uneven = replace(shape, hidden=48, heads=3, kv_heads=1, head_size=16)
    if family == "gemma3":
        ropes = replace(uneven, rope_theta=1e6, rope_factors=(8.0,) * 8, near_theta=10_000.0)
        return replace(ropes, blocks=6, windows=(12,) * 5 + (0,))
    if family == "phi3":
        return replace(uneven, turned=12, rope_factors=(1.0, 1.25, 1.5, 2.0, 4.0, 8.0), rope_scale=1.1875)
    return shape


def tiny_model(folder: Path, seed: int = 0, family: str = "llama", shape: ModelShape | None = None) -> Path:
    """Write config, weights, tokenizer and template into `folder`. Returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = shape or tiny_shape(family)
    (folder / WEIGHTS).write_bytes(safetensors_files.pack(_weights(shape, seed)))
    (folder / CONFIG).write_text(json.dumps(to_config(shape)), encoding="utf-8")
    tiny_tokenizer().save(str(folder / TOKENIZER))
    settings = {"chat_template": TEMPLATE, "eos_token": END}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def tiny_tokenizer() -> Tokenizer:
    """One token a byte, and the three marks of the template."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate((*_SPECIAL, *alphabet, "".join(_MERGE)))}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[_MERGE]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(mark, special=True) for mark in _SPECIAL])
    return tokenizer


def _weights(shape: ModelShape, seed: int) -> dict[str, Tensor]:
    """Large enough that every word has its own likelihood, small enough that nothing blows up."""
    random = torch.Generator().manual_seed(seed)
    found = {}
    for name, size in weight_shapes(shape).items():
        if name.endswith("norm.weight"):
            found[name] = (0 if shape.gemma else 1) + 0.1 * torch.randn(size, generator=random)
        else:
            found[name] = torch.randn(size, generator=random) / math.sqrt(size[-1])
    return found
