"""The torch engine: chats with and teaches models of the Llama family on CPU or CUDA.

Knows how its parts fit together: model folder → decoder, prompter, wardrobe; one class for each kind of work. One
thread only. Nothing is ever worn by the model itself: each piece of work passes its own outfit to every forward pass,
so several generators can be open at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from backends import answering, machine, scoring
from backends.chatting import Chatter
from backends.decoder import Decoder
from backends.fitting import fitting_prompt, rows_of
from backends.machine import memory_guard
from backends.opening import open_model
from backends.prompting import Prompter
from backends.training import Material, Training
from backends.wardrobe import Wardrobe, outfit_of
from learning.backend import Answered, BackendError, Drift, Likelihood
from learning.types import Capabilities, Example, ModelRef, Recipe, Sampling, SkillUse, Step, Turn

_REPLY: Final = 64  # tokens that must be left for an answer


@dataclass(frozen=True, slots=True)
class _Loaded:
    name: str
    decoder: Decoder
    prompter: Prompter
    wardrobe: Wardrobe
    chatter: Chatter


class TorchLora:
    """See learning.backend.Backend."""

    name = "torch_lora"

    def __init__(self) -> None:
        self._loaded: _Loaded | None = None

    # -------------------------------------------------------------------------------------------- loading

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        self.close()
        machine.use_all_cores()
        with memory_guard():
            opened = yield from open_model(model, cache, machine.best_device())
        decoder, prompter = opened.decoder, opened.prompter
        self._loaded = _Loaded(model.name, decoder, prompter, Wardrobe(decoder), Chatter(decoder, prompter))

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
        self._ready().wardrobe.adapter(skill)

    def close(self) -> None:
        self._loaded = None
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    # ------------------------------------------------------------------------------------------ answering

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        loaded = self._ready()
        with memory_guard():
            prompt = self._fitting(turns, min(sampling.max_tokens, _REPLY))
            worn = loaded.wardrobe.wear(skills)
            yield from loaded.chatter.write(prompt, sampling, worn, outfit_of(skills))

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        loaded = self._ready()
        with memory_guard():
            encoded = [self._fitting(turns, max_tokens) for turns in prompts]
            worn = loaded.wardrobe.wear(skills)
            yield from answering.answers(loaded.decoder, loaded.prompter, encoded, max_tokens, worn)

    # ------------------------------------------------------------------------------------------ measuring

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        loaded = self._ready()
        with memory_guard():
            rows = rows_of(loaded.prompter, examples, loaded.decoder.shape.context)
            yield from scoring.likelihoods(loaded.decoder, rows, loaded.wardrobe.wear(skills))

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        loaded = self._ready()
        with memory_guard():
            rows = rows_of(loaded.prompter, examples, loaded.decoder.shape.context)
            yield from scoring.drifts(loaded.decoder, rows, loaded.wardrobe.wear(skills))

    # ------------------------------------------------------------------------------------------- training

    def train(
        self, examples: Sequence[Example], keep: Sequence[Example], recipe: Recipe, staging: Path
    ) -> Iterator[Step]:
        loaded = self._ready()
        with memory_guard():
            limit = min(recipe.max_tokens, loaded.decoder.shape.context)
            learn = tuple(rows_of(loaded.prompter, examples, limit))
            kept = tuple(rows_of(loaded.prompter, keep, limit)) if recipe.keep_batch else ()
            material = Material(learn, tuple(example.weight for example in examples), kept)
            yield from Training(loaded.decoder, material, recipe, staging).steps(loaded.name)

    def _ready(self) -> _Loaded:
        if self._loaded is None:
            raise BackendError("no_model")
        return self._loaded

    def _fitting(self, turns: Sequence[Turn], reply: int) -> tuple[int, ...]:
        loaded = self._ready()
        return fitting_prompt(loaded.prompter, turns, loaded.decoder.shape.context - reply)
