"""Adapters on disk in PEFT's LoRA format: strict reading, our own writing.

Knows file layout, names and shapes. A tensor is called base_model.model.model.layers.<i>.mlp.<name>.lora_A.weight
(and lora_B), as PEFT writes it (https://huggingface.co/docs/peft/developer_guides/checkpoint). Runs no code of a file,
passes no field of its config on, and closes it before it returns.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from backends import gate, safetensors_files
from backends.gate import Gate
from backends.safetensors_files import Limits, SafetensorsError
from learning.backend import BackendError
from learning.store import files

ADAPTER: Final = "adapter_model.safetensors"
CONFIG: Final = "adapter_config.json"
_GATE: Final = "ingrain_gate"  # in the file's metadata, where other readers of the format pass it by
PLACES: Final = {
    "gate_proj": "mlp",
    "up_proj": "mlp",
    "down_proj": "mlp",
    "q_proj": "self_attn",
    "k_proj": "self_attn",
    "v_proj": "self_attn",
    "o_proj": "self_attn",
}
_NAME: Final = re.compile(r"base_model\.model\.model\.layers\.(\d{1,3})\.(\w{3,9})\.(\w{6,9})\.lora_([AB])\.weight")
_MOST_RANK: Final = 512
_MOST_ALPHA: Final = 1e6
_MOST_BYTES: Final = 2 << 30
_MOST_CONFIG: Final = 1 << 16  # bytes
# What would change the arithmetic of an adapter, and the only value that we compute.
_PLAIN: Final[Mapping[str, tuple[object, ...]]] = {
    "peft_type": ("LORA",),
    "task_type": ("CAUSAL_LM", None),
    "bias": ("none",),
    "use_rslora": (False, None),
    "use_dora": (False, None),
    "fan_in_fan_out": (False, None),
    "modules_to_save": (None, []),
    "rank_pattern": ({}, None),
    "alpha_pattern": ({}, None),
    "layer_replication": (None,),
    "auto_mapping": (None,),
    "trainable_token_indices": (None,),
    "lora_bias": (False, None),
    "alora_invocation_tokens": (None,),
}

Site = tuple[int, str]  # block and name of the linear layer, as (12, "gate_proj")


@dataclass(frozen=True, slots=True)
class Adapter:
    """One LoRA. `pairs[site]` is (A [rank, in], B [out, rank]), float32; the change is scale · B A."""

    pairs: dict[Site, tuple[Tensor, Tensor]]
    scale: float
    gate: Gate | None = None  # which messages it is for; None: all


def damaged(detail: str) -> BackendError:
    return BackendError("skill_damaged", detail[:200])


def read(folder: Path, sha256: str) -> Adapter:
    """Raises BackendError("skill_damaged") for anything that is not what was saved."""
    try:
        config = _read_config(folder / CONFIG)
        if (folder / ADAPTER).stat().st_size > _MOST_BYTES:
            raise damaged("too large")
        data = (folder / ADAPTER).read_bytes()
    except OSError as error:
        raise damaged(type(error).__name__) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise damaged("checksum")
    try:
        tensors = {e.name: t for e, t in safetensors_files.read(io.BytesIO(data), len(data), Limits())}
        stored = safetensors_files.notes(data).get(_GATE)
        found = gate.parse(stored) if stored else None
    except (SafetensorsError, ValueError) as error:
        raise damaged(str(error)) from error
    return Adapter(_paired(tensors, config), config[1] / config[0], found)


def write(folder: Path, adapter: Adapter, rank: int, base: str, dtype: torch.dtype = torch.float32) -> None:
    """Write both files durably. Raises BackendError("bad_numbers"), and writes nothing, when a weight is not finite."""
    tensors = {name: tensor.detach().to(dtype).cpu() for name, tensor in named(adapter)}
    for name, tensor in tensors.items():
        if not bool(torch.isfinite(tensor).all()):
            raise BackendError("bad_numbers", name)
    notes = {_GATE: adapter.gate.text()} if adapter.gate is not None else {}
    files.write_atomic(folder / ADAPTER, safetensors_files.pack(tensors, notes))
    files.write_atomic(folder / CONFIG, json.dumps(_config(adapter, rank, base), indent=1).encode())


def named(adapter: Adapter) -> list[tuple[str, Tensor]]:
    """Every tensor under the name that PEFT gives it."""
    found = []
    for (block, name), pair in adapter.pairs.items():
        at = f"base_model.model.model.layers.{block}.{PLACES[name]}.{name}"
        found += [(f"{at}.lora_{letter}.weight", tensor) for letter, tensor in zip("AB", pair, strict=True)]
    return found


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
        "target_modules": sorted({name for _, name in adapter.pairs}),
        "layers_to_transform": sorted({block for block, _ in adapter.pairs}),
        "layers_pattern": "layers",
    }


def _read_config(path: Path) -> tuple[int, float]:
    """(r, lora_alpha): the only things that are taken from a config."""
    if path.stat().st_size > _MOST_CONFIG:
        raise damaged("config is too long")
    try:
        config: Any = json.loads(path.read_bytes())  # Any: parsed JSON
    except (ValueError, RecursionError) as error:
        raise damaged("config is not JSON") from error
    if not isinstance(config, dict):
        raise damaged("config is no object")
    for key, allowed in _PLAIN.items():
        if config.get(key, allowed[0]) not in allowed:
            raise damaged(f"config: {key}")
    rank, alpha = config.get("r"), config.get("lora_alpha")
    if not isinstance(rank, int) or not 0 < rank <= _MOST_RANK:
        raise damaged("config: r")
    if not isinstance(alpha, (int, float)) or not 0 < alpha <= _MOST_ALPHA:  # refuses NaN too
        raise damaged("config: lora_alpha")
    return rank, float(alpha)


def _paired(tensors: Mapping[str, Tensor], config: tuple[int, float]) -> dict[Site, tuple[Tensor, Tensor]]:
    halves: dict[Site, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        match = _NAME.fullmatch(name)
        if match is None or PLACES.get(match[3]) != match[2]:
            raise BackendError("skill_other_model", name[:80])
        if tensor.dim() != 2 or not bool(torch.isfinite(tensor).all()):
            raise damaged(f"{name}: numbers")
        halves.setdefault((int(match[1]), match[3]), {})[match[4]] = tensor.float()
    pairs: dict[Site, tuple[Tensor, Tensor]] = {}
    for site, half in halves.items():
        if set(half) != {"A", "B"} or half["A"].shape[0] != config[0] or half["B"].shape[1] != config[0]:
            raise damaged(f"{site}: rank")
        pairs[site] = (half["A"], half["B"])
    return pairs
