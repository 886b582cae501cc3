"""How often the engine crashed: how long to wait before it starts again, and when to become careful.

Pure: the caller brings the time. Does not know processes.
"""

from __future__ import annotations

from collections import deque
from typing import Final

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

    def add(self, now: float) -> float:
        """One more. Returns the seconds to wait before the next start."""
        self.total += 1
        self._recent.append(now)
        recent = sum(now - at < WINDOW for at in self._recent)
        self.safe_mode = self.safe_mode or recent == MANY
        return self._waits[min(recent, len(self._waits)) - 1]

    def forgive(self) -> None:
        """A person asked for a fresh start."""
        self._recent.clear()
        self.safe_mode = False
