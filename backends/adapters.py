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
from learning import adapter_sites
from learning.adapter_sites import MOST_ALPHA, MOST_RANK, Site
from learning.backend import BackendError
from learning.store import files

ADAPTER: Final = "adapter_model.safetensors"
CONFIG: Final = "adapter_config.json"
_GATE: Final = "ingrain_gate"  # in the file's metadata, where other readers of the format pass it by
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


@dataclass(frozen=True, slots=True)
class Adapter:
    """One LoRA. `pairs[site]` is (A [rank, in], B [out, rank]), float32; the change is scale · B A."""

    pairs: dict[Site, tuple[Tensor, Tensor]]
    scale: float
    gate: Gate | None = None  # which messages it is for; None: all
    scales: str = ""  # what its config says, where the same numbers could mean something else


@dataclass(frozen=True, slots=True)
class _Config:
    """The only things that are taken from a config. A key of a pattern is a layer's name, or its path, which wins."""

    rank: int
    alpha: float
    ranks: Mapping[str, int]
    alphas: Mapping[str, float]

    def rank_of(self, site: Site) -> int:
        return self.ranks.get(adapter_sites.path(site), self.ranks.get(site[1], self.rank))

    def alpha_of(self, site: Site) -> float:
        return self.alphas.get(adapter_sites.path(site), self.alphas.get(site[1], self.alpha))


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
    return Adapter(_paired(tensors, config), config.alpha / config.rank, found, repr(config))


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
    for site, pair in adapter.pairs.items():
        tensors = zip("AB", pair, strict=True)
        found += [(adapter_sites.tensor(site, letter, within), tensor) for letter, tensor in tensors]
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
    return _Config(
        _rank(config.get("r")),
        _alpha(config.get("lora_alpha")),
        {key: _rank(value) for key, value in _pattern(config, "rank_pattern").items()},
        {key: _alpha(value) for key, value in _pattern(config, "alpha_pattern").items()},
    )


def _rank(value: object) -> int:
    if not isinstance(value, int) or not 0 < value <= MOST_RANK:
        raise damaged("config: rank")
    return value


def _alpha(value: object) -> float:
    if not isinstance(value, (int, float)) or not 0 < value <= MOST_ALPHA:  # refuses NaN too
        raise damaged("config: alpha")
    return float(value)


def _pattern(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:  # Any: parsed JSON
    """As `write` and `learning.sharing` have it: no key is a pattern any more."""
    found = config.get(name)
    if not isinstance(found, dict | None):
        raise damaged(f"config: {name}")
    return found or {}


def _paired(tensors: Mapping[str, Tensor], config: _Config) -> dict[Site, tuple[Tensor, Tensor]]:
    halves: dict[Site, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        found = adapter_sites.parse(name)
        if found is None:
            raise BackendError("skill_other_model", name[:80])
        if tensor.dim() != 2 or not bool(torch.isfinite(tensor).all()):
            raise damaged(f"{name}: numbers")
        half = halves.setdefault(found[0], {})
        if found[1] in half:  # one layer under two names
            raise damaged(f"{name}: twice")
        half[found[1]] = tensor.float()
    known = {site[1] for site in halves} | {adapter_sites.path(site) for site in halves}
    if unknown := (set(config.ranks) | set(config.alphas)) - known:
        raise damaged(f"config: {min(unknown)}")
    return {site: _pair(site, half, config) for site, half in halves.items()}


def _pair(site: Site, half: Mapping[str, Tensor], config: _Config) -> tuple[Tensor, Tensor]:
    """A layer whose scale differs from the others' has the difference in its B."""
    rank = config.rank_of(site)
    if set(half) != {"A", "B"} or half["A"].shape[0] != rank or half["B"].shape[1] != rank:
        raise damaged(f"{site}: rank")
    own, common = config.alpha_of(site) / rank, config.alpha / config.rank
    same = math.isclose(own, common, rel_tol=1e-9)
    return half["A"], half["B"] if same else half["B"] * (own / common)
