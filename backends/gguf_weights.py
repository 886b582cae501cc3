"""Weights of a GGUF file, turned back into plain numbers under the names that transformers uses.

Knows GGML's names, that llama.cpp stores q and k of the llama family with interleaved halves and norms of Gemma counted
from nought, and where each tensor's bytes must end. The numbers themselves come from the gguf library's dequantisers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import gguf
import numpy as np
import torch
from gguf import quants
from torch import Tensor

from backends.config_json import to_config
from backends.gguf_header import Header, TensorEntry, damaged
from backends.gguf_shape import SHORT_FACTORS, from_gguf
from backends.model_shape import ModelShape, checked, from_config
from learning.backend import BackendError

_TOP: Final = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
}
_IN_BLOCK: Final = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_OTHERWISE: Final = {
    "gemma3": {
        "ffn_norm": "pre_feedforward_layernorm",
        "post_attention_norm": "post_attention_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm",
    },
    "phi3": {"attn_qkv": "self_attn.qkv_proj", "ffn_up": "mlp.gate_up_proj"},
}
_ROPE_FACTORS: Final = ("rope_freqs.weight", SHORT_FACTORS)
_NO_WEIGHTS: Final = (*_ROPE_FACTORS, "rope_factors_long.weight")
_INTERLEAVED: Final = ("llama", "mistral")
_TURNED: Final = ("q_proj.weight", "k_proj.weight", "q_proj.bias", "k_proj.bias")


def shape_of(source: Path, header: Header) -> ModelShape:
    """Raises BackendError("model_unknown" | "model_damaged")."""
    shape = from_gguf(header)
    if factors := rope_factors(source, header):
        shape = checked(replace(shape, rope_factors=factors))
    if from_config(to_config(shape)) != shape:  # the folder that is made of it would be another model
        raise BackendError("model_unknown", f"{shape.family} of another kind")
    return shape


def ggml_site(family: str, layer: str) -> str:
    """What GGUF calls a linear layer of a block."""
    return next(name for name, ours in _in_block(family).items() if ours.rpartition(".")[2] == layer)


def renamed(header: Header) -> dict[str, TensorEntry]:
    """Name in transformers → tensor. Raises BackendError("model_unknown") for a tensor that we would ignore."""
    names = _in_block(header.architecture)
    return {_name(entry.name, names): entry for entry in header.tensors if entry.name not in _NO_WEIGHTS}


def rope_factors(path: Path, header: Header) -> tuple[float, ...]:
    """Llama 3 keeps its stretched rotary frequencies in a tensor, Phi those for its original context."""
    for entry in header.tensors:
        if entry.name in _ROPE_FACTORS:
            return tuple(_numbers(path, entry).flatten().tolist())
    return ()


def read_weights(path: Path, entries: dict[str, TensorEntry], shape: ModelShape) -> Iterator[Tensor]:
    """float32, one by one, in the order of `entries`."""
    for name, entry in entries.items():
        numbers = torch.from_numpy(_numbers(path, entry))
        if is_interleaved(shape.family) and name.endswith(_TURNED):
            numbers = _halves(numbers, shape.head_size)
        if shape.gemma and name.endswith("norm.weight"):
            numbers = numbers - 1
        yield numbers


def is_interleaved(architecture: str) -> bool:
    """Whether llama.cpp stores q and k of this architecture with interleaved halves."""
    return architecture in _INTERLEAVED


def interleaved(rows: Tensor, head_size: int) -> Tensor:
    """First half, second half of each head's rows → pairs (0, 1), (2, 3)…, as llama.cpp stores them."""
    return rows.view(-1, 2, head_size // 2, rows.shape[1]).transpose(1, 2).reshape(rows.shape)


def _in_block(family: str) -> dict[str, str]:
    return {**_IN_BLOCK, **_OTHERWISE.get(family, {})}


def _name(name: str, in_block: Mapping[str, str]) -> str:
    if name in _TOP:
        return _TOP[name]
    parts = name.split(".")
    if len(parts) == 4 and parts[0] == "blk" and parts[1].isdigit() and parts[2] in in_block:
        return f"model.layers.{int(parts[1])}.{in_block[parts[2]]}.{parts[3]}"
    raise BackendError("model_unknown", name[:80])


def _halves(rows: Tensor, head_size: int) -> Tensor:
    """Pairs (0, 1), (2, 3)… of each head → first half, second half, as our rotary embedding turns them."""
    pairs = rows.view(-1, head_size // 2, 2, *rows.shape[1:])
    return pairs.transpose(1, 2).reshape(rows.shape)


def _numbers(path: Path, entry: TensorEntry) -> np.ndarray:
    try:
        kind = gguf.GGMLQuantizationType(entry.kind)
    except ValueError as error:
        raise damaged(f"{entry.name}: kind {entry.kind}") from error
    block, size = gguf.GGML_QUANT_SIZES[kind]
    if entry.shape[-1] % block:
        raise damaged(f"{entry.name}: shape")
    count = entry.weights // block * size
    if entry.offset + count > path.stat().st_size:
        raise damaged("shorter than its weights")
    data = np.fromfile(path, dtype=np.uint8, count=count, offset=entry.offset)
    try:
        numbers = quants.dequantize(data.reshape(*entry.shape[:-1], -1), kind)
    except NotImplementedError as error:
        raise BackendError("model_unknown", f"{kind.name} weights") from error
    return np.ascontiguousarray(numbers, dtype=np.float32)
