"""The torch engine: chats with and teaches models of the Llama family on CPU or CUDA.

Knows how its parts fit together: model folder → decoder, prompter, wardrobe; one class for each kind of work. One
thread only. Nothing is ever worn by the model itself: each piece of work passes its own outfit to every forward pass,
so several generators can be open at once.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import torch

from backends import answering, companion, machine, scoring
from backends.chatting import Chatter
from backends.companion import Companion, Eyes
from backends.decoder import Decoder
from backends.doorkeeper import Doorkeeper, drained
from backends.fitting import fitting_prompt, rows_of
from backends.gate import Gate
from backends.machine import memory_guard
from backends.message_states import MessageStates
from backends.opening import open_model
from backends.prompting import Prompter
from backends.training import Material, Training
from backends.wardrobe import Wardrobe, outfit_of
from learning.backend import Answered, BackendError, Cues, Drift, Likelihood
from learning.types import (
    Capabilities,
    Example,
    ModelRef,
    Phase,
    Recipe,
    Sampling,
    SkillUse,
    Step,
    Turn,
)

_REPLY: Final = 64  # tokens that must be left for an answer


@dataclass(frozen=True, slots=True)
class _Loaded:
    name: str
    decoder: Decoder
    prompter: Prompter
    wardrobe: Wardrobe
    own: Eyes
    companion: Companion | None
    door: Doorkeeper
    chatter: Chatter

    def eyes(self) -> Generator[Step, None, Eyes]:
        """Those of the model that ships, where this one was not taught to read."""
        other = (yield from self.companion.load()) if self.companion is not None else None
        return other or self.own


class TorchLora:
    """See learning.backend.Backend."""

    def __init__(self, built_in: bool = True, device: torch.device | None = None, name: str = "torch_lora") -> None:
        """With what is `built_in`, messages are read by a model that was taught to: this one, or the one that ships.
        `device`: None for the best there is.
        """
        self.name = name
        self._built_in, self._device = built_in, device
        self._loaded: _Loaded | None = None

    # -------------------------------------------------------------------------------------------- loading

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        self.close()
        machine.use_all_cores()
        machine.keep_freed_memory()
        with memory_guard():
            opened = yield from open_model(model, cache, self._device or machine.best_device())
        decoder, prompter = opened.decoder, opened.prompter
        own = companion.eyes("", model, decoder, prompter, cache, self._built_in)
        other = Companion(cache, device=self._device) if self._built_in and not own.taught else None
        door = Doorkeeper(own.wardrobe, own, other)
        chatter = Chatter(decoder, prompter)
        self._loaded = _Loaded(model.name, decoder, prompter, own.wardrobe, own, other, door, chatter)

    def capabilities(self) -> Capabilities:
        loaded = self._ready()
        shape = loaded.decoder.shape
        return Capabilities(
            backend=self.name,
            can_learn=True,
            parameters=shape.parameters,
            blocks=shape.blocks,
            context=shape.context,
            dtype=str(loaded.decoder.dtype).removeprefix("torch."),
            device=loaded.decoder.device.type,
            template_sha256=loaded.prompter.template_sha256,
        )

    def check(self, skill: SkillUse) -> None:
        with memory_guard():
            self._ready().door.ready(skill)

    def close(self) -> None:
        self._loaded = None
        # To ask whether there is a card would start its driver, which may be broken.
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]  # torch leaves it bare
            torch.cuda.empty_cache()

    # ------------------------------------------------------------------------------------------ answering

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        loaded = self._ready()
        with memory_guard():
            prompt = self._fitting(turns, min(sampling.max_tokens, _REPLY))
            admitted = loaded.door.admitted(turns, skills)
            worn = loaded.wardrobe.wear(admitted)
            yield from loaded.chatter.write(prompt, sampling, worn, outfit_of(admitted))

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        with memory_guard():
            return self._ready().door.admitted(turns, skills)

    def sorted(
        self, prompts: Sequence[Sequence[Turn]], skills: Sequence[SkillUse]
    ) -> Generator[None, None, list[tuple[tuple[SkillUse, ...], list[int]]]]:
        """Positions of the prompts by the skills that their answers wear."""
        with memory_guard():
            return (yield from self._ready().door.sorted(prompts, skills))

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        loaded = self._ready()
        with memory_guard():
            encoded = [self._fitting(turns, max_tokens) for turns in prompts]
            for admitted, chosen in (yield from self.sorted(prompts, skills)):
                worn = loaded.wardrobe.wear(admitted)
                some = [encoded[i] for i in chosen]
                for answered in answering.answers(loaded.decoder, loaded.prompter, some, max_tokens, worn):
                    yield None if answered is None else replace(answered, index=chosen[answered.index])

    # ------------------------------------------------------------------------------------------ measuring

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        loaded = self._ready()
        with memory_guard():
            rows = rows_of(loaded.prompter, examples, loaded.decoder.shape.context)
            for admitted, chosen in self._admitted(examples, skills):
                some = scoring.likelihoods(loaded.decoder, [rows[i] for i in chosen], loaded.wardrobe.wear(admitted))
                yield from (replace(found, index=chosen[found.index]) for found in some)

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        loaded = self._ready()
        with memory_guard():
            rows = rows_of(loaded.prompter, examples, loaded.decoder.shape.context)
            for admitted, chosen in self._admitted(examples, skills):
                some = scoring.drifts(loaded.decoder, [rows[i] for i in chosen], loaded.wardrobe.wear(admitted))
                yield from (replace(found, index=chosen[found.index]) for found in some)

    def _admitted(
        self, examples: Sequence[Example], skills: Sequence[SkillUse]
    ) -> list[tuple[tuple[SkillUse, ...], list[int]]]:
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
            limit = min(recipe.max_tokens, loaded.decoder.shape.context)
            material = Material.of(loaded.prompter, examples, keep if recipe.keep_batch else (), limit)
            yield from Training(loaded.decoder, material, recipe, staging).steps(loaded.name, gate)

    # ---------------------------------------------------------------------------------- writing questions

    def can_write(self, kind: str) -> bool:
        with memory_guard():
            return companion.drained(self._ready().eyes()).pen(kind) is not None

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        with memory_guard():
            eyes = yield from companion.silent(self._ready().eyes())
            pen = eyes.pen(kind)
            if pen is None:
                raise BackendError("model_unknown", f"no question writer {kind!r}")
            yield from eyes.written(prompts, max_tokens, pen)

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        with memory_guard():
            eyes = yield from companion.silent(self._ready().eyes())
            return (yield from eyes.read(tuple(told), messages))

    def decoder(self) -> Decoder:
        return self._ready().decoder

    def states(self) -> MessageStates:
        """How this model reads messages."""
        return self._ready().own.states

    def _ready(self) -> _Loaded:
        if self._loaded is None:
            raise BackendError("no_model")
        return self._loaded

    def _fitting(self, turns: Sequence[Turn], reply: int) -> tuple[int, ...]:
        loaded = self._ready()
        return fitting_prompt(loaded.prompter, turns, loaded.decoder.shape.context - reply)


def _gate(loaded: _Loaded, cues: Cues | None, recipe: Recipe) -> Generator[Step, None, Gate | None]:
    if cues is None:
        return None
    fitting = fitted(loaded, cues)
    while True:
        try:
            next(fitting)
        except StopIteration as end:
            found: Gate = end.value
            return found
        yield Step(Phase.TRAIN, 0, recipe.steps)


def fitted(loaded: _Loaded, cues: Cues) -> Generator[object, None, Gate]:
    """The gate of a lesson. Yields pause points."""
    eyes = yield from loaded.eyes()
    return (yield from companion.fitted(eyes, cues))


def on_processor() -> TorchLora:
    """The same engine, which never asks for a graphics card."""
    return TorchLora(device=torch.device("cpu"), name="torch_cpu")
