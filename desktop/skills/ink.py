"""Colours, sizes and marks of the learned: thin words over the theme, for widgets that paint themselves.

Knows the theme's roles and the steps of type. Knows no skill and no lesson.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QWidget

from desktop.theme import Theme

CAPTION = 0.86
SMALL = 0.93
BODY = 1.0
HEADING = 1.14
TITLE = 1.57


def color(theme: Theme, role: str) -> QColor:
    return QColor(getattr(theme, role))


def font(factor: float = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's font at one step of the scale, so that a text-size setting scales all."""
    made = QFont(QApplication.font())
    made.setPixelSize(max(1, round(pixels() * factor)))
    made.setWeight(weight)
    return made


def pixels() -> int:
    """Body text in pixels; other sizes are multiples of it."""
    return QFontInfo(QApplication.font()).pixelSize()


def em(factor: float) -> int:
    """A length in multiples of the text size: 14 px text makes em(1) 14."""
    return round(pixels() * factor)


def rounded(painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None) -> None:
    """A block with crisp one-pixel edges."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inset = 0.5 if line is not None else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def keyboard_focus(widget: QWidget) -> bool:
    """Focus that came by keyboard; Qt keeps that on the window."""
    return widget.hasFocus() and widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def tint(widget: QWidget, theme: Theme, role: str) -> None:
    """Text of a label or button in a role's colour."""
    palette = widget.palette()
    for group in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText, QPalette.ColorRole.Text):
        palette.setColor(group, color(theme, role))
    widget.setPalette(palette)


def focus_ring(painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> None:
    """Two pixels of accent along the inside of `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(theme, "accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def rings(
    painter: QPainter, rect: QRectF, theme: Theme, reached: float, muted: bool = False, failed: bool = False
) -> None:
    """The rings mark inside `rect`. `failed` dashes the outer ring.

    `reached` is 0..3: the dot, then three rings; below 0 nothing is reached yet; part of a ring is an arc.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = min(rect.width(), rect.height())
    idle = color(theme, "edge")
    idle.setAlphaF(0.47)
    full = color(theme, "muted" if muted else "accent")
    center = rect.center() + QPointF(-0.035 * size, 0.035 * size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(full if reached >= 0 else idle)
    painter.drawEllipse(center, 0.07 * size, 0.07 * size)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, radius in enumerate((0.18, 0.315, 0.45)):
        middle = center + QPointF(0.035 * size * number, -0.035 * size * number)
        box = QRectF(middle.x() - radius * size, middle.y() - radius * size, 2 * radius * size, 2 * radius * size)
        part = min(1.0, max(0.0, reached - number))
        pen = QPen(full if part == 1 or (failed and number == 2) else idle, 0.075 * size)
        if failed and number == 2:
            pen.setDashPattern([2.2, 1.6])
        painter.setPen(pen)
        painter.drawEllipse(box)
        if 0 < part < 1:
            painter.setPen(QPen(full, 0.075 * size))
            painter.drawArc(box, 90 * 16, round(-part * 360 * 16))
    painter.restore()
