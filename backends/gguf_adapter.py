"""Adapters as llama.cpp reads them: one GGUF file for each skill and base, made once and kept.

Knows GGML's names for what an adapter changes, that q and k of the llama family are stored with interleaved halves, and
that llama.cpp multiplies by alpha / rank (https://github.com/ggml-org/llama.cpp, convert_lora_to_gguf.py).
A kept file is named by what it was made from and by its own checksum, so that a damaged one is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Final

import gguf
import torch
from torch import Tensor

from backends import fused_layers
from backends.adapters import Adapter
from backends.gguf_weights import ggml_site, interleaved, is_interleaved
from backends.model_shape import ModelShape
from learning.adapter_sites import Site
from learning.store import files, ids

_FOLDER: Final = "adapters"
_FORMAT: Final = 1
_MOST: Final = 64  # kept files


class Kept:
    """Converted adapters under `<cache>/adapters/`, for one base model."""

    def __init__(self, cache: Path, shape: ModelShape) -> None:
        self._folder = cache / _FOLDER
        self._shape = shape

    def file(self, adapter: Adapter, sha256: str) -> Path:
        """The GGUF file of an adapter; `sha256` is that of the adapter's own file. Raises OSError."""
        scales = hashlib.sha256(adapter.scales.encode()).hexdigest()[:8]
        stem = f"{sha256[:32]}-{scales}-{self._shape.family}-{self._shape.head_size}-{_FORMAT}"
        for path in sorted(self._folder.glob(f"{stem}.*.gguf")):
            if hashlib.sha256(path.read_bytes()).hexdigest() == path.suffixes[0].removeprefix("."):
                return path
            files.remove(path)
        return self._made(adapter, stem)

    def _made(self, adapter: Adapter, stem: str) -> Path:
        files.make_dir(self._folder)
        self._forget_oldest()
        part = self._folder / f"{stem}.{ids.new_id()}.part"
        try:
            files.strike()
            write(part, adapter, self._shape)
            files.fsync_file(part)
            path = self._folder / f"{stem}.{hashlib.sha256(part.read_bytes()).hexdigest()}.gguf"
            files.replace(part, path)
        finally:
            files.remove(part)
        return path

    def _forget_oldest(self) -> None:
        kept = []
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another engine may clear up as well
                kept.append((path.stat().st_mtime_ns, path))
        for _, path in sorted(kept)[: -_MOST or None]:
            files.remove(path)


def write(path: Path, adapter: Adapter, shape: ModelShape) -> None:
    """Write an adapter for a base that is GGUF, float32. Its scale goes into alpha = scale · rank."""
    pairs = fused_layers.joined(adapter.pairs, shape) if shape.fused else adapter.pairs
    ranks = {a.shape[0] for a, _ in pairs.values()}
    rank = ranks.pop() if len(ranks) == 1 else 0  # uneven ranks: the scale goes into B, and alpha 0 leaves it alone
    writer = gguf.GGUFWriter(path, shape.family)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, adapter.scale * rank)
    for site, (a, b) in pairs.items():
        name = _name(site, shape.family)
        second = b if rank else b * adapter.scale
        writer.add_tensor(f"{name}.lora_a", a.to(torch.float32).contiguous().numpy())
        writer.add_tensor(f"{name}.lora_b", _stored(site, second, shape).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _name(site: Site, family: str) -> str:
    return f"blk.{site[0]}.{ggml_site(family, site[1])}.weight"


def _stored(site: Site, b: Tensor, shape: ModelShape) -> Tensor:
    """Rows of B in the order in which GGUF stores the rows of the weight that it is added to."""
    b = b.to(torch.float32)
    turned = is_interleaved(shape.family) and site[1] in ("q_proj", "k_proj")
    return (interleaved(b, shape.head_size) if turned else b).contiguous()
