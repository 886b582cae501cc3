"""What is remembered of how engines did with a model on this computer: one small file for each pair.

A note counts only under the `key` it was made with: the very libraries on the very machine. A disk that cannot keep a
note costs a probe at the next start, nothing else. Knows no engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from learning.codec import CodecError, decode, encode
from learning.passed_over import DIED, DIED_BEFORE, PassedOver
from learning.store import files

FOLDER: Final = "engines"  # in a profile's cache
_MANY: Final = 2  # deaths after which it is not let in again
_MOST: Final = 1 << 16  # bytes of a file that may be ours


class State(StrEnum):
    UNKNOWN = "unknown"
    BROKEN = "broken"  # a probe said so
    LOADING = "loading"  # the engine process was loading it, and never said how that ended
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class Note:
    """`deaths` counts how often it took the engine process along."""

    backend: str
    model: str
    key: str
    state: State = State.UNKNOWN
    why: str = ""
    detail: str = ""
    deaths: int = 0

    def broken(self, found: PassedOver) -> Note:
        return replace(self, state=State.BROKEN, why=found.why, detail=found.detail)

    def died(self, detail: str) -> Note:
        """It is probed again before it is let in again, and after some deaths not let in at all."""
        return replace(self, state=State.UNKNOWN, why=DIED, detail=detail, deaths=self.deaths + 1)

    def verdict(self) -> PassedOver | None:
        """Why it should not even be probed; None when it may."""
        if self.deaths >= _MANY:
            return PassedOver(self.backend, DIED_BEFORE, self.detail)
        return PassedOver(self.backend, self.why, self.detail) if self.state is State.BROKEN else None


class Trials:
    """The notes of one profile."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / FOLDER

    def note(self, backend: str, model: str, key: str) -> Note:
        """What is known; nothing of it where the libraries or the machine are others now."""
        found = _read(self._file(backend, model))
        fresh = Note(backend, model, key)
        return found if found is not None and (found.model, found.key) == (model, key) else fresh

    def keep(self, note: Note) -> None:
        with suppress(OSError):  # a full disk must not keep an engine from answering
            files.make_dir(self._folder)
            files.write_atomic(self._file(note.backend, note.model), json.dumps(encode(note)).encode())

    def forget(self) -> None:
        """Everything: each engine gets a new chance."""
        with suppress(OSError):  # as above
            files.remove_tree(self._folder)

    def all(self) -> Iterator[Note]:
        for path in sorted(self._folder.glob("*.json")):
            if (found := _read(path)) is not None:
                yield found

    def _file(self, backend: str, model: str) -> Path:
        return self._folder / f"{backend}-{model[:16]}.json"


def _read(path: Path) -> Note | None:
    """None for a file that is damaged or not there."""
    try:
        if path.stat().st_size > _MOST:
            return None
        note: Note = decode(Note, json.loads(path.read_bytes()))
    except (OSError, ValueError, CodecError):
        return None
    return note
