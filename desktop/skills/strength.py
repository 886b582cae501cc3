"""The slider for a skill's strength, with the word it means.

Paints itself: a thin track, filled up to a round handle. Asks when the hand lets go, not while it drags.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from desktop.skill_words import SkillWords as Words
from desktop.skills import ink
from desktop.skills.rows import STRENGTH_LEAST, STRENGTH_STEP
from desktop.theme import Theme


class StrengthSlider(QSlider):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setRange(round(STRENGTH_LEAST * 100), 100)
        self.setSingleStep(round(STRENGTH_STEP * 100))
        self.setPageStep(25)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ink.em(6), 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(ink.em(3), 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = ink.em(0.5)
        middle, left, width = self.height() / 2, radius + 2.0, self.width() - 2.0 * radius - 4.0
        share = (self.value() - self.minimum()) / (self.maximum() - self.minimum())
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        handle = left + width * (1 - share if mirrored else share)
        self._track(painter, QRectF(left, middle - 1.5, width, 3))
        start, end = (handle, left + width) if mirrored else (left, handle)
        ink.rounded(painter, QRectF(start, middle - 1.5, end - start, 3), 1.5, self._accent(), None)
        painter.setPen(QPen(self._accent(), 2))
        painter.setBrush(ink.color(self._theme, "base"))
        box = QRectF(handle - radius, middle - radius, 2.0 * radius, 2.0 * radius)
        painter.drawEllipse(box)
        if ink.keyboard_focus(self):
            ink.focus_ring(painter, QRectF(self.rect()), 4, self._theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle goes where it was pressed, then follows the hand."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def _follow(self, event: QMouseEvent) -> None:
        share = event.position().x() / max(1, self.width())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        value = self.minimum() + share * (self.maximum() - self.minimum())
        self.setValue(max(self.minimum(), min(self.maximum(), 5 * round(value / 5))))

    def _accent(self) -> QColor:
        return ink.color(self._theme, "accent")

    def _track(self, painter: QPainter, rect: QRectF) -> None:
        ink.rounded(painter, rect, 1.5, ink.color(self._theme, "edge" if self._theme.high_contrast else "line"), None)


class StrengthLine(QWidget):
    """The word Strength, the slider, and the word for its value."""

    asked = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = StrengthSlider(theme, self)
        self._label = QLabel(Words.STRENGTH, self)
        self._label.setFont(ink.font(ink.CAPTION))
        self._label.setBuddy(self.slider)
        self._word = QLabel(self)
        self._word.setFont(ink.font(ink.CAPTION))
        self._word.setMinimumWidth(self._widest())
        self._word.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._word)
        self.slider.valueChanged.connect(self._changed)
        self.slider.sliderReleased.connect(self._ask)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.slider.set_theme(theme)
        ink.tint(self._label, theme, "muted")

    def set_strength(self, name: str, value: float) -> None:
        """Shows a strength without asking for it. A hand on the slider is not disturbed."""
        if self.slider.isSliderDown():
            return
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(value * 100))
        self.slider.setAccessibleName(Words.strength_of(name))
        self._say()

    def word(self) -> str:
        return self._word.text()

    def _changed(self) -> None:
        self._say()
        if not self.slider.isSliderDown():
            self._ask()

    def _ask(self) -> None:
        self.asked.emit(self.slider.value() / 100)

    def _say(self) -> None:
        value = self.slider.value() / 100
        self._word.setText(Words.strength(value))
        self.slider.setToolTip(Words.percent(value))
        self.slider.setAccessibleDescription(f"{Words.strength(value)}, {Words.percent(value)}")

    def _widest(self) -> int:
        metrics = self._word.fontMetrics()
        return max(metrics.horizontalAdvance(word) for word in (Words.LIGHT, Words.GENTLE, Words.FULL))
