"""How much a skill's file may hold. Numbers and names only."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from learning import lesson_file
from learning.parse.limits import MB, Limits
from learning.store import manifest

README: Final = "README.md"
SUFFIX: Final = ".ingrain"
MOST: Final = MappingProxyType(  # bytes of each part; nothing else may be in the file
    {
        manifest.NAME: MB,
        manifest.ADAPTER: 512 * MB,
        manifest.CONFIG: MB // 16,
        README: MB // 4,
        lesson_file.NAME: 16 * MB,
    }
)
LIMITS: Final = Limits(file_bytes=sum(MOST.values()))
ENTRIES: Final = 16  # of the archive, folders included
INDEX: Final = MB // 16  # bytes of its list of contents
RATIO: Final = 100  # of a part above a megabyte: numbers hardly shrink
HEADER: Final = MB  # bytes of a safetensors header
TENSORS: Final = 5_000
DEPTH: Final = 16  # brackets in brackets
NAME: Final = 120  # letters
TEXT: Final = 4_000  # letters of one statement, question or answer
STATEMENTS: Final = 5_000
PIECE: Final = MB
