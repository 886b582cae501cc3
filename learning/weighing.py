"""What several skills do together to answers that none of them is about.

Each passed its own quiz; their sum is measured here, on the fixed prompts of side effects. Skills that change every
answer on purpose are left out, and so are those that a message must call for. Knows a backend, no loop.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Final

from learning.backend import Backend
from learning.own_answers import side_items
from learning.types import ModelRef, SkillUse

LIMIT: Final = 0.06  # nats a token: above it people notice
_AT_ONCE: Final = 2  # answers measured in one step, so that a message waits a moment only


def together(skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
    """Those that count in the sum; () when there is no sum to speak of."""
    found = tuple(skill for skill in skills if skill.strength and not skill.always and not skill.auto)
    return found if len(found) > 1 else ()


def weigh(backend: Backend, skills: Sequence[SkillUse], model: ModelRef, cache: Path) -> Generator[None, None, float]:
    """Mean KL against the bare model. Pauses after every few answers."""
    items = yield from side_items(backend, model, cache)
    found: list[float] = []
    for begin in range(0, len(items), _AT_ONCE):
        found += [drift.kl for drift in backend.drifts(items[begin : begin + _AT_ONCE], skills)]
        yield
    return sum(found) / len(found)
