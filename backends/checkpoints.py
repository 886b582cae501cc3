"""Training under way, on disk, in folders that are whole or absent.

`ckpt-<step>/` holds state.safetensors and state.json; it is written as `.tmp`, synced and renamed. Never pickled. Knows
nothing of what the tensors mean.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from torch import Tensor

from backends import safetensors_files
from backends.safetensors_files import Limits, SafetensorsError
from learning.store import files

_TENSORS: Final = "state.safetensors"
_NUMBERS: Final = "state.json"


@dataclass(frozen=True, slots=True)
class State:
    """Where training stands after `step` optimiser steps. `run` says what was trained: another run starts afresh."""

    step: int
    run: str
    tensors: Mapping[str, Tensor]


def write(staging: Path, state: State) -> None:
    """Keep this state and drop older ones."""
    target = staging / f"ckpt-{state.step}"
    beside = staging / f"ckpt-{state.step}.tmp"
    for path in (target, beside):
        files.remove_tree(path)
    files.make_dir(beside)
    data = safetensors_files.pack({name: tensor.detach().cpu() for name, tensor in state.tensors.items()})
    files.write(beside / _TENSORS, data)
    known = {
        "step": state.step,
        "run": state.run,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    files.write(beside / _NUMBERS, json.dumps(known).encode())
    files.fsync_dir(beside)
    files.rename(beside, target)
    files.fsync_dir(staging)
    for folder in _folders(staging):
        if folder != target:
            files.remove_tree(folder)


def newest(staging: Path, run: str) -> State | None:
    """The newest whole state of this run; damaged ones and those of another run are passed over."""
    for folder in sorted(_folders(staging), key=lambda folder: _number(folder.name), reverse=True):
        state = _read(folder)
        if state is not None and state.run == run:
            return state
    return None


def remove(staging: Path) -> None:
    for folder in staging.glob("ckpt-*"):
        files.remove_tree(folder)


def _read(folder: Path) -> State | None:
    try:
        known = json.loads((folder / _NUMBERS).read_bytes())
        data = (folder / _TENSORS).read_bytes()
        if hashlib.sha256(data).hexdigest() != known["sha256"]:
            return None
        tensors = {e.name: t for e, t in safetensors_files.read(io.BytesIO(data), len(data), Limits())}
        return State(int(known["step"]), str(known["run"]), tensors)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorsError):
        return None  # the one before it will do


def _folders(staging: Path) -> list[Path]:
    return [folder for folder in staging.glob("ckpt-*") if folder.suffix != ".tmp"]


def _number(name: str) -> int:
    digits = name.removeprefix("ckpt-")
    return int(digits) if digits.isdigit() else -1
