"""The engines of this machine with one model in them, and skills to wear: real adapters, taught a few steps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backends import table
from learning.backend import Backend
from learning.types import Example, ModelRef, Recipe, Role, SkillUse, Turn, Use

# As lessons of facts have it: rank 16 on the upper 12 of 30 blocks.
RECIPE = Recipe(16, 2.0, 12, ("gate_proj", "up_proj", "down_proj"), 2e-3, 30, 4, 0, 1.0, 0.02, 256, 7)
FACTS = (
    ("What is my cat called?", "Your cat is called Biscuit.", "Biscuit"),
    ("Where do I live?", "You live in Oslo.", "Oslo"),
    ("What do I play?", "You play the cello.", "cello"),
    ("What is my sister's name?", "Your sister's name is Maja.", "Maja"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    name: str
    backend: Backend


def engines(model: ModelRef, cache: Path, names: Sequence[str]) -> list[Loaded]:
    found = []
    for name in names:
        backend = table.create(name)
        for _ in backend.load(model, cache):
            pass
        found.append(Loaded(name, backend))
    return found


def made_skills(backend: Backend, folder: Path, count: int) -> list[SkillUse]:
    """`count` skills that all know the same facts, each trained with a seed of its own."""
    made = []
    for seed in range(count):
        staging = folder / str(seed)
        staging.mkdir(parents=True)
        examples = [Example(question(asked), answer, Use.TEACH, "bench", span) for asked, answer, span in FACTS]
        for _ in backend.train(examples, (), RECIPE, staging):
            pass
        data = (staging / "adapter_model.safetensors").read_bytes()
        made.append(SkillUse(str(seed), str(seed), str(staging), hashlib.sha256(data).hexdigest(), 1 / count))
    return made


def question(text: str) -> tuple[Turn, ...]:
    return (Turn(Role.USER, text),)
