"""What a format hands out while it reads: passages and progress, and at its end what it knows about the whole.

Every format is a generator of these, so that long files stream and stopping is `close`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from learning.parse.document import Passage


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` pages, chapters or rows; 0 of 0 while nobody knows."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about itself. Everything may be missing."""

    title: str = ""
    pages: int = 0
    date: str = ""
    notices: tuple[str, ...] = ()


Pieces = Generator[Passage | Progress, None, About]
