"""The header of a GGUF file, read by ourselves with every length checked before it is believed.

Knows GGUF 2 and 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Knows no weights and no vocabulary.
Libraries trust the counts in the file: 43 bytes are enough to hang one of them.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Final

from learning.backend import BackendError

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]

_SCALARS: Final = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING: Final = 8
_ARRAY: Final = 9
_MOST_KEYS: Final = 2_000
_MOST_TENSORS: Final = 20_000
_MOST_ITEMS: Final = 2_000_000  # entries of one array; vocabularies have up to 300,000
_MOST_OF_ALL: Final = 8_000_000  # entries of all arrays: each becomes an object of ours
_MOST_TEXT: Final = 1 << 20  # bytes of one string
_MOST_DIMENSIONS: Final = 4
_MOST_ALIGNMENT: Final = 4096


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """`shape` as torch has it (rows first). `offset` counts from the start of the file. `kind` is a GGML type."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int

    @property
    def weights(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Header:
    metadata: dict[str, Value]
    tensors: tuple[TensorEntry, ...]

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))


def damaged(detail: str) -> BackendError:
    return BackendError("model_damaged", detail[:200])


def read_header(path: Path) -> Header:
    """Raises BackendError("model_missing" | "model_damaged")."""
    if not path.is_file():  # a pipe could be waited for without end
        raise BackendError("model_missing", path.name)
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).header()
    except (OSError, ValueError, struct.error) as error:  # an empty file cannot be mapped: ValueError
        raise damaged(f"{path.name}: {error}") from error


class _Reader:
    """Reads forward and never past the end: every length is compared with what is left first."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._size = len(data)
        self._at = 0
        self._items = 0

    def header(self) -> Header:
        if self._take(4) != b"GGUF":
            raise damaged("not a GGUF file")
        version, tensors, keys = self._unpack("IQQ")
        if version not in (2, 3):
            raise damaged(f"GGUF version {version}")
        if tensors > _MOST_TENSORS or keys > _MOST_KEYS:
            raise damaged(f"{tensors} tensors, {keys} keys")
        metadata = {self._text(): self._value(self._unpack("I")[0]) for _ in range(keys)}
        entries = [self._tensor() for _ in range(tensors)]
        return Header(metadata, self._placed(entries, metadata.get("general.alignment", 32)))

    def _placed(self, entries: list[TensorEntry], alignment: Value) -> tuple[TensorEntry, ...]:
        """Offsets from the start of the file. They counted from the first aligned byte behind the header."""
        if not isinstance(alignment, int) or not 0 < alignment <= _MOST_ALIGNMENT or alignment & (alignment - 1):
            raise damaged(f"alignment {alignment}")
        start = (self._at + alignment - 1) // alignment * alignment
        placed = [TensorEntry(e.name, e.shape, e.kind, start + e.offset) for e in entries]
        if any(entry.offset >= self._size for entry in placed):
            raise damaged("shorter than its weights")
        if len({entry.name for entry in placed}) != len(placed):
            raise damaged("two tensors of one name")
        return tuple(placed)

    def _take(self, count: int) -> bytes:
        if count > self._size - self._at:
            raise damaged("ends too early")
        self._at += count
        return self._data[self._at - count : self._at]

    def _unpack(self, codes: str) -> tuple[int, ...]:
        layout = struct.Struct("<" + codes)
        return layout.unpack(self._take(layout.size))

    def _text(self) -> str:
        (length,) = self._unpack("Q")
        if length > _MOST_TEXT:
            raise damaged(f"text of {length} bytes")
        return self._take(length).decode("utf-8")

    def _value(self, kind: int) -> Value:
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            return self._array()
        return self._scalars(kind, 1)[0]

    def _array(self) -> tuple[Scalar, ...]:
        kind, count = self._unpack("IQ")
        self._items += count
        if count > _MOST_ITEMS or self._items > _MOST_OF_ALL:
            raise damaged(f"array of {count}")
        if kind == _STRING:
            return tuple(self._text() for _ in range(count))
        return self._scalars(kind, count)

    def _scalars(self, kind: int, count: int) -> tuple[Scalar, ...]:
        if kind not in _SCALARS:  # arrays of arrays too
            raise damaged(f"unknown kind of value {kind}")
        return self._unpack(f"{count}{_SCALARS[kind]}")

    def _tensor(self) -> TensorEntry:
        name = self._text()
        (dimensions,) = self._unpack("I")
        if not 0 < dimensions <= _MOST_DIMENSIONS:
            raise damaged(f"{dimensions} dimensions")
        shape = self._unpack(f"{dimensions}Q")
        kind, offset = self._unpack("IQ")
        if not all(0 < size <= self._size * 32 for size in shape):
            raise damaged(f"{name}: shape")
        return TensorEntry(name, tuple(reversed(shape)), kind, offset)
