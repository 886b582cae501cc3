"""An engine that was the first choice and did not work, as the window is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DIED: Final = "died"  # the process ended
HUNG: Final = "hung"  # it never came to an end
DIED_BEFORE: Final = "died_before"  # more than once, at other starts


@dataclass(frozen=True, slots=True)
class PassedOver:
    """`why` is a failure's code, or one of the above; `detail` is for Copy details."""

    backend: str
    why: str
    detail: str = ""
