"""The MLX engine: chats with and teaches models on Apple's chips.

mlx-lm gives the definitions of the models and their memories; lessons, losses, skills and sampling are ours, the same
as torch's. Which skills a message is for is read by the model that ships, in torch (`backends.companion`): where it is
not at hand, every skill that is on is worn, and questions are not written. One thread only. Nothing is ever worn by the
model itself: each pass is given its own outfit, so several generators can be open at once.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from backends import companion, mlx_answering, mlx_memory, mlx_scoring
from backends.companion import Companion, Eyes
from backends.doorkeeper import Doorkeeper, Skills, drained
from backends.fitting import fitting_prompt, rows_of
from backends.gate import Gate
from backends.machine import memory_guard
from backends.mlx_body import Body
from backends.mlx_chatting import MlxChatter
from backends.mlx_opening import open_body
from backends.mlx_training import MlxTraining
from backends.mlx_wardrobe import MlxWardrobe
from backends.prompting import Prompter
from backends.training import Material
from backends.wardrobe import outfit_of
from learning.backend import Answered, BackendError, Cues, Drift, Likelihood
from learning.types import Capabilities, Example, ModelRef, Phase, Recipe, Sampling, SkillUse, Step, Turn

_REPLY: Final = 64  # tokens that must be left for an answer


@dataclass(frozen=True, slots=True)
class _Loaded:
    name: str
    body: Body
    prompter: Prompter
    wardrobe: MlxWardrobe
    companion: Companion
    door: Doorkeeper
    chatter: MlxChatter


class MlxLora:
    """See learning.backend.Backend."""

    name = "mlx_lora"

    def __init__(self) -> None:
        self._loaded: _Loaded | None = None

    # -------------------------------------------------------------------------------------------- loading

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        self.close()
        mlx_memory.set_limits()
        with memory_guard():
            body, prompter = yield from open_body(model, cache)
        wardrobe, other = MlxWardrobe(body), Companion(cache, model.sha256)
        door = Doorkeeper(wardrobe, None, other)
        self._loaded = _Loaded(model.name, body, prompter, wardrobe, other, door, MlxChatter(body, prompter))

    def capabilities(self) -> Capabilities:
        loaded = self._ready()
        shape = loaded.body.shape
        return Capabilities(
            backend=self.name,
            can_learn=True,
            parameters=shape.parameters,
            blocks=shape.blocks,
            context=shape.context,
            dtype=str(loaded.body.dtype).rpartition(".")[2],
            device="gpu" if mlx_memory.on_gpu() else "cpu",
            template_sha256=loaded.prompter.template_sha256,
        )

    def check(self, skill: SkillUse) -> None:
        with memory_guard():
            self._ready().door.ready(skill)

    def close(self) -> None:
        self._loaded = None
        mlx_memory.forget()

    # ------------------------------------------------------------------------------------------ answering

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        loaded = self._ready()
        with memory_guard():
            prompt = self._fitting(turns, min(sampling.max_tokens, _REPLY))
            admitted = loaded.door.admitted(turns, skills)
            yield from loaded.chatter.write(prompt, sampling, loaded.wardrobe.wear(admitted), outfit_of(admitted))

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        with memory_guard():
            return self._ready().door.admitted(turns, skills)

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        loaded = self._ready()
        with memory_guard():
            encoded = [self._fitting(turns, max_tokens) for turns in prompts]
            for admitted, chosen in (yield from loaded.door.sorted(prompts, skills)):
                worn, some = loaded.wardrobe.wear(admitted), [encoded[i] for i in chosen]
                for answered in mlx_answering.answers(loaded.body, loaded.prompter, some, max_tokens, worn):
                    yield None if answered is None else replace(answered, index=chosen[answered.index])

    # ------------------------------------------------------------------------------------------ measuring

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        loaded = self._ready()
        with memory_guard():
            rows = rows_of(loaded.prompter, examples, loaded.body.shape.context)
            for admitted, chosen in self._admitted(examples, skills):
                some = [rows[i] for i in chosen]
                for found in mlx_scoring.likelihoods(loaded.body, some, loaded.wardrobe.wear(admitted)):
                    yield replace(found, index=chosen[found.index])

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        loaded = self._ready()
        with memory_guard():
            rows = rows_of(loaded.prompter, examples, loaded.body.shape.context)
            for admitted, chosen in self._admitted(examples, skills):
                some = [rows[i] for i in chosen]
                for found in mlx_scoring.drifts(loaded.body, some, loaded.wardrobe.wear(admitted)):
                    yield replace(found, index=chosen[found.index])

    def _admitted(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> list[tuple[Skills, list[int]]]:
        """Positions of the examples by the skills that their conversations admit."""
        return drained(self._ready().door.sorted([example.turns for example in examples], skills))

    # ------------------------------------------------------------------------------------------- training

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        loaded = self._ready()
        with memory_guard():
            gate = yield from _gate(loaded, cues, recipe)
            limit = min(recipe.max_tokens, loaded.body.shape.context)
            material = Material.of(loaded.prompter, examples, keep if recipe.keep_batch else (), limit)
            yield from MlxTraining(loaded.body, material, recipe, staging).steps(loaded.name, gate)

    # ---------------------------------------------------------------------------------- writing questions

    def can_write(self, kind: str) -> bool:
        with memory_guard():
            eyes = self._ready().companion.now()
            return eyes is not None and eyes.pen(kind) is not None

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        with memory_guard():
            eyes = yield from self._eyes()
            pen = eyes.pen(kind)
            if pen is None:
                raise BackendError("model_unknown", f"no question writer {kind!r}")
            yield from eyes.written(prompts, max_tokens, pen)

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        with memory_guard():
            eyes = yield from self._eyes()
            return (yield from eyes.read(tuple(told), messages))

    def _eyes(self) -> Generator[None, None, Eyes]:
        found = yield from companion.silent(self._ready().companion.load())
        if found is None:
            raise BackendError("model_unknown", "no model that reads")
        return found

    def _ready(self) -> _Loaded:
        if self._loaded is None:
            raise BackendError("no_model")
        return self._loaded

    def _fitting(self, turns: Sequence[Turn], reply: int) -> tuple[int, ...]:
        loaded = self._ready()
        return fitting_prompt(loaded.prompter, turns, loaded.body.shape.context - reply)


def _gate(loaded: _Loaded, cues: Cues | None, recipe: Recipe) -> Generator[Step, None, Gate | None]:
    if cues is None:
        return None
    fitting = _fitted(loaded, cues)
    while True:
        try:
            next(fitting)
        except StopIteration as end:
            found: Gate | None = end.value
            return found
        yield Step(Phase.TRAIN, 0, recipe.steps)


def _fitted(loaded: _Loaded, cues: Cues) -> Generator[object, None, Gate | None]:
    """None, and the skill is worn for every message, where there is nobody to read messages."""
    eyes = yield from loaded.companion.load()
    return None if eyes is None else (yield from companion.fitted(eyes, cues))
