"""The beginning of a file that is being got: `<name>.part`, and a note beside it of what it is the beginning of.

Knows one folder, `<models>/<sha256>/`. Bytes are only ever added at the end, so whatever ends the program leaves a
beginning; whether it is a good one the checksum of the whole says. Raises OSError and DiskFull.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from learning.codec import CodecError, decode, encode
from learning.shelf.results import Wanted
from learning.store import files

NOTE: Final = "part.json"
SUFFIX: Final = ".part"
_BLOCK: Final = 1 << 20
_MOST_NOTE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Note:
    """What is wanted, with its sums; `etag` as the last server named what it sent, `file` the name here."""

    wanted: Wanted
    file: str
    etag: str = ""


def read_note(folder: Path) -> Note | None:
    """None where there is none, or it is no good: then what lies there is not gone on with."""
    path = folder / NOTE
    try:
        if path.stat().st_size > _MOST_NOTE:
            return None
        note: Note = decode(Note, json.loads(path.read_bytes()))
    except (OSError, ValueError, CodecError, RecursionError):
        return None
    plain = Path(note.file).name == note.file and note.file not in ("", ".", "..")
    return note if plain and note.wanted.sha256 == folder.name else None


class Part:
    """Open for adding. `size` bytes are there, `digest` is over exactly those."""

    def __init__(self, folder: Path, file: str, wanted: Wanted) -> None:
        self.folder = files.make_dir(folder)
        self.path = folder / f"{file}{SUFFIX}"
        self.note = Note(wanted, file)
        self.digest = hashlib.sha256()
        self.size = 0
        self.known = False  # whether bytes of an earlier run are in it
        self._file: BinaryIO | None = None

    def begin(self) -> Iterator[int]:
        """Read what is there already, when the note says that it is of the same file. Yields bytes read."""
        note = read_note(self.folder)
        if note is None or note.wanted.sha256 != self.note.wanted.sha256 or not self.path.is_file():
            self.reset()
            return
        self.note = Note(self.note.wanted, self.note.file, note.etag)
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                self.digest.update(block)
                self.size += len(block)
                yield self.size
        self.known = self.size > 0
        self._open()

    def name(self, etag: str) -> None:
        """The server has said which version of the file it sends."""
        if etag != self.note.etag or not (self.folder / NOTE).exists():
            self.note = Note(self.note.wanted, self.note.file, etag)
            files.write_atomic(self.folder / NOTE, json.dumps(encode(self.note), indent=1).encode())

    def add(self, data: bytes) -> None:
        assert self._file is not None
        files.strike()
        self._file.write(data)
        self.digest.update(data)
        self.size += len(data)

    def reset(self) -> None:
        """Begin anew with nothing."""
        self.close()
        files.remove(self.path)
        self.digest, self.size, self.known = hashlib.sha256(), 0, False
        self._open()

    def finish(self) -> str:
        """All of it on the disk. Returns its checksum."""
        self.close()
        files.fsync_file(self.path)
        return self.digest.hexdigest()

    def drop(self) -> None:
        """It is no good: nothing of it stays."""
        self.close()
        files.remove(self.path)
        files.remove(self.folder / NOTE)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        files.strike()
        self._file = self.path.open("ab", buffering=0)
