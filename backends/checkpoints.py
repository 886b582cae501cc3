"""Training under way, on disk: adapter, optimiser and position, in folders that are whole or absent.

`ckpt-<step>/` holds state.safetensors and state.json; it is written as `.tmp`, synced and renamed. Never pickled.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from learning.store import files

_TENSORS: Final = "state.safetensors"
_NUMBERS: Final = "state.json"


@dataclass(frozen=True, slots=True)
class State:
    """Where training stands after `step` optimiser steps."""

    step: int
    numbers: dict[str, float]
    tensors: dict[str, Tensor]


def write(staging: Path, state: State) -> None:
    """Keep this state and drop older ones."""
    target = staging / f"ckpt-{state.step}"
    if target.exists():
        return
    beside = staging / f"ckpt-{state.step}.tmp"
    shutil.rmtree(beside, ignore_errors=True)
    files.make_dir(beside)
    files.write(beside / _TENSORS, save({name: t.detach().cpu().contiguous() for name, t in state.tensors.items()}))
    files.write(beside / _NUMBERS, json.dumps({"step": state.step, "numbers": state.numbers}).encode())
    files.fsync_dir(beside)
    files.rename(beside, target)
    files.fsync_dir(staging)
    for folder in _folders(staging):
        if folder != target:
            files.remove_tree(folder)


def newest(staging: Path) -> State | None:
    """The newest state that can be read whole."""
    for folder in sorted(_folders(staging), key=lambda f: _number(f.name), reverse=True):
        try:
            known = json.loads((folder / _NUMBERS).read_bytes())
            tensors = load((folder / _TENSORS).read_bytes())
            return State(int(known["step"]), {k: float(v) for k, v in known["numbers"].items()}, tensors)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError):
            continue  # damaged: the one before it will do
    return None


def remove(staging: Path) -> None:
    for folder in staging.glob("ckpt-*"):
        files.remove_tree(folder)


def _folders(staging: Path) -> list[Path]:
    return [folder for folder in staging.glob("ckpt-*") if folder.suffix != ".tmp"]


def _number(name: str) -> int:
    digits = name.removeprefix("ckpt-")
    return int(digits) if digits.isdigit() else -1
