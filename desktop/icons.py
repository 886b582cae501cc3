"""Icons by name, drawn in a role's colour. The shapes are Lucide's SVG files under resources/icons.

Knows files and colours; holds nothing but the text of files already read.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.theme import Theme

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZE = 16
SCALES = (1, 2, 3)  # of the screens it may be shown on
STROKE = "1.9"


def icon(theme: Theme, name: str, role: str = "muted") -> QIcon:
    renderer = QSvgRenderer(QByteArray(drawn(name, getattr(theme, role))))
    made = QIcon()
    for scale in SCALES:
        pixmap = QPixmap(SIZE * scale, SIZE * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, SIZE * scale, SIZE * scale))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        made.addPixmap(pixmap)
    return made


@lru_cache(maxsize=512)
def drawn(name: str, colour: str) -> bytes:
    """The SVG of an icon in one colour."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return text.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{STROKE}"').encode()
