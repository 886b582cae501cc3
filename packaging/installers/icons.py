"""The program's icon in every size and shape that systems want, drawn from resources/ingrain.svg. Needs Qt.

An .ico and an .icns are PNG files with a table in front; the tables are written here, so that every
system can make both.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from installers.about import PROGRAM, ROOT

SOURCE: Final = ROOT / "resources" / "ingrain.svg"
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO: Final = (16, 24, 32, 48, 64, 128, 256)
_ICNS: Final = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}


def make(folder: Path) -> None:
    """PNG files by size (ingrain-48.png), ingrain.ico and ingrain.icns in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: png(size) for size in sorted({*SIZES, *_ICO, *_ICNS})}
    for size, data in drawn.items():
        (folder / f"{PROGRAM}-{size}.png").write_bytes(data)
    (folder / f"{PROGRAM}.ico").write_bytes(ico((size, drawn[size]) for size in _ICO))
    (folder / f"{PROGRAM}.icns").write_bytes(icns((_ICNS[size], drawn[size]) for size in _ICNS))


def png(size: int) -> bytes:
    """The icon, `size` pixels wide and high."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, Qt  # noqa: PLC0415  # the build steps run without Qt, too
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes for the format
    return bytes(buffer.data().data())


def ico(pictures: Iterable[tuple[int, bytes]]) -> bytes:
    """Windows' file: a table of 16 bytes a picture, then the pictures."""
    listed = list(pictures)
    place = 6 + 16 * len(listed)
    table = struct.pack("<HHH", 0, 1, len(listed))
    for size, data in listed:
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    return table + b"".join(data for _, data in listed)


def icns(pictures: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Apple's file: each picture behind its four letters and its length."""
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in pictures)
    return b"icns" + struct.pack(">I", len(body) + 8) + body
