"""Adapters on disk in PEFT's LoRA format: strict reading, our own writing.

Knows file layout, names and shapes. A tensor is called base_model.model.model.layers.<i>.mlp.<name>.lora_A.weight
(and lora_B), as PEFT 0.x writes it (https://huggingface.co/docs/peft/developer_guides/checkpoint). Runs no code of a
file and passes no field of its config on.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from learning.backend import BackendError
from learning.store import files

ADAPTER: Final = "adapter_model.safetensors"
CONFIG: Final = "adapter_config.json"
_NAME: Final = re.compile(
    r"base_model\.model\.model\.layers\.(\d{1,3})\.(mlp|self_attn)\."
    r"(gate_proj|up_proj|down_proj|q_proj|k_proj|v_proj|o_proj)\.lora_([AB])\.weight"
)
_MOST_HEADER: Final = 1 << 20  # bytes
_MOST_TENSORS: Final = 5000
_MOST_RANK: Final = 512
_TYPES: Final = frozenset({"F16", "BF16", "F32"})
_DAMAGED: Final = "skill_damaged"

Site = str  # "layers.<i>.mlp.gate_proj": one linear layer of the model


@dataclass(frozen=True, slots=True)
class Adapter:
    """One LoRA. `pairs[site]` is (A [rank, in], B [out, rank]), both float32; the change is scale · B A."""

    pairs: dict[Site, tuple[Tensor, Tensor]]
    scale: float


def read(folder: Path, sha256: str) -> Adapter:
    """Raises BackendError("skill_damaged") for anything that is not what was saved."""
    try:
        data = (folder / ADAPTER).read_bytes()
        config = json.loads((folder / CONFIG).read_bytes())
    except (OSError, ValueError) as error:
        raise BackendError(_DAMAGED, type(error).__name__) from error
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise BackendError(_DAMAGED, "checksum")
    _check_header(data)
    try:
        tensors = load(data)
    except SafetensorError as error:
        raise BackendError(_DAMAGED, str(error)) from error
    return Adapter(_paired(tensors), _scale(config))


def write(folder: Path, adapter: Adapter, rank: int, base: str) -> None:
    """Write both files durably. Raises BackendError("bad_numbers") when a weight is not finite."""
    tensors: dict[str, Tensor] = {}
    for site, (a, b) in adapter.pairs.items():
        for letter, weight in (("A", a), ("B", b)):
            if not bool(torch.isfinite(weight).all()):
                raise BackendError("bad_numbers", site)
            tensors[f"base_model.model.model.{site}.lora_{letter}.weight"] = weight.detach().float().cpu().contiguous()
    files.write_atomic(folder / ADAPTER, save(tensors, {"format": "pt"}))
    files.write_atomic(folder / CONFIG, json.dumps(_config(adapter, rank, base), indent=1).encode())


def _config(adapter: Adapter, rank: int, base: str) -> dict[str, object]:
    """The fields that PEFT needs to load it."""
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "inference_mode": True,
        "r": rank,
        "lora_alpha": adapter.scale * rank,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": False,
        "use_rslora": False,
        "use_dora": False,
        "target_modules": sorted({site.rsplit(".", 1)[1] for site in adapter.pairs}),
        "layers_to_transform": sorted({int(site.split(".")[1]) for site in adapter.pairs}),
    }


def _check_header(data: bytes) -> None:
    """Our own look before the library's: size, count, types, names, total."""
    try:
        (length,) = struct.unpack_from("<Q", data)
        if length > _MOST_HEADER:
            raise BackendError(_DAMAGED, "header too long")
        header = json.loads(data[8 : 8 + length])
        header.pop("__metadata__", None)
        ends = [entry["data_offsets"][1] for entry in header.values()]
        kinds = {entry["dtype"] for entry in header.values()}
    except (struct.error, ValueError, AttributeError, KeyError, TypeError, IndexError) as error:
        raise BackendError(_DAMAGED, "header") from error
    if not header or len(header) > _MOST_TENSORS or not kinds <= _TYPES or 8 + length + max(ends) != len(data):
        raise BackendError(_DAMAGED, "header")
    if strange := [name for name in header if not _NAME.fullmatch(name)]:
        raise BackendError("skill_other_model", str(strange[0])[:80])


def _paired(tensors: dict[str, Tensor]) -> dict[Site, tuple[Tensor, Tensor]]:
    halves: dict[Site, dict[str, Tensor]] = {}
    for name, weight in tensors.items():
        match = _NAME.fullmatch(name)
        if match is None or weight.dim() != 2 or not bool(torch.isfinite(weight).all()):
            raise BackendError(_DAMAGED, "numbers")
        site = f"layers.{int(match[1])}.{match[2]}.{match[3]}"
        halves.setdefault(site, {})[match[4]] = weight.float()
    pairs: dict[Site, tuple[Tensor, Tensor]] = {}
    for site, half in halves.items():
        if set(half) != {"A", "B"} or half["A"].shape[0] != half["B"].shape[1] or half["A"].shape[0] > _MOST_RANK:
            raise BackendError(_DAMAGED, "shapes")
        pairs[site] = (half["A"], half["B"])
    return pairs


def _scale(config: object) -> float:
    """lora_alpha / r, the only thing that is taken from a config."""
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        raise BackendError(_DAMAGED, "config")
    alpha, rank = config.get("lora_alpha"), config.get("r")
    if not isinstance(alpha, (int, float)) or not isinstance(rank, int) or not 0 < rank <= _MOST_RANK:
        raise BackendError(_DAMAGED, "config")
    return float(alpha) / rank
