"""A bounded look at a GGUF file before any library parses it.

Knows the header layout of GGUF 2 and 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md) and what is sane.
Reads counts and metadata, never weights; every length is checked against the file before anything is allocated.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from learning.backend import BackendError

Value = str | int | float | bool
_MAGIC: Final = b"GGUF"
_SCALARS: Final = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST_KEYS: Final = 4096
_MOST_TENSORS: Final = 20_000
_MOST_ITEMS: Final = 2_000_000  # entries of one array; vocabularies have up to 300,000
_MOST_TEXT: Final = 4 << 20  # bytes of one string
_MOST_BLOCKS: Final = 512
_MOST_DIMENSIONS: Final = 4
_ALIGNMENTS: Final = frozenset(1 << power for power in range(3, 13))
_SMALLEST_BITS: Final = 1.0  # bits a weight, below every quantisation there is


@dataclass(frozen=True, slots=True)
class Header:
    """Scalar metadata (arrays are skipped) and what the tensors need at least."""

    metadata: dict[str, Value]
    tensors: int
    weights: int

    @property
    def architecture(self) -> str:
        return str(self.metadata.get("general.architecture", ""))


def read_header(path: Path) -> Header:
    """Raises BackendError("model_missing" | "model_damaged")."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _check(_Reader(file, size).header(), size)
    except FileNotFoundError as error:
        raise BackendError("model_missing", path.name) from error
    except (struct.error, UnicodeDecodeError, EOFError, OverflowError) as error:
        raise BackendError("model_damaged", f"{path.name}: {error}") from error


def _check(header: Header, size: int) -> Header:
    if header.metadata.get("general.alignment", 32) not in _ALIGNMENTS:
        raise BackendError("model_damaged", "alignment")
    blocks = header.metadata.get(f"{header.architecture}.block_count", 1)
    if not isinstance(blocks, int) or not 0 < blocks <= _MOST_BLOCKS:
        raise BackendError("model_damaged", "block count")
    if header.weights * _SMALLEST_BITS / 8 > size:
        raise BackendError("model_damaged", "shorter than its weights")
    return header


class _Reader:
    """Reads forward only, and never past the end."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size

    def header(self) -> Header:
        if self._take(4) != _MAGIC:
            raise BackendError("model_damaged", "not a GGUF file")
        version, tensors, keys = struct.unpack("<IQQ", self._take(20))
        if version not in (2, 3) or tensors > _MOST_TENSORS or keys > _MOST_KEYS:
            raise BackendError("model_damaged", "counts")
        metadata: dict[str, Value] = {}
        for _ in range(keys):
            key = self._text()
            value = self._value(self._u32())
            if value is not None:
                metadata[key] = value
        return Header(metadata, tensors, sum(self._tensor() for _ in range(tensors)))

    def _take(self, count: int) -> bytes:
        if count > self._size - self._file.tell():
            raise EOFError("ends too early")
        return self._file.read(count)

    def _u32(self) -> int:
        return int(struct.unpack("<I", self._take(4))[0])

    def _u64(self) -> int:
        return int(struct.unpack("<Q", self._take(8))[0])

    def _text(self) -> str:
        length = self._u64()
        if length > _MOST_TEXT:
            raise BackendError("model_damaged", "text too long")
        return self._take(length).decode("utf-8")

    def _value(self, kind: int) -> Value | None:
        if kind == _STRING:
            return self._text()
        if kind == _ARRAY:
            self._skip_array()
            return None
        if kind not in _SCALARS:
            raise BackendError("model_damaged", "unknown kind of value")
        code = "<" + _SCALARS[kind]
        value: Value = struct.unpack(code, self._take(struct.calcsize(code)))[0]
        return value

    def _skip_array(self) -> None:
        kind, count = self._u32(), self._u64()
        if count > _MOST_ITEMS or kind == _ARRAY:
            raise BackendError("model_damaged", "array")
        if kind == _STRING:
            for _ in range(count):
                length = self._u64()
                if length > _MOST_TEXT:
                    raise BackendError("model_damaged", "text too long")
                self._skip(length)
        elif kind in _SCALARS:
            self._skip(count * struct.calcsize("<" + _SCALARS[kind]))
        else:
            raise BackendError("model_damaged", "unknown kind of value")

    def _skip(self, count: int) -> None:
        if count > self._size - self._file.tell():
            raise EOFError("ends too early")
        self._file.seek(count, 1)

    def _tensor(self) -> int:
        """Number of weights in the next tensor."""
        self._text()
        dimensions = self._u32()
        if dimensions > _MOST_DIMENSIONS:
            raise BackendError("model_damaged", "dimensions")
        count = 1
        for _ in range(dimensions):
            count *= self._u64()
        _kind, offset = self._u32(), self._u64()
        if offset > self._size:
            raise BackendError("model_damaged", "shorter than its weights")
        return count
