"""How fast a download is and how long it will take, from what has arrived in the last seconds. Knows no network."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

_WINDOW: Final = 8.0  # seconds that count
_LEAST: Final = 1.0  # seconds before anything is said


@dataclass(frozen=True, slots=True)
class Speed:
    """Bytes a second and seconds left; both None until one second was measured."""

    bytes: float | None = None
    seconds_left: float | None = None


class Pace:
    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def saw(self, now: float, done: int, total: int) -> Speed:
        """`done` of `total` bytes are here at the time `now` (seconds of a clock that never goes back)."""
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()  # it began anew
        self._seen.append((now, done))
        while len(self._seen) > 2 and now - self._seen[1][0] >= _WINDOW:
            self._seen.popleft()
        begun, at = self._seen[0]
        if now - begun < _LEAST:
            return Speed()
        speed = (done - at) / (now - begun)
        return Speed(speed, (total - done) / speed if speed > 0 else None)
