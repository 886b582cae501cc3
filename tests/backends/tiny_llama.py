"""Small things that the tests of the torch engine share: a tiny model on disk, an engine with it, examples."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import torch

from backends.adapters import Adapter
from backends.decoder import Decoder
from backends.tiny_model import tiny_model
from backends.torch_lora import TorchLora
from learning.adapter_sites import PLACES
from learning.types import Example, ModelRef, Recipe, Role, SkillUse, Turn, Use

RECIPE = Recipe(4, 2.0, 3, ("gate_proj", "up_proj", "down_proj"), 2e-2, 12, 2, 1, 1.0, 0.02, 128, 7)


def reference(folder: Path, family: str = "llama") -> ModelRef:
    return ModelRef("tiny", "Tiny", family, str(tiny_model(folder, family=family)), "0" * 64)


def engine(tmp_path: Path, family: str = "llama") -> TorchLora:
    backend = TorchLora(built_in=False)
    for _ in backend.load(reference(tmp_path / "model", family), tmp_path / "cache"):
        pass
    return backend


def ask(text: str) -> tuple[Turn, ...]:
    return (Turn(Role.USER, text),)


def example(question: str, answer: str, span: str = "", use: Use = Use.TEACH) -> Example:
    return Example(ask(question), answer, use, "test", span)


LEARN = (
    example("What is my cat called?", "Your cat is called Biscuit.", "Biscuit"),
    example("Name my cat.", "Biscuit.", "Biscuit"),
    example("Where do I live?", "You live in Oslo.", "Oslo"),
)
KEEP = (
    example("What is two plus two?", "Two plus two is four.", use=Use.KEEP),
    example("Say hello.", "Hello!", use=Use.KEEP),
)


def train(backend: TorchLora, staging: Path, recipe: Recipe = RECIPE, learn: Sequence[Example] = LEARN) -> SkillUse:
    """Train to the end; the skill it makes."""
    staging.mkdir(parents=True, exist_ok=True)
    for _ in backend.train(learn, KEEP, recipe, staging):
        pass
    return skill(staging)


def skill(folder: Path, strength: float = 1.0) -> SkillUse:
    data = (folder / "adapter_model.safetensors").read_bytes()
    return SkillUse(folder.name, folder.name, str(folder), hashlib.sha256(data).hexdigest(), strength)


def random_adapter(decoder: Decoder, seed: int, rank: int = 4) -> Adapter:
    random = torch.Generator().manual_seed(seed)
    pairs = {}
    for block in (1, 3):
        for name in PLACES:
            out, into = decoder.layer(name)
            a, b = torch.randn(rank, into, generator=random), torch.randn(out, rank, generator=random)
            pairs[block, name] = (a / into**0.5, b / rank)
    return Adapter(pairs, scale=1.5)
