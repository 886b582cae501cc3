"""How long the program takes from its start to a painted window.

Starts the real program in a fresh interpreter, with a filter that says when the window's first paint was delivered.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.__main__ import main

_PAINTED = "painted"


def seconds(profile: Path) -> float:
    """On this profile. Raises RuntimeError when the program ends without a window."""
    began = time.monotonic()
    with subprocess.Popen([sys.executable, "-m", __name__, str(profile)], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        took = time.monotonic() - began
        program.kill()
    if line.strip() != _PAINTED:
        raise RuntimeError("the program ended without a window")
    return took


class _First(QObject):
    """Says it once, after the first paint of a window."""

    _said = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._said and event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            self._said = True
            QTimer.singleShot(0, self, lambda: print(_PAINTED, flush=True))
        return False


if __name__ == "__main__":
    application = QApplication(["ingrain"])
    first = _First()
    application.installEventFilter(first)
    sys.exit(main(["--profile", sys.argv[1]]))
