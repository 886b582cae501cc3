"""An adapter's numbers, looked at before anything else reads them: the safetensors header, every name, every number.

Knows the format (https://huggingface.co/docs/safetensors) and which tensors can be worn. Reads a stream; keeps no
number and needs no tensor library.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from learning import adapter_sites
from learning.adapter_sites import Site
from learning.sharing import plain_json
from learning.sharing.bounds import HEADER, TENSORS
from learning.sharing.refusals import Refusal, Refused

DEMO: Final = "echo.count"  # the one tensor of the demo engine's skills
_WIDTHS: Final = {"F32": 4, "F16": 2, "BF16": 2}
_METADATA: Final = "__metadata__"
_MOST_NUMBER: Final = 1 << 48
_MOST_BLOCKS: Final = 512
_HALF_BAD: Final = bytes(byte for byte in range(256) if byte & 0x7C == 0x7C)  # exponents of F16 that are no number
_HIGH: Final = b"\x7f\xff"


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    kind: str
    shape: tuple[int, ...]
    begin: int
    end: int


class Weights:
    """A stream of bytes with a checked head. `ranks` says what each layer wears; it is empty for the demo engine's."""

    def __init__(self, pieces: Iterator[bytes], size: int) -> None:
        self._pieces = pieces
        self._first = b""
        (length,) = struct.unpack("<Q", self._take(8))
        if length > min(HEADER, max(size - 8, 0)):
            raise Refused(Refusal.HEADER_LARGE, f"{length} bytes")
        self._head = struct.pack("<Q", length) + self._take(length)
        self._entries = _entries(self._head[8:], size - 8 - length)
        self.demo = [entry.name for entry in self._entries] == [DEMO]
        self.ranks = {} if self.demo else _ranks(self._entries)
        self.root = adapter_sites.root(self._entries[0].name)

    def pieces(self) -> Iterator[bytes]:
        """Every byte of the file, once; every number in it is finite. Raises Refused."""
        yield self._head
        looked = _Looked(self._entries)
        for piece in self._rest():
            looked.at(piece)
            yield piece

    def _rest(self) -> Iterator[bytes]:
        if self._first:
            yield self._first
        yield from self._pieces

    def _take(self, count: int) -> bytes:
        """The next bytes; what comes with them waits in `_first`."""
        while len(self._first) < count:
            piece = next(self._pieces, b"")
            if not piece:
                raise Refused(Refusal.HEADER, "ends too early")
            self._first += piece
        taken, self._first = self._first[:count], self._first[count:]
        return taken


def _entries(text: bytes, room: int) -> list[Entry]:
    try:
        header = plain_json.loads(text, 4)
    except plain_json.NotPlain as error:
        raise Refused(Refusal.HEADER, str(error)) from error
    if not isinstance(header, dict):
        raise Refused(Refusal.HEADER, "no object")
    notes = header.pop(_METADATA, {})
    if not isinstance(notes, dict) or not all(isinstance(value, str) for value in notes.values()):
        raise Refused(Refusal.HEADER, "metadata")
    if not 0 < len(header) <= TENSORS:
        raise Refused(Refusal.TENSORS, str(len(header)))
    found = sorted((_entry(name, value) for name, value in header.items()), key=lambda entry: entry.begin)
    at = 0
    for entry in found:
        if entry.begin != at:
            raise Refused(Refusal.OFFSETS, entry.name)
        at = entry.end
    if at != room:
        raise Refused(Refusal.OFFSETS, "size of the file")
    return found


def _entry(name: str, value: Any) -> Entry:  # Any: parsed JSON
    if not isinstance(value, dict) or set(value) != {"dtype", "shape", "data_offsets"}:
        raise Refused(Refusal.HEADER, name)
    kind, shape, offsets = value["dtype"], value["shape"], value["data_offsets"]
    if not isinstance(kind, str) or kind not in _WIDTHS:
        raise Refused(Refusal.NUMBER_FORMAT, str(kind))
    if not isinstance(shape, list) or not isinstance(offsets, list) or len(offsets) != 2 or len(shape) not in (1, 2):
        raise Refused(Refusal.SHAPES, name)
    if not all(type(number) is int and 0 < number < _MOST_NUMBER for number in shape):
        raise Refused(Refusal.SHAPES, name)
    if not all(type(number) is int and 0 <= number < _MOST_NUMBER for number in offsets):
        raise Refused(Refusal.OFFSETS, name)
    if offsets[1] - offsets[0] != prod(shape) * _WIDTHS[kind]:
        raise Refused(Refusal.OFFSETS, name)
    return Entry(name, kind, tuple(shape), offsets[0], offsets[1])


def _ranks(entries: list[Entry]) -> dict[Site, int]:
    """Each layer has both halves, and they fit each other."""
    halves: dict[Site, dict[str, Entry]] = {}
    for entry in entries:
        found = adapter_sites.parse(entry.name)
        if found is None:
            known = entry.name.startswith("base_model.model.") and entry.name.isprintable()
            raise Refused(Refusal.TARGETS if known else Refusal.TENSOR_NAME, entry.name)
        if len(entry.shape) != 2 or found[0][0] >= _MOST_BLOCKS:
            raise Refused(Refusal.SHAPES, entry.name)
        if found[1] in halves.setdefault(found[0], {}):  # "07" is the block 7, too
            raise Refused(Refusal.TENSOR_NAME, entry.name)
        halves[found[0]][found[1]] = entry
    if len({adapter_sites.root(entry.name) for entry in entries}) > 1:
        raise Refused(Refusal.TENSOR_NAME, "layers of two models")
    ranks: dict[Site, int] = {}
    for site, half in halves.items():
        if set(half) != {"A", "B"} or half["A"].shape[0] != half["B"].shape[1]:
            raise Refused(Refusal.SHAPES, adapter_sites.path(site))
        ranks[site] = half["A"].shape[0]
        if ranks[site] > adapter_sites.MOST_RANK:
            raise Refused(Refusal.RANK, str(ranks[site]))
    return ranks


class _Looked:
    """Walks along the tensors with the bytes as they come."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._now, self._done, self._rest = 0, 0, b""

    def at(self, piece: bytes) -> None:
        room = self._rest + piece
        start = 0
        while self._now < len(self._entries):
            entry = self._entries[self._now]
            left, width = entry.end - self._done, _WIDTHS[entry.kind]
            count = min(left, (len(room) - start) // width * width)
            if not finite(entry.kind, room[start : start + count]):
                raise Refused(Refusal.NUMBERS, entry.name)
            start += count
            self._done += count
            if count < left:
                break
            self._now += 1
        self._rest = room[start:]


def finite(kind: str, data: bytes) -> bool:
    """Whether all of these numbers are numbers. Looks at exponents only, and at single numbers only where it must."""
    if kind == "F16":
        return len(data[1::2].translate(None, _HALF_BAD)) == len(data) // 2
    step = _WIDTHS[kind]
    high = data[step - 1 :: step]
    if len(high.translate(None, _HIGH)) == len(high):
        return True
    below = data[step - 2 :: step]
    return not any(one in _HIGH and two & 0x80 for one, two in zip(high, below, strict=True))
