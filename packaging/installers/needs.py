"""Which libraries of the system the program folder still needs, and Debian's packages of them. Needs readelf."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from installers.bundled import UnknownOrigin, package_of

_NEEDED: Final = re.compile(r"\(NEEDED\).*\[(.+?)\]")
_GLIBC: Final = re.compile(r"Name: GLIBC_(\d+)\.(\d+)(?:\.\d+)?\s")
_MAGIC: Final = b"\x7fELF"
# Qt loads these at run time, so no file names them.
LOADED: Final = ("libEGL.so.1", "libGL.so.1")
# A machine that builds may have no screen of this kind.
_WAYLAND: Final = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# A desktop without fonts shows boxes; xdg-utils opens links.
RECOMMENDED: Final = ("fonts-dejavu-core | fonts-freefont-ttf | fonts-noto-core", "xdg-utils")


def libraries(folder: Path) -> tuple[str, ...]:
    """Names of libraries that files in `folder` need and that do not lie in it, sorted."""
    elves = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and is_elf(path)]
    inside = {path.name for path in folder.rglob("*.so*")}
    wanted = {name for path in elves for name in _NEEDED.findall(readelf("-d", path))}
    return tuple(sorted((wanted | set(LOADED)) - inside))


def glibc(folder: Path) -> str:
    """The oldest glibc that has everything asked for, "2.36"."""
    found = {(int(major), int(minor)) for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
             and is_elf(path) for major, minor in _GLIBC.findall(readelf("-V", path))}  # fmt: skip
    major, minor = max(found)
    return f"{major}.{minor}"


def packages(names: Iterable[str], libc: str) -> tuple[str, ...]:
    """Debian's packages of these libraries, libc with the version it must have. Raises UnknownOrigin."""
    found = {_WAYLAND.get(name) or package_of(_find(name)).split(":")[0] for name in names}
    return tuple(sorted(f"libc6 (>= {libc})" if name == "libc6" else name for name in found))


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _find(name: str) -> Path:
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    for line in known.splitlines():
        if line.strip().startswith(f"{name} ") and " => " in line:
            return Path(line.split(" => ")[1])
    raise UnknownOrigin(name)


def readelf(what: str, path: Path) -> str:
    command = ["readelf", "-W", what, str(path)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=True).stdout
