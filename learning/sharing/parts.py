"""The parts of a skill's file, or of a folder, read piece by piece within bounds. Nothing is unpacked to disk here.

Knows zip and folders. Does not know what the parts are. What an archive says about sizes is checked against what comes
out while it comes.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from learning.parse.limits import MB
from learning.parse.reasons import CannotRead
from learning.parse.source import Opened, opened
from learning.sharing import names
from learning.sharing.bounds import ENTRIES, INDEX, LIMITS, MOST, PIECE, RATIO
from learning.sharing.refusals import Refusal, Refused
from learning.store import manifest

_END: Final = struct.Struct("<4s4H2LH")  # the archive's last record
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, struct.error)
_LOCKED: Final = 0x41  # flag bits
_PICKLED: Final = "adapter_model.bin"


class Parts(Protocol):
    """What a skill is made of, by name."""

    sizes: Mapping[str, int]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Its bytes. Raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Container:
    parts: Parts
    name: str  # of the file or folder, without its ending
    size: int
    sha256: str  # of the whole file; "" for a folder

    def whole(self, name: str) -> bytes:
        """A small part."""
        return b"".join(self.parts.pieces(name))


@contextmanager
def container(path: str) -> Iterator[Container]:
    """Raises Refused for whatever is neither a plain archive nor a folder with an adapter.

    The file of an adapter stands for its folder.
    """
    where = Path(path).parent if Path(path).name in (manifest.ADAPTER, manifest.CONFIG) else Path(path)
    try:
        if where.is_dir():
            with _folder(where) as found:
                yield found
        else:
            with opened(path) as file:
                yield _archive(file, Path(path).stem)
    except CannotRead as error:
        raise Refused(Refusal(error.reason), error.detail) from error


# ----------------------------------------------------------------------------------------------------- archives


def _archive(file: Opened, stem: str) -> Container:
    if file.size > LIMITS.file_bytes:
        raise Refused(Refusal.TOO_LARGE, f"{file.size} bytes")
    _must_be_plain(file)
    try:
        zipped = zipfile.ZipFile(file.file)
    except _DAMAGE as error:
        raise Refused(Refusal.DAMAGED, f"zip: {type(error).__name__}") from error
    return Container(_Archive(zipped, file.size), stem, file.size, _hashed(file))


def _must_be_plain(file: Opened) -> None:
    """One archive, from the first byte to the last, with a short list of contents: before a library looks at it."""
    if not file.head().startswith(b"PK\x03\x04"):
        raise Refused(Refusal.NOT_A_SKILL)
    file.file.seek(max(file.size - _END.size, 0))
    end = file.file.read(_END.size)
    file.file.seek(0)
    if len(end) < _END.size:
        raise Refused(Refusal.DAMAGED, "too short")
    mark, disk, first_disk, here, entries, length, at, comment = _END.unpack(end)
    if mark != b"PK\x05\x06" or comment or disk or first_disk or here != entries:
        raise Refused(Refusal.DAMAGED, "no plain end")
    if entries > ENTRIES or length > INDEX:
        raise Refused(Refusal.TOO_MANY, f"{entries} entries, {length} bytes")
    if at + length + _END.size != file.size:
        raise Refused(Refusal.DAMAGED, "something before or behind it")


def _hashed(file: Opened) -> str:
    file.file.seek(0)
    digest = hashlib.sha256()
    while piece := file.file.read(PIECE):
        digest.update(piece)
    file.file.seek(0)
    return digest.hexdigest()


class _Archive:
    def __init__(self, zipped: zipfile.ZipFile, size: int) -> None:
        self._zipped = zipped
        if len(zipped.filelist) > ENTRIES:  # the end of the archive may have said otherwise
            raise Refused(Refusal.TOO_MANY, f"{len(zipped.filelist)} entries")
        self._entries = names.checked(zipped.filelist)
        for name, entry in self._entries.items():
            _must_be_bounded(name, entry)
        if sum(entry.compress_size for entry in self._entries.values()) > size:
            raise Refused(Refusal.DAMAGED, "parts lie over one another")
        self.sizes: Mapping[str, int] = {name: entry.file_size for name, entry in self._entries.items()}

    def pieces(self, name: str) -> Iterator[bytes]:
        entry = self._entries[name]
        unfolded = max(MB, RATIO * entry.compress_size)
        count = 0
        try:
            with self._zipped.open(entry) as member:
                while piece := member.read(PIECE):
                    count += len(piece)
                    if count > unfolded:
                        raise Refused(Refusal.BOMB, name)
                    if count > MOST[name]:
                        raise Refused(Refusal.TOO_LARGE, name)
                    yield piece
        except _DAMAGE as error:
            raise Refused(Refusal.PART_DAMAGED, f"{name}: {type(error).__name__}") from error
        if count != entry.file_size:
            raise Refused(Refusal.PART_DAMAGED, f"{name}: size")


def _must_be_bounded(name: str, entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _LOCKED:
        raise Refused(Refusal.ENCRYPTED, name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(Refusal.PART_DAMAGED, f"{name}: packed in a way of its own")
    if entry.file_size > MOST[name]:
        raise Refused(Refusal.MANIFEST_LARGE if name == manifest.NAME else Refusal.TOO_LARGE, name)
    if entry.file_size > max(MB, RATIO * entry.compress_size):
        raise Refused(Refusal.BOMB, name)


# ------------------------------------------------------------------------------------------------------ folders


@contextmanager
def _folder(path: Path) -> Iterator[Container]:
    """Only the parts are opened, whatever else lies there; a link leads to the ordinary file that it means."""
    with ExitStack() as stack:
        found: dict[str, Opened] = {}
        for name in MOST:
            if (path / name).exists():
                found[name] = stack.enter_context(opened(str(path / name)))
        if manifest.ADAPTER not in found and (path / _PICKLED).exists():
            raise Refused(Refusal.CODE, _PICKLED)
        for name, file in found.items():
            if file.size > MOST[name]:
                raise Refused(Refusal.MANIFEST_LARGE if name == manifest.NAME else Refusal.TOO_LARGE, name)
        yield Container(_Files(found), path.resolve().name, sum(file.size for file in found.values()), "")


class _Files:
    def __init__(self, found: Mapping[str, Opened]) -> None:
        self._files: dict[str, BinaryIO] = {name: one.file for name, one in found.items()}
        self.sizes: Mapping[str, int] = {name: one.size for name, one in found.items()}

    def pieces(self, name: str) -> Iterator[bytes]:
        """Never more than the size it had, whatever is written meanwhile."""
        left = self.sizes[name]
        while left:
            piece = self._files[name].read(min(PIECE, left))
            if not piece:
                raise Refused(Refusal.PART_DAMAGED, f"{name}: size")
            left -= len(piece)
            yield piece
