"""Safetensors files, read with our own strict look at the header and written as a stream.

Knows the format (https://huggingface.co/docs/safetensors): eight bytes of length, a JSON header, the numbers. Knows no
model. Nothing is mapped: every tensor is read into memory of its own and the file is closed.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final

import torch
from torch import Tensor

from learning.store import files

_DTYPES: Final = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
_PACKED: Final = {**_DTYPES, "U32": torch.uint32}  # quantised weights, some to a number
_METADATA: Final = "__metadata__"
_MOST_DIMENSIONS: Final = 8
_MOST_NAME: Final = 512


class SafetensorsError(ValueError):
    """Not a safetensors file, or not one within the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    header: int = 1 << 20  # bytes
    tensors: int = 5_000
    packed: bool = False  # whether quantised weights may be in it


@dataclass(frozen=True, slots=True)
class Entry:
    """One tensor; `begin` and `end` count from the first byte behind the header."""

    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]
    begin: int
    end: int


Check = Callable[[bytes | memoryview], object]


def read(data: BinaryIO, size: int, limits: Limits, check: Check = len) -> Iterator[tuple[Entry, Tensor]]:
    """Every tensor in file order; `check` is given every byte of the file, in order, to hash it in the same pass.

    Raises SafetensorsError before the first tensor for anything wrong in the header.
    """
    head, found = _header(data, size, limits)
    check(head)
    for entry in found:
        tensor = torch.empty(entry.shape, dtype=entry.dtype)
        room = bytes_of(tensor)
        if data.readinto(room) != len(room):  # type: ignore[attr-defined]  # every open file has it
            raise SafetensorsError("ends too early")
        check(room)
        yield entry, tensor


def entries(data: BinaryIO, size: int, limits: Limits) -> Iterator[Entry]:
    """What is in a file, in file order, without its numbers."""
    yield from _header(data, size, limits)[1]


def write(
    path: Path, shapes: Mapping[str, tuple[int, ...]], dtype: torch.dtype, tensors: Iterable[Tensor]
) -> Generator[int, None, str]:
    """Write tensors one by one in the order of `shapes`, so that only one is in memory.

    Yields how many are written, returns the SHA-256 of the file.
    """
    digest = hashlib.sha256()
    files.strike()
    with path.open("wb") as file:
        head = _head(shapes, dtype)
        digest.update(head)
        file.write(head)
        for done, ((name, shape), tensor) in enumerate(zip(shapes.items(), tensors, strict=True), 1):
            if tuple(tensor.shape) != shape or tensor.dtype != dtype:
                raise SafetensorsError(f"{name} is not as announced")
            room = bytes_of(tensor)
            digest.update(room)
            file.write(room)
            yield done
    files.fsync_file(path)
    return digest.hexdigest()


def pack(tensors: Mapping[str, Tensor], notes: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """A small file in memory. All tensors of one format; `notes` go into its metadata."""
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    dtype = next(iter(tensors.values())).dtype
    return b"".join([_head(shapes, dtype, notes), *(bytes(bytes_of(tensor)) for tensor in tensors.values())])


def bytes_of(tensor: Tensor) -> memoryview:
    """The memory of a tensor, writable, without a copy."""
    numbers: Any = tensor.contiguous().view(-1).view(torch.uint8).numpy()  # Any: numpy knows no Buffer
    return memoryview(numbers)


def notes(data: bytes) -> dict[str, str]:
    """The metadata of a file that `read` accepted."""
    (length,) = struct.unpack_from("<Q", data)
    found = json.loads(data[8 : 8 + length]).get(_METADATA)
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _head(
    shapes: Mapping[str, tuple[int, ...]], dtype: torch.dtype, notes: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    kind = next(name for name, known in _DTYPES.items() if known == dtype)
    header: dict[str, object] = {_METADATA: {"format": "pt", **notes}}
    at = 0
    for name, shape in shapes.items():
        end = at + prod(shape) * dtype.itemsize
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _header(data: BinaryIO, size: int, limits: Limits) -> tuple[bytes, list[Entry]]:
    start = data.read(8)
    if len(start) < 8:
        raise SafetensorsError("empty")
    (length,) = struct.unpack("<Q", start)
    if length > min(limits.header, size - 8):
        raise SafetensorsError(f"header of {length} bytes")
    text = data.read(length)
    found = sorted(_entries(text, limits), key=lambda entry: entry.begin)
    at = 0
    for entry in found:
        if entry.begin != at:
            raise SafetensorsError(f"{entry.name}: gap or overlap")
        at = entry.end
    if 8 + length + at != size:
        raise SafetensorsError("size of the file")
    return start + text, found


def _entries(text: bytes, limits: Limits) -> Iterator[Entry]:
    try:
        header = json.loads(text, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise SafetensorsError("header is not JSON") from error
    if not isinstance(header, dict):
        raise SafetensorsError("header is no object")
    header.pop(_METADATA, None)
    if not 0 < len(header) <= limits.tensors:
        raise SafetensorsError(f"{len(header)} tensors")
    for name, value in header.items():
        yield _entry(name, value, _PACKED if limits.packed else _DTYPES)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: parsed JSON
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _entry(name: str, value: Any, dtypes: Mapping[str, torch.dtype]) -> Entry:  # Any: parsed JSON
    try:
        dtype = dtypes[value["dtype"]]
        shape = tuple(value["shape"])
        begin, end = value["data_offsets"]
    except (KeyError, TypeError, ValueError) as error:
        raise SafetensorsError(f"{name[:80]}: {error!r}"[:200]) from error
    numbers = (*shape, begin, end)
    if not all(type(number) is int and 0 <= number < 1 << 48 for number in numbers):
        raise SafetensorsError(f"{name[:80]}: sizes")
    if len(name) > _MOST_NAME or len(shape) > _MOST_DIMENSIONS or end - begin != prod(shape) * dtype.itemsize:
        raise SafetensorsError(f"{name[:80]}: sizes")
    return Entry(name, dtype, shape, begin, end)
