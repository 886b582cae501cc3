"""Read one file in a child process of its own: progress comes out, then the document, or one reason why not.

Knows what the child says. Its life and its limits are `walled`; formats and their libraries are the child's alone.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Final

from learning.parse.document import Document, Passage
from learning.parse.limits import LIMITS, Limits
from learning.parse.messages import FRAME_LIMIT, Message, MessageError, Passages, Read, Unread, unpack
from learning.parse.pieces import Progress
from learning.parse.reasons import CannotRead, Reason
from learning.parse.walled import Walled

_CHILD: Final = "learning.parse.child:run"


def read(
    path: str | os.PathLike[str], address: str = "", limits: Limits = LIMITS, child: str = _CHILD
) -> Generator[Progress, None, Document]:
    """Yields at least every quarter of a second; closing it kills the child. Raises CannotRead and nothing else.

    Use it from start to end on one thread: on Linux the child dies with the thread that made it.
    `address` is where a page came from; its main text is sought then. `child` is another entry, for tests.
    """
    reader = _Reader(os.fspath(path), address, limits, child)
    progress = Progress()
    try:
        yield progress
        while True:
            message = reader.next()
            if isinstance(message, Read):
                return reader.document(message)
            if isinstance(message, Progress):
                progress = message
            if message is None or isinstance(message, Progress):
                yield progress
    finally:
        reader.end()


class _Reader:
    """One child and what has come from it."""

    def __init__(self, path: str, address: str, limits: Limits, child: str) -> None:
        self._limits = limits
        self._passages: list[Passage] = []
        self._characters = 0
        self._child = Walled(child, (path, address), limits)

    def next(self) -> Message | None:
        """The next message; None when it is time to let the caller have a word."""
        frame = self._child.frame(FRAME_LIMIT)
        if frame is None:
            return None
        message = _message(frame)
        if isinstance(message, Unread):
            raise CannotRead(message.reason, message.detail)
        if isinstance(message, Passages):
            self._keep(message.passages)
        return message

    def document(self, end: Read) -> Document:
        return Document(
            end.sha256, end.title, end.format, end.pages, end.words, end.language, tuple(self._passages),
            date=end.date, notices=end.notices, removed=end.removed,
        )  # fmt: skip

    def end(self) -> None:
        self._child.end()

    def _keep(self, passages: tuple[Passage, ...]) -> None:
        """The child counts too; this is for one that does no longer do as it was told."""
        self._passages += passages
        self._characters += sum(len(passage.text) for passage in passages)
        if len(self._passages) > self._limits.passages or self._characters > self._limits.characters:
            raise CannotRead(Reason.TOO_LARGE, "text")


def _message(frame: bytes) -> Message:
    try:
        return unpack(frame)
    except MessageError as error:
        raise CannotRead(Reason.DAMAGED, f"frame: {error}") from error
