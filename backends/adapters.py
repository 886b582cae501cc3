"""Adapters on disk in PEFT's LoRA format: strict reading, our own writing.

Knows file layout, names and shapes. A tensor is called base_model.model.model.layers.<i>.mlp.<name>.lora_A.weight
(and lora_B), as PEFT writes it (https://huggingface.co/docs/peft/developer_guides/checkpoint). Runs no code of a file,
passes no field of its config on, and closes it before it returns.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from backends import fused_layers, gate, safetensors_files
from backends.gate import Gate
from backends.model_shape import ModelShape
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
_FUSED: Final = {"qkv_proj": "self_attn", "gate_up_proj": "mlp"}  # of models that keep layers as one (fused_layers.py)
_EVERYWHERE: Final = {**PLACES, **_FUSED}
_NAME: Final = re.compile(
    r"base_model\.model\.(?:model\.|model\.language_model\.|language_model\.model\.)layers\.(\d{1,3})"
    r"\.(\w{3,9})\.(\w{6,12})\.lora_([AB])\.weight"
)
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
    "layer_replication": (None,),
    "auto_mapping": (None,),
    "trainable_token_indices": (None,),
    "lora_bias": (False, None),
    "alora_invocation_tokens": (None,),
}

Site = fused_layers.Site


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
    return Adapter(_paired(tensors, config), config.alpha / config.rank, found)


def write(
    folder: Path,
    adapter: Adapter,
    rank: int,
    base: str,
    dtype: torch.dtype = torch.float32,
    shape: ModelShape | None = None,
) -> None:
    """Write both files durably. `shape` is that of a base whose layers may be called otherwise.

    Raises BackendError("bad_numbers"), and writes nothing, when a weight is not finite.
    """
    within = shape.within if shape is not None else ""
    if shape is not None and shape.fused:
        adapter = replace(adapter, pairs=fused_layers.joined(adapter.pairs, shape))
    tensors = {name: tensor.detach().to(dtype).cpu() for name, tensor in named(adapter, within)}
    for name, tensor in tensors.items():
        if not bool(torch.isfinite(tensor).all()):
            raise BackendError("bad_numbers", name)
    notes = {_GATE: adapter.gate.text()} if adapter.gate is not None else {}
    files.write_atomic(folder / ADAPTER, safetensors_files.pack(tensors, notes))
    files.write_atomic(folder / CONFIG, json.dumps(_config(adapter, rank, base, within), indent=1).encode())


def named(adapter: Adapter, within: str = "") -> list[tuple[str, Tensor]]:
    """Every tensor under the name that PEFT gives it. `within`: what the text part of a larger model is called."""
    found = []
    for (block, name), pair in adapter.pairs.items():
        at = f"base_model.model.model.{within}layers.{block}.{_EVERYWHERE[name]}.{name}"
        found += [(f"{at}.lora_{letter}.weight", tensor) for letter, tensor in zip("AB", pair, strict=True)]
    return found


def _config(adapter: Adapter, rank: int, base: str, within: str) -> dict[str, object]:
    """The fields that PEFT needs to load it."""
    ranks = {name: a.shape[0] for (_, name), (a, _) in adapter.pairs.items() if a.shape[0] != rank}
    names, blocks = sorted({name for _, name in adapter.pairs}), sorted({block for block, _ in adapter.pairs})
    where: dict[str, object] = {"target_modules": names, "layers_to_transform": blocks, "layers_pattern": "layers"}
    if within:  # the part that sees pictures has layers of the same names
        numbers, layers = "|".join(map(str, blocks)), "|".join(names)
        where = {"target_modules": rf".*\.{re.escape(within)}layers\.({numbers})\.\w+\.({layers})"}
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
        "rank_pattern": ranks,
        "alpha_pattern": {name: adapter.scale * own for name, own in ranks.items()},
        **where,
    }


@dataclass(frozen=True, slots=True)
class _Config:
    """The only things that are taken from a config."""

    rank: int
    alpha: float
    ranks: Mapping[str, int]  # of layers that have one of their own

    def rank_of(self, layer: str) -> int:
        return self.ranks.get(layer, self.rank)


def _read_config(path: Path) -> _Config:
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
    ranks, alphas = config.get("rank_pattern") or {}, config.get("alpha_pattern") or {}
    if not isinstance(ranks, dict) or not isinstance(alphas, dict) or {*ranks, *alphas} - {*_EVERYWHERE}:
        raise damaged("config: rank_pattern")
    rank, alpha = _rank(config.get("r")), _alpha(config.get("lora_alpha"))
    own = {name: _rank(value) for name, value in ranks.items()}
    for name in {*ranks, *alphas}:
        if not math.isclose(_alpha(alphas.get(name, alpha)) / own.get(name, rank), alpha / rank, rel_tol=1e-6):
            raise damaged("config: alpha_pattern")
    return _Config(rank, alpha, own)


def _rank(value: object) -> int:
    if not isinstance(value, int) or not 0 < value <= _MOST_RANK:
        raise damaged("config: r")
    return value


def _alpha(value: object) -> float:
    if not isinstance(value, (int, float)) or not 0 < value <= _MOST_ALPHA:  # refuses NaN too
        raise damaged("config: lora_alpha")
    return float(value)


def _paired(tensors: Mapping[str, Tensor], config: _Config) -> dict[Site, tuple[Tensor, Tensor]]:
    halves: dict[Site, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        match = _NAME.fullmatch(name)
        if match is None or _EVERYWHERE.get(match[3]) != match[2]:
            raise BackendError("skill_other_model", name[:80])
        if tensor.dim() != 2 or not bool(torch.isfinite(tensor).all()):
            raise damaged(f"{name}: numbers")
        halves.setdefault((int(match[1]), match[3]), {})[match[4]] = tensor.float()
    pairs: dict[Site, tuple[Tensor, Tensor]] = {}
    for site, half in halves.items():
        rank = config.rank_of(site[1])
        if set(half) != {"A", "B"} or half["A"].shape[0] != rank or half["B"].shape[1] != rank:
            raise damaged(f"{site}: rank")
        pairs[site] = (half["A"], half["B"])
    return pairs
