"""An engine that was the first choice and did not work, as the window is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassedOver:
    """`why` is a failure's code, or "died"; `detail` is for Copy details."""

    backend: str
    why: str
    detail: str = ""
