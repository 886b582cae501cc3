"""One text with the licence of everything in the program folder, and a table of it. Knows parts and files.

Written for people who look it up, so it opens with one line a package; the full texts follow.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from installers.about import ROOT
from installers.bundled import Part

FILE: Final = "THIRD_PARTY_LICENCES.txt"
_RULE: Final = "=" * 100
_HEAD: Final = (
    "Ingrain is offered under the Apache License 2.0 (the file LICENSE beside this one).\n"
    "It comes with the work of others.\n"
    "Qt and PySide6 are under the LGPL 3: their libraries lie as files of their own in PySide6/ and may be replaced.\n"
)
# Own to us, found beside code.
_INSIDE: Final = (("Lucide icons", "resources/icons/LICENSE"), ("Question writer", "resources/writers/NOTICE"))


class NoLicence(Exception):
    """A package that ships says nothing of its licence."""


def text(parts: Iterable[Part], root: Path = ROOT) -> str:
    """The whole file. Raises NoLicence for a part with neither a text nor a name of its licence."""
    listed = list(parts)
    silent = [part.name for part in listed if not part.texts and not part.licence]
    if silent:
        raise NoLicence(", ".join(silent))
    lines = [f"{part.name} {part.version} — {part.licence or 'see below'}" for part in listed]
    lines += [f"{name} — {licence} (model)" for name, licence in models(root)]
    return "\n".join([_HEAD, *lines, "", *_bodies(listed, root)])


def models(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Name and licence of the model that ships."""
    with (root / "resources" / "models.toml").open("rb") as file:
        for entry in tomllib.load(file)["models"]:
            if entry.get("default"):
                yield entry["name"], entry["licence"]


def _bodies(parts: Iterable[Part], root: Path) -> Iterator[str]:
    for part in parts:
        for path in part.texts:
            yield f"{_RULE}\n{part.name} {part.version}: {path.name}\n{_RULE}\n{_read(path)}"
    for name, place in _INSIDE:
        yield f"{_RULE}\n{name}\n{_RULE}\n{_read(root / place)}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() + "\n"
