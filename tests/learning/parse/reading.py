"""Read a file to its end the way the program does: in the child, progress and all."""

from __future__ import annotations

from pathlib import Path

from learning.parse.document import Document, Part
from learning.parse.limits import LIMITS, Limits
from learning.parse.pieces import Progress
from learning.parse.process import read


def read_all(
    path: Path | str, address: str = "", limits: Limits = LIMITS, seen: list[Progress] | None = None, **child: str
) -> Document:
    """The document; `seen` collects the signs of progress."""
    reading = read(path, address, limits, **child)
    while True:
        try:
            progress = next(reading)
        except StopIteration as end:
            document: Document = end.value
            return document
        if seen is not None:
            seen.append(progress)


def texts(document: Document, part: Part | None = None, hidden: bool = False) -> list[str]:
    """Of one part, or all; only those that a reader sees, or only the others."""
    return [one.text for one in document.passages if part in (None, one.part) and bool(one.hidden) is hidden]
