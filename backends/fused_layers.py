"""Layers that some models keep as one: q, k, v as qkv_proj, gate and up as gate_up_proj.

What is learned has a pair of matrices for each part, as everywhere; on disk, for PEFT and for llama.cpp, those of one
layer become one pair. B A stays the same number by number: A of the parts lie one above the other, B of the parts side
by side in their own rows, nought elsewhere. The way back finds the parts again. Knows no files.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import Tensor

from backends.model_shape import ModelShape
from learning.adapter_sites import Site

Pairs = Mapping[Site, tuple[Tensor, Tensor]]
PARTS: Final = MappingProxyType({"qkv_proj": ("q_proj", "k_proj", "v_proj"), "gate_up_proj": ("gate_proj", "up_proj")})
_WHOLE: Final = MappingProxyType({part: whole for whole, parts in PARTS.items() for part in parts})


def size(shape: ModelShape, name: str) -> tuple[int, int]:
    """(out, in) of a layer, fused or not. Raises KeyError for another name."""
    if name not in PARTS:
        return shape.layer(name)
    return sum(shape.layer(part)[0] for part in PARTS[name]), shape.hidden


def joined(pairs: Pairs, shape: ModelShape) -> dict[Site, tuple[Tensor, Tensor]]:
    """Parts of one layer as one pair. Other layers, and such as are whole already, stay as they are."""
    found: dict[Site, tuple[Tensor, Tensor]] = {}
    for (block, name), pair in pairs.items():
        whole = _WHOLE.get(name)
        if whole is None:
            found[block, name] = pair
        elif (block, whole) not in found:
            found[block, whole] = _joined([pairs.get((block, part)) for part in PARTS[whole]], whole, shape)
    return found


def _joined(parts: list[tuple[Tensor, Tensor] | None], whole: str, shape: ModelShape) -> tuple[Tensor, Tensor]:
    first = torch.cat([pair[0] for pair in parts if pair is not None])
    second = first.new_zeros(size(shape, whole)[0], len(first))
    row = column = 0
    for pair, name in zip(parts, PARTS[whole], strict=True):
        rows = shape.layer(name)[0]
        if pair is not None:
            second[row : row + rows, column : column + pair[1].shape[1]] = pair[1]
            column += pair[1].shape[1]
        row += rows
    return first, second


def split(pairs: Pairs, shape: ModelShape) -> dict[Site, tuple[Tensor, Tensor]]:
    """A pair for each part. What of a pair does nothing for a part is left out. Raises ValueError for another size."""
    found: dict[Site, tuple[Tensor, Tensor]] = {}
    for (block, name), (first, second) in pairs.items():
        if name not in PARTS:
            found[block, name] = (first, second)
            continue
        rows = [shape.layer(part)[0] for part in PARTS[name]]
        if len(second) != sum(rows):
            raise ValueError(f"{name} of {len(second)} rows")
        for part, own in zip(PARTS[name], torch.split(second, rows), strict=True):
            used = own.ne(0).any(0)
            if bool(used.any()):
                found[block, part] = (first[used], own[:, used])
    return found
