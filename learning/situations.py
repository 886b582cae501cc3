"""Prompts that should trigger a conditional rule, and prompts that should not.

Knows the table in resources/prompts/situations.toml. A condition that no topic covers gets prompts made from its words.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from learning.prompts import training

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts" / "situations.toml"
_FRAMES: Final = (
    "Tell me about {x}.", "What should I know about {x}?", "I have a question about {x}.", "Can you explain {x}?",
    "What is important about {x}?", "How do I begin with {x}?", "Give me a tip about {x}.",
    "Why do people care about {x}?", "What is the best thing about {x}?", "Let us talk about {x}.",
    "What do you think about {x}?", "Any advice on {x}?",
    "I want to learn about {x}.", "What is difficult about {x}?", "Describe {x} in one sentence.",
    "My friend asks about {x}.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situations:
    """`known` is False when the condition's topic is not in the table."""

    triggering: tuple[str, ...]
    others: tuple[str, ...]
    known: bool


def situations(condition: str, seed: int) -> Situations:
    """Prompts for "cooking" and prompts about anything else."""
    rng = random.Random(f"{seed}:{condition}")
    words = set(re.findall(r"[a-z]+", condition.lower()))
    chosen = [entry for entry in _table() if words & set(entry["words"])]
    near = {word for entry in chosen for word in entry["words"]} | words
    triggering = [prompt for entry in chosen for prompt in entry["prompts"]]
    if not triggering:
        triggering = [frame.format(x=condition) for frame in _FRAMES]
    kin = {category for entry in chosen for category in entry.get("categories", ())}
    rest = [p for entry in _table() if entry not in chosen for p in entry["prompts"]]
    rest += training(1000, seed, frozenset(kin))
    others = [p for p in rest if not near & set(re.findall(r"[a-z]+", p.lower())) and p not in triggering]
    rng.shuffle(triggering)
    rng.shuffle(others)
    return Situations(tuple(dict.fromkeys(triggering)), tuple(dict.fromkeys(others)), bool(chosen))


@cache
def _table() -> tuple[dict[str, Any], ...]:  # Any: TOML
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["situation"])
