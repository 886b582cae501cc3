"""The status bar: at the left one sentence of what the engine does, at the right Web off and the free memory."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from desktop.skills import ink
from desktop.skills.parts import CardButton, IconLabel
from desktop.skills.text_lines import TextLines, plain_tip
from desktop.theme import Theme
from desktop.words import StatusWords as Words
from learning.shelf.machine import free_memory

MEMORY_MS = 5_000


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the engine is doing, as far as a person cares."""

    up: bool = False
    loading: str = ""  # name of the model that is being loaded
    model: bool = False
    demo: bool = False
    reading: bool = False
    writing: bool = False
    learning: bool = False
    stuck: bool = False
    crashed: bool = False
    safe_mode: bool = False


def sentence(status: EngineStatus) -> str:
    """Always exactly one sentence; the most urgent thing wins."""
    choices = (
        (status.crashed and not status.up, Words.STOPPED),
        (not status.up, Words.STARTING),
        (status.stuck, Words.STUCK),
        (bool(status.loading), Words.loading(status.loading)),
        (status.writing and status.learning, Words.WRITING_LEARNING),
        (status.writing, Words.WRITING),
        (status.reading, Words.READING),
        (status.safe_mode, Words.SAFE_MODE),
        (status.learning, Words.LEARNING),
        (status.demo, Words.DEMO),
        (status.model, Words.READY),
    )
    return next((words for holds, words in choices if holds), Words.NO_MODEL)


class StatusLine(QStatusBar):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._sign = IconLabel(theme, "circle-check", "accent")
        self.text = TextLines(theme, "text", ink.CAPTION, most=1)
        left = QWidget()
        layout = QHBoxLayout(left)
        layout.setContentsMargins(12, 3, 0, 3)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self.text, 1)
        self.addWidget(left, 1)
        self._web = _Note(theme, "lock", Words.WEB_OFF, Words.WEB_OFF_WHY)
        self._memory = _Note(theme, "memory-stick", "", Words.MEMORY_WHY)
        self.engine = CardButton(theme, "", "settings", role="muted")
        self.engine.hide()
        self.addPermanentWidget(self.engine)
        self.addPermanentWidget(self._web)
        self.addPermanentWidget(self._memory)
        self._theme = theme
        self._status = EngineStatus()
        self._timer = QTimer(self, interval=MEMORY_MS)
        self._timer.timeout.connect(self._show_memory)
        self._timer.start()
        self._show_memory()
        self.show_status(EngineStatus())

    def show_status(self, status: EngineStatus) -> None:
        self._status = status
        words = sentence(status)
        self.text.set_text(words)
        self.setAccessibleName(words)
        trouble = status.stuck or status.safe_mode or (status.crashed and not status.up)
        self._sign.set_icon(self._theme, *(("circle-alert", "warn") if trouble else ("circle-check", "accent")))

    def show_engine(self, name: str, why: str, trouble: bool) -> None:
        """Which one answers, and why; the button leads to the choice. "" while there is nothing to choose."""
        self.engine.setText(name)
        self.engine.setAccessibleName(Words.engine(name))
        self.engine.setAccessibleDescription(why)
        self.engine.setToolTip(plain_tip(why))
        self.engine.set_icon("circle-alert" if trouble else "settings")
        self.engine.updateGeometry()
        self.engine.setVisible(bool(name))

    def show_web(self, asking: bool) -> None:
        """Whether something is being asked of the network at this moment."""
        words, why = (Words.WEB_ON, Words.WEB_ON_WHY) if asking else (Words.WEB_OFF, Words.WEB_OFF_WHY)
        self._web.turn(self._theme, "globe" if asking else "lock", words, why)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.text, self.engine, self._web, self._memory):
            part.set_theme(theme)
        self.show_status(self._status)

    def _show_memory(self) -> None:
        free = free_memory()
        self._memory.setVisible(free > 0)
        self._memory.say(Words.memory(free / 1e9))


class _Note(QWidget):
    def __init__(self, theme: Theme, icon_name: str, words: str, why: str) -> None:
        super().__init__()
        self._sign = IconLabel(theme, icon_name, "muted")
        self._text = TextLines(theme, "muted", ink.CAPTION, most=1)
        self._text.set_text(words)
        self.setToolTip(why)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 12, 0)
        layout.setSpacing(6)
        layout.addWidget(self._sign)
        layout.addWidget(self._text)

    def say(self, words: str) -> None:
        self._text.set_text(words)

    def turn(self, theme: Theme, icon_name: str, words: str, why: str) -> None:
        self._sign.set_icon(theme, icon_name, "muted")
        self.say(words)
        self.setToolTip(why)

    def set_theme(self, theme: Theme) -> None:
        self._sign.set_theme(theme)
        self._text.set_theme(theme)
