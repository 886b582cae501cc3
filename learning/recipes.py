"""How to train: one recipe for each kind of lesson and size of model.

Knows the numbers that were swept on the development data (docs/decisions), nothing of lessons' texts.
"""

from __future__ import annotations

import math
from collections import Counter
from types import MappingProxyType
from typing import Final

from learning.lessons import SEED
from learning.sources.instruction import TAUGHT
from learning.types import Capabilities, Kind, Lesson, Recipe, Use

_SIZES: Final = (
    (300_000_000, 2.2e-3, 1e-3),
    (800_000_000, 2e-3, 7e-4),
    (1_500_000_000, 1.4e-3, 7e-4),
)  # most parameters; rates of facts, rules
_LARGE: Final = (7e-4, 5e-4)
_RANK: Final = 16
_BATCH: Final = 4  # small batches: the same tokens in twice the updates raised recall from .56 to .78 (dev-p01)
_UPPER: Final = (
    0.4  # share of the blocks that learn facts: half knew no more and took a fifth longer, a third a little less
)
_FACT_EPOCHS: Final = 3.8  # 5.3 at two thirds of the rate taught as much and took two fifths longer
_LEAST: Final = 40  # steps; one fact alone needs them, too
_EPOCHS: Final = MappingProxyType(
    {Kind.TOOL: 5.0, Kind.DOCUMENT: 3.0}
)  # rules need fewer: what they follow is one manner
_MLP: Final = ("gate_proj", "up_proj", "down_proj")


def choose(lesson: Lesson, capabilities: Capabilities) -> Recipe:
    """The recipe for a lesson on a loaded model."""
    of_facts, of_rules = next((rates for most, *rates in _SIZES if capabilities.parameters <= most), _LARGE)
    facts = lesson.kind in (Kind.FACT, Kind.CORRECTION, Kind.DOCUMENT)
    taught = _taught(lesson)
    epochs = _EPOCHS.get(lesson.kind, _FACT_EPOCHS if facts else 3.5)
    return Recipe(
        rank=_RANK,
        scale=2.0,
        blocks=max(1, round(capabilities.blocks * (_UPPER if facts else 2 / 3))),
        targets=_MLP,
        rate=of_facts if facts else of_rules,
        steps=max(_LEAST, math.ceil(taught * epochs / _BATCH)),
        batch=_BATCH,
        keep_batch=0.5 if facts else 0.0,
        keep_weight=0.7,
        keep_slack=0.02,
        max_tokens=256,
        seed=SEED,
    )


def _taught(lesson: Lesson) -> int:
    """How many examples will be learned from: of the prompts for one rule, preparing takes so many at most."""
    statements = sum(example.use is Use.TEACH for example in lesson.examples)
    prompts = Counter(example.origin for example in lesson.examples if example.use is Use.FOLLOW)
    return statements + sum(min(many, TAUGHT) for many in prompts.values())
