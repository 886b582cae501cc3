"""A histogram of delays in milliseconds. Knows numbers only: no clock, no Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGEST = 2000  # everything slower shares the last bin; the maximum is kept apart


@dataclass(frozen=True, slots=True)
class Delays:
    """A summary, in milliseconds. All zero when nothing was counted."""

    count: int
    p50: float
    p99: float
    max: float


class Histogram:
    """One bin per millisecond: small, fixed in size, and exact enough for a percentile."""

    def __init__(self) -> None:
        self._bins = [0] * (LARGEST + 1)
        self._count = 0
        self._max = 0.0

    def add(self, milliseconds: float) -> None:
        delay = max(0.0, milliseconds)
        self._bins[min(LARGEST, int(delay))] += 1
        self._count += 1
        self._max = max(self._max, delay)

    def summary(self) -> Delays:
        return Delays(self._count, self._percentile(0.50), self._percentile(0.99), round(self._max, 1))

    def _percentile(self, share: float) -> float:
        """The upper edge of the bin that holds it, and never more than the maximum."""
        wanted, seen = math.ceil(self._count * share), 0
        for edge, size in enumerate(self._bins, start=1):
            seen += size
            if wanted and seen >= wanted:
                return round(min(float(edge), self._max), 1)
        return 0.0
