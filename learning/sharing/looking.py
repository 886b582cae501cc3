"""Look at a skill's file in a child process of its own, into a staging folder: what it is comes out, or one refusal.

Knows the pipe and which parts may arrive. The child checks them; here nothing is believed but their names and sizes.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from learning import lesson_file
from learning.parse.limits import Limits
from learning.parse.pieces import Progress
from learning.parse.reasons import CannotRead
from learning.parse.walled import Walled
from learning.sharing.bounds import LIMITS, MOST, README
from learning.sharing.messages import BYTES, FRAME_LIMIT, Checked, Declined, MessageError, Part, unpack
from learning.sharing.offered import Offered
from learning.sharing.refusals import Refusal, Refused
from learning.store import files, manifest
from learning.store.errors import from_os
from learning.store.store import Store

_CHILD: Final = "learning.sharing.child:run"
_KEPT: Final = frozenset({manifest.ADAPTER, manifest.CONFIG, README, lesson_file.NAME})


@dataclass(frozen=True, slots=True)
class Looked:
    """What is offered, and the folder where it waits to be installed or let go (`Store.imports`)."""

    offered: Offered
    staging: Path


def look(
    store: Store, path: str | os.PathLike[str], limits: Limits = LIMITS, child: str = _CHILD
) -> Generator[Progress, None, Looked]:
    """Yields at least every quarter of a second; closing it ends the child and leaves nothing behind.

    Raises Refused, and StoreError where the profile cannot be written.
    """
    staging = store.imports.staging()
    try:
        offered = yield from _examine(os.fspath(path), staging, limits, child)
    except BaseException:
        store.imports.discard(staging)
        raise
    return Looked(offered, staging)


def _examine(path: str, staging: Path, limits: Limits, child: str) -> Generator[Progress, None, Offered]:
    yield Progress()
    try:
        with ExitStack() as stack:
            walled = Walled(child, (path,), limits)
            stack.callback(walled.end)
            arriving = stack.enter_context(closing(_Arriving(staging)))
            while True:
                frame = walled.frame(FRAME_LIMIT)
                offered = arriving.take(frame) if frame is not None else None
                if offered is not None:
                    return offered
                yield Progress(arriving.done, arriving.total)
    except CannotRead as error:
        raise Refused(Refusal(error.reason), error.detail) from error
    except OSError as error:
        raise from_os(error) from error


class _Arriving:
    """The parts as they come: each once, each no longer than it may be."""

    def __init__(self, staging: Path) -> None:
        self._staging = staging
        self._file: BinaryIO | None = None
        self._path = staging
        self._left = 0
        self._names: set[str] = set()
        self.done = self.total = 0

    def take(self, frame: bytes) -> Offered | None:
        """One frame. What is offered, once it is whole."""
        if frame.startswith(BYTES):
            self._write(frame[len(BYTES) :])
            return None
        try:
            message = unpack(frame)
        except MessageError as error:
            raise Refused(Refusal.DAMAGED, f"frame: {error}") from error
        match message:
            case Declined(reason, detail):
                raise Refused(reason, detail)
            case Part(name, size):
                self._begin(name, size)
                return None
            case Checked(offered):
                if self._left or not {manifest.ADAPTER, manifest.CONFIG} <= self._names:
                    raise Refused(Refusal.INCOMPLETE)
                return offered

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _begin(self, name: str, size: int) -> None:
        # Written anew, config and lesson may be a little longer than they came.
        most = MOST[name] * (1 if name == manifest.ADAPTER else 4) if name in _KEPT else 0
        if self._left or name in self._names or not 0 < size <= most:
            raise Refused(Refusal.DAMAGED, "part")
        files.require_space(self._staging, size)
        files.strike()
        self._names.add(name)
        self._path = self._staging / name
        self._file = self._path.open("xb")
        self._left = size
        self.done, self.total = 0, size

    def _write(self, frame: bytes) -> None:
        if self._file is None or not 0 < len(frame) <= self._left:
            raise Refused(Refusal.DAMAGED, "part")
        self._file.write(frame)
        self._left -= len(frame)
        self.done += len(frame)
        if not self._left:
            self._file.close()
            files.fsync_file(self._path)
