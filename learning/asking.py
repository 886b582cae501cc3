"""Many questions to the model at once, and how far a phase has come.

Knows prompts, answers and time; not what they are for.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence

from learning.backend import Backend
from learning.types import Phase, SkillUse, Step, Turn
from learning.writer import TOKENS


class Meter:
    """Counts the steps of one phase. `seconds_left` only once a second was measured."""

    def __init__(self, phase: Phase, total: int) -> None:
        self._phase = phase
        self._total = max(total, 1)
        self._done = 0
        self._began = time.monotonic()

    def step(self, by: int = 1) -> Step:
        self._done = min(self._done + by, self._total)
        spent = self.seconds
        left = spent / self._done * (self._total - self._done) if spent >= 1.0 and self._done else None
        return Step(self._phase, self._done, self._total, seconds_left=left)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


def answers(
    backend: Backend, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse], meter: Meter
) -> Generator[Step, None, tuple[str, ...]]:
    """Greedy answers, in the order of the prompts."""
    found = [""] * len(prompts)
    if prompts:
        for answered in backend.answers(prompts, max_tokens, skills):
            if answered is not None:
                found[answered.index] = answered.text
            yield meter.step()
    return tuple(found)


def written(
    backend: Backend, prompts: Sequence[Sequence[Turn]], kind: str, meter: Meter
) -> Generator[Step, None, tuple[str, ...]]:
    """Questions of a kind by the model that writes them, in the order of the prompts."""
    found = [""] * len(prompts)
    for answered in backend.written(prompts, TOKENS, kind):
        if answered is not None:
            found[answered.index] = answered.text
        yield meter.step()
    return tuple(found)
