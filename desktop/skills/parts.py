"""Small widgets that the cards, the pane and the page are made of: mark, buttons, icons.

Knows theme, type and icons. Knows no skill and no lesson.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGroupBox, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.icons import icon
from desktop.skills import ink
from desktop.theme import Theme

BARE_PAD = 6  # a bare button's words begin this far inside it


class Mark(QWidget):
    """The rings mark. Decoration: the words beside it say the same."""

    def __init__(self, theme: Theme, size: float = 1.43, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reached, self._muted, self._failed = 0.0, False, False
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_rings(self, reached: float, muted: bool = False, failed: bool = False) -> None:
        if (reached, muted, failed) != (self._reached, self._muted, self._failed):
            self._reached, self._muted, self._failed = reached, muted, failed
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(ink.em(self._size), ink.em(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink.rings(QPainter(self), QRectF(self.rect()), self._theme, self._reached, self._muted, self._failed)


class Group(QGroupBox):
    """A group for screen readers, without the frame and the margins the platform would give it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        QWidget.resizeEvent(self, event)  # the group box's own would put its margins back

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.setContentsMargins(0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing: what belongs together stands together."""


class CardButton(QPushButton):
    """A small button of a card: icon and words; `outlined` for the one that acts, bare for the others.

    `flush` lets a bare one begin exactly at the column's edge.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon_name: str = "",
        role: str = "text",
        outlined: bool = False,
        flush: bool = False,
    ) -> None:
        super().__init__(text)
        self._theme, self._icon, self._role, self._outlined = theme, icon_name, role, outlined
        self._flush = flush
        self.setFlat(not outlined)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._icon:
            self.setIcon(icon(theme, self._icon, self._role))
        self.update()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.set_theme(self._theme)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._used())
        width = metrics.horizontalAdvance(self.text()) + 2 * self._pad() + (self._icon_room() if self._icon else 0)
        return QSize(round(width) + 1, max(28, ink.em(2.0)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        pressed = self.isDown() or self.underMouse()
        fill = ink.color(self._theme, "raised") if pressed else ink.color(self._theme, "base")
        if self._outlined or pressed:
            ink.rounded(painter, rect, 6, fill, ink.color(self._theme, "edge") if self._outlined else None)
        self._paint_words(painter, rect)
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, rect, 6, self._theme)

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        painter.setFont(self._used())
        painter.setPen(ink.color(self._theme, self._role if self.isEnabled() else "muted"))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        words = rect.adjusted(self._pad(), 0, -self._pad(), 0)
        if self._icon:
            size = ink.em(1.14)
            left = words.right() - size if mirrored else words.left()
            place = QRectF(left, rect.center().y() - size / 2, size, size)
            self.icon().paint(painter, place.toRect())
            room = self._icon_room()
            words.adjust(0 if mirrored else room, 0, -room if mirrored else 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text())

    def _used(self) -> QFont:
        return ink.font(ink.SMALL, QFont.Weight.Medium)

    def _pad(self) -> int:
        if self._outlined:
            return ink.em(0.86)
        return 0 if self._flush else BARE_PAD

    def _icon_room(self) -> int:
        return ink.em(1.14) + (8 if self.text() else 0)


class IconLabel(QLabel):
    """An icon beside words that say the same."""

    def __init__(self, theme: Theme, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_theme(theme)

    def set_icon(self, theme: Theme, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        size = ink.em(1.14)
        self.setPixmap(icon(theme, self._name, self._role).pixmap(QSize(size, size), self.devicePixelRatioF()))
