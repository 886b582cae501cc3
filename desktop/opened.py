"""Files that the system asks the program to open: at its start, and on macOS at any time by an event.

Knows names of files; what is in one, and whether it may be added, is for the page that shows it.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Opened(QObject):
    """`asked` carries the name of each file, from `begin` on."""

    asked = Signal(str)

    def __init__(self, application: QApplication, file: str, by_event: bool = sys.platform == "darwin") -> None:
        """`by_event`: whether files come by event. Elsewhere nobody asks Python about every event there is."""
        super().__init__(application)
        self._waiting = [file] if file else []
        self._begun = False
        if by_event:
            application.installEventFilter(self)

    def begin(self) -> None:
        """The window is there: say what came before."""
        self._begun = True
        waiting, self._waiting = self._waiting, []
        for file in waiting:
            self.asked.emit(file)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return False
        if self._begun:
            self.asked.emit(event.file())
        else:
            self._waiting.append(event.file())
        return True
