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

from backends import fused_layers, safetensors_files
from backends.decoder import Block, Decoder, Weights
from backends.gguf_header import damaged
from backends.model_shape import ModelShape, from_config
from backends.safetensors_files import Limits, SafetensorsError
from learning.backend import BackendError

CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer.json"
WEIGHTS: Final = "model.safetensors"
_QKV: Final = fused_layers.PARTS["qkv_proj"]
_GATE_UP: Final = fused_layers.PARTS["gate_up_proj"]
_LIMITS: Final = Limits(header=16 << 20, tensors=20_000)
_MOST_JSON: Final = 1 << 20  # bytes
_IGNORED: Final = ".rotary_emb.inv_freq"  # old exports carry it; it follows from the config
# In a model that sees pictures: how its text part's names begin, and names of the rest.
_TEXT: Final = {
    "language_model.model.": "model.",
    "model.language_model.": "model.",
    "language_model.lm_head.": "lm_head.",
}
_PICTURES: Final = ("vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector.")


def read_json(path: Path) -> dict[str, Any]:  # Any: parsed JSON
    if not path.is_file():  # a pipe could be waited for without end
        raise damaged(f"no {path.name}")
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
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (shape.vocabulary, shape.hidden)}
    for index in range(shape.blocks):
        at = f"model.layers.{index}."
        for part, layers in (("self_attn", _attention_layers(shape)), ("mlp", _mlp_layers(shape))):
            found |= {f"{at}{part}.{name}.weight": size for name, size in layers.items()}
        for name in _biased(shape):
            found[f"{at}self_attn.{name}.bias"] = (shape.layer(name)[0],)
        found |= {f"{at}{name}.weight": (shape.hidden,) for name in _norms(shape)}
        if shape.head_norms:
            found |= {f"{at}self_attn.{name}.weight": (shape.head_size,) for name in ("q_norm", "k_norm")}
    found["model.norm.weight"] = (shape.hidden,)
    return found if shape.tied else {**found, "lm_head.weight": (shape.vocabulary, shape.hidden)}


def _attention_layers(shape: ModelShape) -> dict[str, tuple[int, int]]:
    names = ("qkv_proj", "o_proj") if shape.fused else (*_QKV, "o_proj")
    return {name: fused_layers.size(shape, name) for name in names}


def _mlp_layers(shape: ModelShape) -> dict[str, tuple[int, int]]:
    names = ("gate_up_proj", "down_proj") if shape.fused else (*_GATE_UP, "down_proj")
    return {name: fused_layers.size(shape, name) for name in names}


def _biased(shape: ModelShape) -> tuple[str, ...]:
    return (*(_QKV if shape.qkv_bias else ()), *(("o_proj",) if shape.out_bias else ()))


def _norms(shape: ModelShape) -> tuple[str, ...]:
    both = ("input_layernorm", "post_attention_layernorm")
    return (*both, "pre_feedforward_layernorm", "post_feedforward_layernorm") if shape.gemma else both


def stored_dtype(folder: Path) -> torch.dtype | None:
    """The format of the first file's first tensor; None when there is none. Raises BackendError("model_damaged")."""
    for path in weight_files(folder):
        with path.open("rb") as file:
            try:
                return next(safetensors_files.entries(file, path.stat().st_size, _LIMITS)).dtype
            except SafetensorsError as error:
                raise damaged(f"{path.name}: {error}") from error
    return None


def weight_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.safetensors") if path.is_file())


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
        norm = self._counted(self._tensors.pop("model.norm.weight"))
        return Decoder(self.shape, Weights(embedding, blocks, norm, head))

    def _take(self, name: str, tensor: Tensor) -> None:
        name = self._plain(name)
        if name.endswith(_IGNORED) or (name == "lm_head.weight" and self.shape.tied):
            return
        if self.shape.within and name.startswith(_PICTURES):
            return
        if name not in self._wanted:
            raise BackendError("model_unknown", name[:80])
        if tuple(tensor.shape) != self._wanted[name] or name in self._tensors:
            raise damaged(f"{name}: shape {tuple(tensor.shape)}")
        exact = self.shape.gemma and name.endswith("norm.weight")  # counts from one: rounded, that is less exact
        self._tensors[name] = tensor.to(self._device, torch.float32 if exact else self._dtype)

    def _plain(self, name: str) -> str:
        for theirs, ours in _TEXT.items() if self.shape.within else ():
            if name.startswith(theirs):
                return ours + name.removeprefix(theirs)
        return name

    def _block(self, at: str) -> Block:
        def one(name: str) -> Tensor | None:
            return self._tensors.pop(at + name, None)

        def norm(name: str) -> Tensor:
            return self._counted(_there(one(f"{name}.weight")))

        def joined(part: str, fused: str, ending: str) -> Tensor | None:
            whole = one(f"{part}.{fused}.{ending}")
            found = [one(f"{part}.{name}.{ending}") for name in fused_layers.PARTS[fused]]
            return torch.cat([tensor for tensor in found if tensor is not None]) if found[0] is not None else whole

        gemma, heads = self.shape.gemma, self.shape.head_norms
        return Block(
            attention_norm=norm("input_layernorm"),
            qkv=_there(joined("self_attn", "qkv_proj", "weight")),
            qkv_bias=joined("self_attn", "qkv_proj", "bias"),
            out=_there(one("self_attn.o_proj.weight")),
            out_bias=one("self_attn.o_proj.bias"),
            q_norm=self._scaled(norm("self_attn.q_norm")) if heads else None,
            k_norm=norm("self_attn.k_norm") if heads else None,
            behind_attention=norm("post_attention_layernorm") if gemma else None,
            mlp_norm=norm("pre_feedforward_layernorm" if gemma else "post_attention_layernorm"),
            gate_up=_there(joined("mlp", "gate_up_proj", "weight")),
            down=_there(one("mlp.down_proj.weight")),
            behind_mlp=norm("post_feedforward_layernorm") if gemma else None,
        )

    def _counted(self, norm: Tensor) -> Tensor:
        return norm + 1 if self.shape.gemma else norm

    def _scaled(self, norm: Tensor) -> Tensor:
        """Scores are scaled by head_size ** -0.5; what a model wants else goes into the norm of q."""
        return norm * (self.shape.query_scale * self.shape.head_size**0.5) if self.shape.query_scale else norm


def _there(tensor: Tensor | None) -> Tensor:
    if tensor is None:
        raise damaged("a weight is missing")
    return tensor
