"""How often the engine crashed, and under which one: how long to wait before it starts again, when to become careful.

Pure: the caller brings the time. Does not know processes.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from learning.passed_over import PassedOver

WAITS: Final = (0.5, 2.0, 8.0)  # seconds before each new start
MANY: Final = 3  # within WINDOW: safe mode
WINDOW: Final = 300.0


class Crashes:
    """Counts crashes. `safe_mode` stays on until `forgive`."""

    def __init__(self, waits: tuple[float, ...] = WAITS) -> None:
        self._waits = waits
        self._recent: deque[float] = deque(maxlen=MANY)
        self.total = 0
        self.safe_mode = False
        self.blamed: tuple[PassedOver, ...] = ()  # engines not to be chosen again before `forgive`

    def add(self, now: float, blamed: PassedOver | None = None) -> float:
        """One more, for which an engine is to blame or none. Returns the seconds to wait before the next start."""
        self.total += 1
        if blamed is not None:
            self.blamed = (*(one for one in self.blamed if one.backend != blamed.backend), blamed)
        self._recent.append(now)
        recent = sum(now - at < WINDOW for at in self._recent)
        self.safe_mode = self.safe_mode or recent == MANY
        return self._waits[min(recent, len(self._waits)) - 1]

    def forgive(self) -> None:
        """A person asked for a fresh start."""
        self._recent.clear()
        self.safe_mode = False
        self.blamed = ()

    def acquit(self) -> None:
        """A person wants the engines that broke down tried again."""
        self.blamed = ()
