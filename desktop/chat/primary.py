"""The composer's buttons: the filled one says what Enter will do, the other teaches. Knows theme and words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.icons import icon
from desktop.skills import ink
from desktop.skills.parts import CardButton
from desktop.theme import Theme

MARK = 64  # points of the picture, drawn smaller


class TeachButton(CardButton):
    """Teach this message: its sign is the rings mark."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, text, "plus")

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        picture = QPixmap(MARK, MARK)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        ink.rings(painter, QRectF(0, 0, MARK, MARK), theme, 3.0)
        painter.end()
        self.setIcon(QIcon(picture))


class PrimaryButton(QPushButton):
    def __init__(self, theme: Theme, text: str, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme, self._icon = theme, icon_name
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_as(self, text: str, icon_name: str) -> None:
        self._icon = icon_name
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(self._used()).horizontalAdvance(self.text())
        return QSize(round(words) + ink.em(1.14) + 8 + 2 * ink.em(1.1), max(32, ink.em(2.3)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isEnabled()
        fill, words, line = ("accent", "on_accent", None) if on else ("base", "muted", "line")
        ink.rounded(painter, rect, 6, ink.color(self._theme, fill), ink.color(self._theme, line) if line else None)
        size = ink.em(1.14)
        left = ink.em(1.1)
        spot = QRectF(left, rect.center().y() - size / 2, size, size).toRect()
        icon(self._theme, self._icon, words).paint(painter, spot)
        painter.setFont(self._used())
        painter.setPen(ink.color(self._theme, words))
        painter.drawText(rect.adjusted(left + size + 8, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if ink.keyboard_focus(self):
            inner = rect.adjusted(3, 3, -3, -3)
            painter.setPen(ink.color(self._theme, words))
            painter.drawRoundedRect(inner, 4, 4)

    def _used(self) -> QFont:
        return ink.font(ink.BODY, QFont.Weight.DemiBold)
