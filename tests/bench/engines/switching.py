"""How long it takes to switch a skill on and off, the reading of the prompt not counted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from backends.pairing import LlamaWithTorch
from backends.torch_lora import TorchLora
from backends.wardrobe import outfit_of
from learning.types import SkillUse
from tests.bench.engines.loaded import Loaded

ROUNDS = 20
Numbers = dict[str, object]


def measured(loaded: Sequence[Loaded], skills: Sequence[SkillUse], _cache: Path) -> Numbers:
    """Milliseconds: the first time, with the file read and checked, and later, median."""
    found: Numbers = {}
    for one in loaded:
        wear = _wearing(one)
        if wear is None:
            continue
        first = _ms(lambda wear=wear: wear(skills[:1]))  # type: ignore[misc]  # bound in the loop
        times = [_ms(lambda n=n, wear=wear: wear(skills[: n % 2])) for n in range(2 * ROUNDS)]  # type: ignore[misc]
        found[f"{one.name} switch, first, ms"] = round(first, 2)
        found[f"{one.name} switch, ms"] = round(statistics.median(times), 3)
    return found


def _wearing(one: Loaded) -> Callable[[Sequence[SkillUse]], object] | None:
    """What the engine does between two answers when the outfit has changed."""
    if isinstance(one.backend, LlamaWithTorch):
        voice = one.backend._voice
        assert voice is not None
        context = voice._open((), 2048, 1)
        return lambda skills: context.wear(
            [(voice._adapter((path, sha256)), strength) for path, sha256, strength in outfit_of(skills)]
        )
    if isinstance(one.backend, TorchLora):
        wardrobe = one.backend._ready().wardrobe
        return wardrobe.wear
    return None


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
