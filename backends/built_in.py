"""What ships with Ingrain for the model it starts with: an adapter that makes the model read, and its reader.

`python -m backends.teach_reader` makes the file. Knows the format of adapters; a file that does not fit is left alone,
because every model can be read without one (`backends.reader`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from backends import adapters
from backends.adapters import Adapter
from backends.reader import Reader
from learning.backend import BackendError

READERS: Final = Path(__file__).resolve().parent.parent / "resources" / "readers"


def folder_of(sha256: str) -> Path:
    """Where the files for a model with that checksum lie."""
    return READERS / sha256[:16]


def reading(sha256: str) -> Adapter | None:
    """The adapter to read messages with; its gate is the reader. None when there is none for this model."""
    folder = folder_of(sha256)
    try:
        digest = hashlib.sha256((folder / adapters.ADAPTER).read_bytes()).hexdigest()
        found = adapters.read(folder, digest)
    except (OSError, BackendError):
        return None
    return found if found.gate is not None else None


def reader_of(adapter: Adapter | None) -> Reader | None:
    """The reader that belongs to the adapter."""
    gate = adapter.gate if adapter is not None else None
    return Reader(gate.lens, gate.weights, gate.bias, taught=True) if gate is not None else None
