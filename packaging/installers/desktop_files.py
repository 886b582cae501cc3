"""What a Linux desktop is told of the program: menu entry, metadata, file type, icons, manual page.

Knows the places of freedesktop.org below a prefix; copies into a tree, and does not pack it.
"""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Final

from installers.about import IDENTITY, PROGRAM, ROOT
from installers.icons import SIZES, SOURCE

LINUX: Final = ROOT / "packaging" / "linux"
DESKTOP: Final = f"{IDENTITY}.desktop"
METAINFO: Final = f"{IDENTITY}.metainfo.xml"
MIME: Final = f"{IDENTITY}.mime.xml"
_MANUAL: Final = f"{PROGRAM}.1"


def put(prefix: Path, icons: Path) -> None:
    """Into share/ below `prefix` (usr)."""
    share = prefix / "share"
    copy(LINUX / DESKTOP, share / "applications" / DESKTOP)
    copy(LINUX / METAINFO, share / "metainfo" / METAINFO)
    copy(LINUX / MIME, share / "mime" / "packages" / f"{IDENTITY}.xml")
    for size in SIZES:
        place = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{IDENTITY}.png"
        copy(icons / f"{PROGRAM}-{size}.png", place)
    copy(SOURCE, share / "icons" / "hicolor" / "scalable" / "apps" / f"{IDENTITY}.svg")
    compressed((LINUX / _MANUAL).read_text(encoding="utf-8"), share / "man" / "man1" / f"{_MANUAL}.gz")


def copy(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def compressed(text: str, target: Path) -> None:
    """Without name and time of a source, as Debian wants it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    target.chmod(0o644)
