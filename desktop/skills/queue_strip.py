"""The strip at the foot of the right dock while anything learns: mark, title, time left, Stop, how many wait.

Shows a lesson's view; gone when idle.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.chat import lesson_view as views
from desktop.chat.lesson_view import LessonView
from desktop.lesson_words import LessonWords
from desktop.skill_words import SkillWords
from desktop.skills import ink
from desktop.skills.parts import CardButton, Group, Mark
from desktop.skills.requests import StopLessonRequest
from desktop.skills.text_lines import TextLines
from desktop.theme import Theme


class QueueStrip(Group):
    requested = Signal(object)  # StopLessonRequest

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: LessonView | None = None
        self._mark = Mark(theme, 1.36)
        self._title = TextLines(theme, "text", ink.SMALL, bold=True, most=1)
        self._time = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._waiting = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._waiting.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.stop = CardButton(theme, "", "square")
        self.stop.setToolTip(SkillWords.STOP_LEARNING)
        self.stop.clicked.connect(self._ask)
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 12, 4, 8)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        layout.addWidget(self._mark, 0, 0)
        layout.addWidget(self._title, 0, 1)
        layout.addWidget(self.stop, 0, 2, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self._time, 1, 1)
        layout.addWidget(self._waiting, 1, 2)
        layout.setColumnStretch(1, 1)
        self.setVisible(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._mark, self._title, self._time, self._waiting, self.stop):
            part.set_theme(theme)
        self.update()

    def show_lesson(self, view: LessonView | None, waiting: int) -> None:
        """None: nothing learns, the strip goes."""
        self._view = view
        self.setVisible(view is not None)
        if view is None:
            return
        self._mark.set_rings(*views.rings(view))
        self._title.set_text(LessonWords.learning(view.title))
        self._time.set_text(views.time_line(view))
        self._waiting.set_text(SkillWords.waiting(waiting) if waiting else "")
        self.setAccessibleName(views.spoken_state(view))
        self.setAccessibleDescription(views.spoken_stage(view))
        self.stop.setAccessibleName(f"{SkillWords.STOP_LEARNING}: {view.title}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, ink.color(self._theme, "line"))

    def _ask(self) -> None:
        if self._view is not None:
            self.requested.emit(StopLessonRequest(self._view.id))
