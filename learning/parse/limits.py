"""How much one file may take: time, memory, bytes, text. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """For one file."""

    cpu_seconds: int = 60
    wall_seconds: float = 180.0  # of waiting for the child; time in which nobody asks for more does not count
    memory: int = 1536 * MB  # address space on Linux, resident memory where only the parent can look
    file_bytes: int = 200 * MB
    text_bytes: int = 20 * MB  # of a file that is plain text in some form
    characters: int = 10_000_000  # of text that comes out
    passages: int = 100_000


LIMITS: Final = Limits()
