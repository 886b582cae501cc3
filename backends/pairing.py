"""llama.cpp for answers, torch for learning, in one engine: two engines that do not know each other.

Both hold the same weights: torch the numbers that the GGUF file's stand for, so what was learned fits what answers.
Which skills a message is for, torch's door says. A model that is no GGUF file is torch's alone; one that is too large
to be held twice answers by llama.cpp and cannot learn. Where llama.cpp computes nonsense or gives up, torch answers
from then on, and the lesson that is being learned goes on.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch

from backends import gguf_weights, machine
from backends.gguf_header import read_header
from backends.llama_voice import LlamaVoice
from backends.machine import memory_guard
from backends.model_shape import ModelShape
from backends.torch_lora import TorchLora
from learning.backend import Answered, BackendError, Cues, Drift, Likelihood
from learning.passed_over import PassedOver
from learning.types import Capabilities, Example, ModelRef, Phase, Recipe, Sampling, SkillUse, Step, Turn

_ROOM: Final = 1.3  # times the weights: what learning needs beside them
_BROKEN: Final = ("bad_numbers", "internal")  # what is llama.cpp's own fault


class LlamaWithTorch:
    """See learning.backend.Backend."""

    name = "llama_cpp"

    def __init__(self) -> None:
        self._teacher: TorchLora | None = None
        self._voice: LlamaVoice | None = None
        self._shape: ModelShape | None = None
        self._spent: LlamaVoice | None = None  # a voice that broke down
        self._lost: tuple[PassedOver, ...] = ()  # why there is no voice any more

    # -------------------------------------------------------------------------------------------- loading

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        self.close()
        source = Path(model.file)
        if source.is_dir():
            yield from self._taught(model, cache)
            return
        header = read_header(source)
        self._shape = gguf_weights.shape_of(source, header)
        with memory_guard():
            self._voice = LlamaVoice(model, header, self._shape, cache)
        yield Step(Phase.LOAD, 1, 2 + self._shape.blocks)
        if _fits(self._shape):
            yield from self._taught(model, cache)
        else:
            yield Step(Phase.LOAD, 1, 1)

    def _taught(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        self._teacher = TorchLora()
        yield from self._teacher.load(model, cache)

    def capabilities(self) -> Capabilities:
        if self._voice is None:
            return replace(self._torch().capabilities(), passed_over=self._lost)
        if self._teacher is not None:
            return replace(self._teacher.capabilities(), backend=self.name)
        shape = self._shape
        assert shape is not None  # it was there before the voice
        return Capabilities(
            backend=self.name,
            can_learn=False,
            parameters=shape.parameters,
            blocks=shape.blocks,
            context=shape.context,
            dtype="quantised",
            device="cpu",
            template_sha256=self._voice.prompter.template_sha256,
        )

    def check(self, skill: SkillUse) -> None:
        if self._teacher is not None:
            self._teacher.check(skill)
        if self._voice is not None:
            self._voice.check(skill)

    def close(self) -> None:
        voices, teacher = (self._voice, self._spent), self._teacher
        self._voice = self._spent = self._teacher = self._shape = None
        self._lost = ()
        for voice in voices:
            if voice is not None:
                voice.close()
        if teacher is not None:
            teacher.close()

    # ------------------------------------------------------------------------------------------ answering

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        if (voice := self._voice) is not None:
            said = False
            try:
                with memory_guard():
                    for piece in voice.chat(turns, sampling, self.worn(turns, skills)):
                        said = said or bool(piece)
                        yield piece
                return
            except BackendError as error:
                self._silence(error)
                if said:  # half of it by one and half by another would be nobody's answer
                    raise
        yield from self._torch().chat(turns, sampling, skills)

    def _silence(self, error: BackendError) -> None:
        """torch answers from now on. Raises the error where it is no fault of llama.cpp, or nobody else is there."""
        if error.code not in _BROKEN or self._teacher is None:
            raise error
        if self._voice is not None:
            self._spent, self._voice = self._voice, None  # not freed: another answer may still be read from it
            self._lost = (PassedOver(self.name, error.code, error.detail),)

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        """Without torch nobody can tell what a message is about: then all of them."""
        return tuple(skills) if self._teacher is None else self._teacher.worn(turns, skills)

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        """What skills make of it is asked where it will be said. The base's own answers, of which a lesson wants
        many, come from torch, which writes twice as many words a second side by side."""
        voice = self._voice
        if voice is None or (self._teacher is not None and not skills):
            yield from self._torch().answers(prompts, max_tokens, skills)
            return
        groups = [(tuple(skills), list(range(len(prompts))))]
        if self._teacher is not None:
            groups = yield from self._teacher.sorted(prompts, skills)
        left = set(range(len(prompts)))
        try:
            with memory_guard():
                for admitted, chosen in groups:
                    for answered in voice.answers([prompts[i] for i in chosen], max_tokens, admitted):
                        found = None if answered is None else replace(answered, index=chosen[answered.index])
                        left -= {found.index} if found is not None else set()
                        yield found
            return
        except BackendError as error:
            self._silence(error)
        rest = sorted(left)
        for answered in self._torch().answers([prompts[i] for i in rest], max_tokens, skills):
            yield None if answered is None else replace(answered, index=rest[answered.index])

    # --------------------------------------------------------------------------------------- torch's work

    def can_write(self, kind: str) -> bool:
        return self._teacher is not None and self._teacher.can_write(kind)

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        return self._torch().written(prompts, max_tokens, kind)

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        return self._torch().read(told, messages)

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        return self._torch().likelihoods(examples, skills)

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        return self._torch().drifts(examples, skills)

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        return self._torch().train(examples, keep, recipe, staging, cues)

    def _torch(self) -> TorchLora:
        if self._teacher is None:
            raise BackendError("no_model" if self._voice is None else "out_of_memory")
        return self._teacher


def _fits(shape: ModelShape) -> bool:
    """Whether the weights as torch holds them fit beside what llama.cpp has taken."""
    free = machine.free_memory()
    size = shape.parameters * torch.empty(0, dtype=machine.best_dtype(machine.best_device())).element_size()
    return free is None or size * _ROOM < free
