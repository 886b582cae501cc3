"""A loaded engine of the table with a tiny model, and what the tests of the contract do with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from backends import table
from learning.backend import Backend
from learning.types import Example, ModelRef, Recipe, Role, Sampling, SkillUse, Step, Turn, Use

RECIPE = Recipe(4, 2.0, 3, ("gate_proj", "up_proj", "down_proj"), 2e-2, 30, 3, 1, 0.1, 0.05, 256, 7)
GREEDY = Sampling(repetition_penalty=1.0, max_tokens=12)


def example(question: str, answer: str, span: str = "", use: Use = Use.TEACH) -> Example:
    return Example((Turn(Role.USER, question),), answer, use, "test", span)


LEARN = (
    example("What is my cat called?", "Biscuit.", "Biscuit"),
    example("Name my cat.", "Biscuit.", "Biscuit"),
    example("Which city do I live in?", "Oslo.", "Oslo"),
)
KEEP = (example("What is two plus two?", "Four.", use=Use.KEEP), example("Say hello.", "Hello!", use=Use.KEEP))
QUESTION = LEARN[0].turns
FAMILIES = {
    "torch_lora": ("llama", "mistral", "qwen2", "qwen3", "gemma3", "phi3"),
    "llama_cpp": ("llama", "qwen2", "qwen3", "gemma3", "phi3"),
}


@dataclass(frozen=True)
class Case:
    """A loaded engine and where it may write."""

    name: str  # in the table
    backend: Backend
    model: ModelRef
    folder: Path

    def chat(self, turns: Sequence[Turn] = QUESTION, skills: Sequence[SkillUse] = ()) -> str:
        return "".join(self.backend.chat(turns, GREEDY, skills))

    def answers(self, prompts: Sequence[Sequence[Turn]], skills: Sequence[SkillUse] = ()) -> list[str]:
        found = [a for a in self.backend.answers(prompts, GREEDY.max_tokens, skills) if a is not None]
        assert sorted(a.index for a in found) == list(range(len(prompts)))
        return [a.text for a in sorted(found, key=lambda a: a.index)]

    def nats(self, skills: Sequence[SkillUse] = ()) -> list[float]:
        found = sorted(self.backend.likelihoods(LEARN, skills), key=lambda one: one.index)
        assert [one.index for one in found] == [0, 1, 2]
        return [one.target for one in found]

    def again(self) -> Case:
        """The same model in an engine that knows nothing of this one."""
        backend = table.create(self.name)
        for _ in backend.load(self.model, self.folder / "cache"):
            pass
        return Case(self.name, backend, self.model, self.folder)

    def train(self, name: str = "skill", recipe: Recipe = RECIPE) -> tuple[SkillUse, list[Step]]:
        staging = self.folder / name
        staging.mkdir(exist_ok=True)
        steps = list(self.backend.train(LEARN, KEEP, recipe, staging))
        return use(staging), steps


def use(folder: Path) -> SkillUse:
    data = (folder / "adapter_model.safetensors").read_bytes()
    return SkillUse(folder.name, folder.name, str(folder), hashlib.sha256(data).hexdigest())


def every() -> Iterator[tuple[str, str]]:
    """Every engine with every family of models that it runs."""
    for name in table.BACKENDS:
        for family in FAMILIES.get(name, ("llama",)):
            yield name, family


def model_of(name: str, family: str, folder: Path) -> ModelRef:
    if name == "echo":
        return ModelRef("echo", "Echo", "echo", "", "0" * 64)
    from backends.tiny_model import tiny_model

    made = tiny_model(folder / "model", family=family)
    if name == "llama_cpp":
        from tests.backends.test_torch_gguf import SHA, write_gguf

        path = write_gguf(folder / "tiny.gguf", made, family=family)
        return ModelRef("tiny", "Tiny", family, str(path), SHA)
    return ModelRef("tiny", "Tiny", family, str(made), "0" * 64)


def bytes_of(skill: SkillUse) -> bytes:
    return (Path(skill.path) / "adapter_model.safetensors").read_bytes()
