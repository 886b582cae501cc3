"""A model folder, as transformers lays it out, read into a Decoder.

Knows config.json, *.safetensors and their names. Runs no code of a folder: only families of our own list, built from
known keys. Every weight must be there, have the right shape, and be one that we use.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from backends import safetensors_files
from backends.decoder import Block, Decoder, Weights
from backends.gguf_header import damaged
from backends.model_shape import ModelShape, from_config
from backends.safetensors_files import Limits, SafetensorsError
from learning.backend import BackendError

CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer.json"
WEIGHTS: Final = "model.safetensors"
_LIMITS: Final = Limits(header=16 << 20, tensors=20_000)
_MOST_JSON: Final = 1 << 20  # bytes
_IGNORED: Final = ".rotary_emb.inv_freq"  # old exports carry it; it follows from the config


def read_json(path: Path) -> dict[str, Any]:  # Any: parsed JSON
    try:
        if path.stat().st_size > _MOST_JSON:
            raise damaged(f"{path.name} is too long")
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(f"{path.name}: {type(error).__name__}") from error
    if not isinstance(data, dict):
        raise damaged(path.name)
    return data


def weight_shapes(shape: ModelShape) -> dict[str, tuple[int, ...]]:
    """Every tensor that a model of this shape has, by its name in transformers."""
    heads, kv = shape.heads * shape.head_size, shape.kv_heads * shape.head_size
    hidden, inner = shape.hidden, shape.inner
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (shape.vocabulary, hidden)}
    for index in range(shape.blocks):
        at = f"model.layers.{index}."
        for name, rows in (("q_proj", heads), ("k_proj", kv), ("v_proj", kv)):
            found[f"{at}self_attn.{name}.weight"] = (rows, hidden)
            if shape.attention_bias:
                found[f"{at}self_attn.{name}.bias"] = (rows,)
        found[f"{at}self_attn.o_proj.weight"] = (hidden, heads)
        found |= {f"{at}mlp.{name}.weight": (inner, hidden) for name in ("gate_proj", "up_proj")}
        found[f"{at}mlp.down_proj.weight"] = (hidden, inner)
        found |= {f"{at}{name}.weight": (hidden,) for name in ("input_layernorm", "post_attention_layernorm")}
        if shape.head_norms:
            found |= {f"{at}self_attn.{name}.weight": (shape.head_size,) for name in ("q_norm", "k_norm")}
    found["model.norm.weight"] = (hidden,)
    return found if shape.tied else {**found, "lm_head.weight": (shape.vocabulary, hidden)}


def stored_dtype(folder: Path) -> torch.dtype | None:
    """The format of the first file's first tensor; None when there is none."""
    for path in weight_files(folder):
        with path.open("rb") as file:
            return next(safetensors_files.entries(file, path.stat().st_size, _LIMITS)).dtype
    return None


def weight_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.safetensors"))


class Loader:
    """Reads one folder. `parts` reads tensor by tensor, so that it can be paused; then `decoder` puts them together."""

    def __init__(self, folder: Path, device: torch.device, dtype: torch.dtype) -> None:
        self._folder = folder
        self._device, self._dtype = device, dtype
        self.shape = from_config(read_json(folder / CONFIG))
        self._wanted = weight_shapes(self.shape)
        self._tensors: dict[str, Tensor] = {}
        self.sha256 = ""  # of the last weight file read

    @property
    def total(self) -> int:
        return len(self._wanted)

    def parts(self) -> Iterator[int]:
        """Yields the number of tensors read so far. Raises BackendError("model_damaged" | "model_unknown")."""
        for path in weight_files(self._folder):
            digest = hashlib.sha256()
            with path.open("rb") as file:
                try:
                    for entry, tensor in safetensors_files.read(file, path.stat().st_size, _LIMITS, digest.update):
                        self._take(entry.name, tensor)
                        yield len(self._tensors)
                except SafetensorsError as error:
                    raise damaged(f"{path.name}: {error}") from error
            self.sha256 = digest.hexdigest()

    def decoder(self) -> Decoder:
        if missing := [name for name in self._wanted if name not in self._tensors]:
            raise damaged(f"no {missing[0]}")
        embedding = self._tensors.pop("model.embed_tokens.weight")
        blocks = tuple(self._block(f"model.layers.{index}.") for index in range(self.shape.blocks))
        head = self._tensors.pop("lm_head.weight", embedding)
        return Decoder(self.shape, Weights(embedding, blocks, self._tensors.pop("model.norm.weight"), head))

    def _take(self, name: str, tensor: Tensor) -> None:
        if name.endswith(_IGNORED) or (name == "lm_head.weight" and self.shape.tied):
            return
        if name not in self._wanted:
            raise BackendError("model_unknown", name[:80])
        if tuple(tensor.shape) != self._wanted[name] or name in self._tensors:
            raise damaged(f"{name}: shape {tuple(tensor.shape)}")
        self._tensors[name] = tensor.to(self._device, self._dtype)

    def _block(self, at: str) -> Block:
        def one(name: str) -> Tensor | None:
            return self._tensors.pop(at + name, None)

        def joined(part: str, names: tuple[str, ...], ending: str) -> Tensor | None:
            found = [one(f"{part}.{name}.{ending}") for name in names]
            return torch.cat([tensor for tensor in found if tensor is not None]) if found[0] is not None else None

        return Block(
            attention_norm=_there(one("input_layernorm.weight")),
            qkv=_there(joined("self_attn", ("q_proj", "k_proj", "v_proj"), "weight")),
            qkv_bias=joined("self_attn", ("q_proj", "k_proj", "v_proj"), "bias"),
            out=_there(one("self_attn.o_proj.weight")),
            q_norm=one("self_attn.q_norm.weight"),
            k_norm=one("self_attn.k_norm.weight"),
            mlp_norm=_there(one("post_attention_layernorm.weight")),
            gate_up=_there(joined("mlp", ("gate_proj", "up_proj"), "weight")),
            down=_there(one("mlp.down_proj.weight")),
        )


def _there(tensor: Tensor | None) -> Tensor:
    if tensor is None:
        raise damaged("a weight is missing")
    return tensor
