"""How a model stretches its rotary embedding to texts longer than it first learned, from a config.json.

Knows the kinds that stay the same whatever a text's length: none, linear, llama3, and longrope within the original
context. The others are refused. Knows no shape and no weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from learning.backend import BackendError

_NONE: Final = "default"
_LONG: Final = ("longrope", "su")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`factors` divide the rotary frequencies, empty = none; turned numbers are multiplied by `scale`."""

    factors: tuple[float, ...] = ()
    scale: float = 1.0
    context: int = 0  # tokens for which this holds, 0 = all that the model takes


def stretch(rope: Mapping[str, Any], theta: float, size: int, longest: int) -> Stretch:
    """`size` numbers of a head are turned; `longest` is the model's own limit. Any: parsed JSON.

    Raises BackendError("model_unknown"), and whatever wrong values raise.
    """
    kind = rope.get("rope_type", rope.get("type", _NONE))
    if kind == _NONE:
        return Stretch()
    if kind == "linear":
        return Stretch((float(rope["factor"]),) * (size // 2))
    if kind == "llama3":
        return Stretch(_llama3(rope, theta, size))
    if kind in _LONG:
        return _short(rope, longest)
    raise BackendError("model_unknown", f"rope {kind}"[:40])


def _llama3(rope: Mapping[str, Any], theta: float, size: int) -> tuple[float, ...]:
    """Llama 3.1's stretching: low frequencies by `factor`, high ones not, a ramp between (arXiv 2407.21783)."""
    factor, low, high = (float(rope[key]) for key in ("factor", "low_freq_factor", "high_freq_factor"))
    trained = float(rope["original_max_position_embeddings"])
    factors = []
    for index in range(size // 2):
        turns = trained * theta ** (-2 * index / size) / (2 * math.pi)
        smooth = min(1.0, max(0.0, (turns - low) / (high - low)))
        factors.append(1 / ((1 - smooth) / factor + smooth))
    return tuple(factors)


def _short(rope: Mapping[str, Any], longest: int) -> Stretch:
    """LongRoPE (arXiv 2402.13753) has two sets of factors. Longer texts would change what was read before with the
    short ones, so the context ends where the long ones begin."""
    trained = int(rope["original_max_position_embeddings"])
    scale = rope.get("attention_factor")
    if scale is None:
        factor = float(rope.get("factor") or longest / trained)
        scale = math.sqrt(1 + math.log(factor) / math.log(trained)) if factor > 1 else 1.0
    return Stretch(tuple(float(factor) for factor in rope["short_factor"]), float(scale), trained)
