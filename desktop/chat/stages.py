"""Four bars, Prepared, Practising, Quiz and Saving: how far a lesson is.

Moves only by finished work and never backwards; knows no clock and no lesson beyond the stage it is told.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.chat.lesson_view import Stage
from desktop.icons import icon
from desktop.lesson_words import LessonWords as Words
from desktop.skills import ink
from desktop.theme import Theme

WHOLE = 1000  # of one stage
GAP = 6
BAR = 4
LABEL_ABOVE = 6  # between a bar and its word


class Stages(QProgressBar):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stage = Stage.PREPARED
        self._spoken = ""
        self.setRange(0, WHOLE * len(Stage))
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restart()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def restart(self) -> None:
        """Begin again: another lesson, or the same one from its start."""
        self._stage = Stage.PREPARED
        self.setValue(0)
        self.say("")

    def set_progress(self, stage: Stage, share: float) -> None:
        """`share` of the stage's work is finished. What was reached once stays reached."""
        reached = stage * WHOLE + int(min(1.0, max(0.0, share)) * WHOLE)
        if reached >= self.value():
            self._stage = stage
            self.setValue(reached)
        self.update()

    def say(self, spoken: str) -> None:
        """The value in words, for screen readers; not announced."""
        self._spoken = spoken
        self.setAccessibleName(spoken)

    def text(self) -> str:
        return self._spoken

    def stage(self) -> Stage:
        return self._stage

    def sizeHint(self) -> QSize:
        return QSize(ink.em(26), BAR + LABEL_ABOVE + round(self._label_height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(ink.em(18), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = (self.width() - GAP * (len(Stage) - 1)) / len(Stage)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for stage in Stage:
            place = len(Stage) - 1 - stage if mirrored else stage
            self._paint_stage(painter, stage, QRectF(place * (width + GAP), 0, width, self.height()), mirrored)

    def _paint_stage(self, painter: QPainter, stage: Stage, rect: QRectF, mirrored: bool) -> None:
        track = QRectF(rect.left(), rect.top(), rect.width(), BAR)
        outline = ink.color(self._theme, "edge") if self._theme.high_contrast else None
        ink.rounded(painter, track, BAR / 2, None if outline else ink.color(self._theme, "line"), outline)
        filled = QRectF(track)
        filled.setWidth(track.width() * self._share(stage))
        if mirrored:
            filled.moveRight(track.right())
        if filled.width() > 0:
            ink.rounded(painter, filled, BAR / 2, ink.color(self._theme, "accent"), None)
        self._paint_word(painter, stage, rect, mirrored)

    def _paint_word(self, painter: QPainter, stage: Stage, rect: QRectF, mirrored: bool) -> None:
        now, done = stage is self._stage, self._share(stage) >= 1
        painter.setFont(ink.font(ink.CAPTION, QFont.Weight.DemiBold if now else QFont.Weight.Normal))
        painter.setPen(ink.color(self._theme, "text" if now else "muted"))
        words = rect.adjusted(0, BAR + LABEL_ABOVE, 0, 0)
        if done:
            size = ink.em(1.0)
            left = words.right() - size if mirrored else words.left()
            place = QRectF(left, words.center().y() - size / 2, size, size)
            icon(self._theme, "check", "accent").paint(painter, place.toRect())
            words.adjust(0 if mirrored else size + 4, 0, -(size + 4) if mirrored else 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, Words.STAGES[stage])

    def _share(self, stage: Stage) -> float:
        return min(1.0, max(0.0, self.value() / WHOLE - stage))

    def _label_height(self) -> float:
        return QFontMetricsF(ink.font(ink.CAPTION)).lineSpacing()
