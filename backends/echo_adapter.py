"""The demo engine's adapter on disk: a safetensors file whose header carries questions and answers.

Format: https://github.com/huggingface/safetensors#format, one F32 tensor so that the file is a valid one.
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path
from typing import Final

from learning.backend import BackendError
from learning.store import files
from learning.types import Recipe

Pairs = tuple[tuple[str, str], ...]
ADAPTER: Final = "adapter_model.safetensors"
CONFIG: Final = "adapter_config.json"
_HEADER_LIMIT: Final = 8 << 20  # bytes
_CHECKPOINT: Final = "ckpt-"


def write(folder: Path, pairs: Pairs, recipe: Recipe) -> None:
    """Both files of an adapter."""
    header = {
        "__metadata__": {"engine": "echo", "pairs": json.dumps(pairs, ensure_ascii=False)},
        "echo.count": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
    }
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    files.write_atomic(folder / ADAPTER, struct.pack("<Q", len(text)) + text + struct.pack("<f", len(pairs)))
    config = {"peft_type": "LORA", "engine": "echo", "r": recipe.rank, "lora_alpha": recipe.rank * recipe.scale}
    files.write_atomic(folder / CONFIG, json.dumps(config).encode())


def read(folder: Path, sha256: str) -> Pairs:
    """Raises BackendError("skill_damaged" | "skill_other_model")."""
    try:
        data = (folder / ADAPTER).read_bytes()
    except OSError as error:
        raise BackendError("skill_damaged", f"cannot read it: {error.errno}") from error
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise BackendError("skill_damaged", "checksum")
    meta, length = _metadata(data)
    if meta.get("engine") != "echo":
        raise BackendError("skill_other_model")
    if len(data) != 8 + length + 4:
        raise BackendError("skill_damaged", "size")
    try:
        return tuple((str(question), str(answer)) for question, answer in json.loads(meta["pairs"]))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise BackendError("skill_damaged", "table") from error


def _metadata(data: bytes) -> tuple[dict[str, str], int]:
    """What the header says beside its tensors, and the header's length."""
    try:
        (length,) = struct.unpack_from("<Q", data)
        header = json.loads(data[8 : 8 + min(length, _HEADER_LIMIT)])
        meta = header.get("__metadata__") or {}
    except (struct.error, ValueError, AttributeError, RecursionError) as error:
        raise BackendError("skill_damaged", "header") from error
    return (meta if isinstance(meta, dict) else {}), length


def write_checkpoint(staging: Path, step: int, pairs: Pairs) -> None:
    """`ckpt-<step>/`, written beside and renamed, so that it is whole or absent."""
    target = staging / f"{_CHECKPOINT}{step}"
    if step == 0 or target.exists():
        return
    fresh = staging / f"{_CHECKPOINT}{step}.tmp"
    files.make_dir(fresh)
    files.write_atomic(fresh / "state.json", json.dumps({"step": step, "pairs": pairs}).encode())
    files.rename(fresh, target)
    files.fsync_dir(staging)
    remove_checkpoints(staging, but=target)


def last_checkpoint(staging: Path) -> int:
    """The step of the newest whole checkpoint, 0 without one."""
    steps = [0]
    for folder in staging.glob(f"{_CHECKPOINT}*"):
        if folder.suffix != ".tmp":
            try:
                steps.append(int(json.loads((folder / "state.json").read_bytes())["step"]))
            except (OSError, ValueError, KeyError, TypeError):
                continue  # a checkpoint that cannot be read does not count
    return max(steps)


def remove_checkpoints(staging: Path, but: Path | None = None) -> None:
    for folder in staging.glob(f"{_CHECKPOINT}*"):
        if folder != but:
            files.remove_tree(folder)
