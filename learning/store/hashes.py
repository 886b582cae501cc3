"""SHA-256 of files, read in pieces. Knows no format."""

from __future__ import annotations

import hashlib
from pathlib import Path

PIECE = 1 << 20  # bytes


def of_file(path: Path) -> str:
    """Hex SHA-256 of one file, of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
