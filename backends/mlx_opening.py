"""From a model on disk to one in MLX's memory: a folder of transformers, one that mlx-lm quantised, or a GGUF file.

A GGUF file goes through the folder that the other engines keep of it (`backends.model_cache`). Files are read by our
own strict reader; mlx-lm gives the model's definition only, and no code of a folder runs. Knows no arithmetic.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_flatten

from backends import machine, mlx_memory, model_cache, safetensors_files
from backends.gguf_header import damaged
from backends.mlx_body import Body
from backends.mlx_shape import Packing, Plan, planned
from backends.model_folder import CONFIG, read_json, weight_files
from backends.opening import converted
from backends.prompting import Prompter
from backends.safetensors_files import Limits, SafetensorsError
from learning.backend import BackendError
from learning.types import ModelRef, Phase, Step

_LIMITS: Final = Limits(header=16 << 20, tensors=20_000, packed=True)
_PAUSE: Final = 8  # tensors between two pauses
_IGNORED: Final = ".rotary_emb.inv_freq"  # old exports carry it; it follows from the config


def open_body(model: ModelRef, cache: Path) -> Generator[Step, None, tuple[Body, Prompter]]:
    """Raises BackendError("model_missing" | "model_damaged" | "model_unknown")."""
    source = Path(model.file)
    if source.is_dir():
        return (yield from _read(source, ""))
    if not source.is_file():
        raise BackendError("model_missing", source.name)
    return (yield from _through_cache(source, model_cache.folder_of(cache, model.sha256)))


def _through_cache(source: Path, folder: Path) -> Generator[Step, None, tuple[Body, Prompter]]:
    """The folder has the format that torch reads best, so that no engine makes it anew for another."""
    kept = machine.best_dtype(machine.best_device())
    promised = model_cache.promised(folder, kept)
    if promised is not None:
        try:
            return (yield from _read(folder, promised))
        except BackendError as error:
            if error.code == "out_of_memory":
                raise
    yield from converted(source, folder, kept)
    return (yield from _read(folder, model_cache.promised(folder, kept) or ""))


def _read(folder: Path, promised: str) -> Generator[Step, None, tuple[Body, Prompter]]:
    """`promised` is the checksum that the weights must have, "" for a folder that is not ours."""
    plan = planned(read_json(folder / CONFIG))
    names = _names(folder)
    model = _empty(plan, names)
    wanted: dict[str, mx.array] = dict(tree_flatten(model.parameters()))
    found: dict[str, mx.array] = {}
    digest = hashlib.sha256()
    for path in weight_files(folder):
        digest = hashlib.sha256()
        for name, array in _tensors(path, digest.update):
            if name.endswith(_IGNORED) or (name == "lm_head.weight" and plan.shape.tied):
                continue
            _check(name, array, wanted, found)
            found[name] = _formatted(array, bool(promised))
            mx.eval(found[name])
            if len(found) % _PAUSE == 0:
                yield Step(Phase.LOAD, len(found), len(wanted) + 1)
    if promised and digest.hexdigest() != promised:
        raise damaged("cached weights")
    if missing := [name for name in wanted if name not in found]:
        raise damaged(f"no {missing[0]}")
    model.load_weights(list(found.items()))
    model.eval()
    opened = Body(plan, model), Prompter(folder)
    yield Step(Phase.LOAD, len(wanted) + 1, len(wanted) + 1)
    return opened


def _names(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in weight_files(folder):
        with path.open("rb") as file:
            try:
                found |= {entry.name for entry in safetensors_files.entries(file, path.stat().st_size, _LIMITS)}
            except SafetensorsError as error:
                raise damaged(f"{path.name}: {error}") from error
    return found


def _empty(plan: Plan, names: set[str]) -> Any:  # Any: one of mlx-lm's models
    """The model without its weights; none is computed before it is replaced."""
    module = importlib.import_module(f"mlx_lm.models.{plan.module}")
    try:
        model = module.Model(module.ModelArgs.from_dict(dict(plan.config)))
    except (TypeError, ValueError) as error:
        raise damaged(f"config.json: {error!r}") from error
    if plan.shape.family == "gemma3_text" and plan.shape.tied:
        model.sanitize({})  # its way to learn that there is no head of its own
    if plan.packing is not None:
        _pack(model, plan.packing, names)
    return model


def _pack(model: Any, packing: Packing, names: set[str]) -> None:
    def how(path: str, module: Any) -> bool | dict[str, int]:
        if f"{path}.scales" not in names or not hasattr(module, "to_quantized"):
            return False
        bits, group = packing.others.get(path, (packing.bits, packing.group))
        return {"bits": bits, "group_size": group}

    try:
        nn.quantize(model, packing.group, packing.bits, class_predicate=how)
    except ValueError as error:
        raise damaged(f"quantization: {error}") from error


def _tensors(path: Path, check: safetensors_files.Check) -> Generator[tuple[str, mx.array], None, None]:
    with path.open("rb") as file:
        try:
            for entry, tensor in safetensors_files.read(file, path.stat().st_size, _LIMITS, check):
                yield entry.name, mlx_memory.to_mlx(tensor)
        except SafetensorsError as error:
            raise damaged(f"{path.name}: {error}") from error


def _check(name: str, array: mx.array, wanted: dict[str, mx.array], found: dict[str, mx.array]) -> None:
    if name not in wanted:
        raise BackendError("model_unknown", name[:80])
    packed = wanted[name].dtype == mx.uint32
    if array.shape != wanted[name].shape or name in found or (array.dtype == mx.uint32) != packed:
        raise damaged(f"{name}: shape {array.shape}")


def _formatted(array: mx.array, ours: bool) -> mx.array:
    """As it is on disk; but on a GPU our own folders, which came from few bits, need no more than bfloat16."""
    if array.dtype == mx.uint32:
        return array
    if not mlx_memory.on_gpu():
        return array if array.dtype == mx.float32 else array.astype(mx.float32)
    return array.astype(mx.bfloat16) if ours else array
