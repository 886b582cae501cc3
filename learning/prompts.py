"""The generic prompts that ship with Ingrain: one set to stay near the base on, one to measure side effects on.

Knows the files in resources/prompts; the two sets share no prompt.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts"


def training(many: int, seed: int, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """`many` prompts, the categories taken in turn, in an order fixed by `seed`; none of the categories in `but`."""
    groups: dict[str, list[str]] = {}
    for line in _lines("train.jsonl"):
        if line["category"] not in but:
            groups.setdefault(line["category"], []).append(line["prompt"])
    rng = random.Random(seed)
    for prompts in groups.values():
        rng.shuffle(prompts)
    longest = max(len(prompts) for prompts in groups.values())
    turned = [prompts[i] for i in range(longest) for prompts in groups.values() if i < len(prompts)]
    return tuple(turned[:many])


def side_effects(many: int = 48) -> tuple[str, ...]:
    """The fixed prompts that side effects are measured on; fewer are spread over the whole set."""
    prompts = [line["prompt"] for line in _lines("side_effects.jsonl")]
    return tuple(prompts[i * len(prompts) // many] for i in range(min(many, len(prompts))))


def _lines(name: str) -> list[dict[str, str]]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
