"""Names of files as a server gives them, made fit for a disk: nothing leaves the folder it is put into.

Pure. Knows what systems make of names; opens nothing.
"""

from __future__ import annotations

import re
from typing import Final

GGUF: Final = ".gguf"
_REPO: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,180}")
_PART: Final = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)  # one of several files that make one model
_DEVICES: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def is_repo(text: str) -> bool:
    """Whether it is "owner/name" of a repository."""
    return _REPO.fullmatch(text) is not None and ".." not in text


def is_file(text: str) -> bool:
    """Whether it is a path of plain names, inside a repository."""
    parts = text.split("/")
    return 0 < len(parts) <= 4 and all(_FILE.fullmatch(part) and ".." not in part for part in parts)


def is_model(text: str) -> bool:
    """Whether a file of a repository can be a whole model."""
    name = text.lower()
    return is_file(text) and name.endswith(GGUF) and not _PART.search(name) and "mmproj" not in name


def on_disk(text: str) -> str:
    """The name of a file here: its last part, or "model.gguf" for one that no disk should carry."""
    name = text.replace("\\", "/").rsplit("/", 1)[-1]
    good = _FILE.fullmatch(name) and ".." not in name and not _DEVICES.match(name) and name.lower().endswith(GGUF)
    return name if good else f"model{GGUF}"


def is_revision(text: str) -> bool:
    """Whether it is the plain name of a branch, or a commit."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", text) is not None and ".." not in text
