"""The torch engine: chats with and teaches any Llama- or Qwen2-like model on CPU or CUDA.

Knows how its parts fit together: files → decoder, wardrobe, stream, training. One thread only. Each generator puts the
skills it wants on again at every `next`, because another may have run in between.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import torch

from backends import adapters, decoding, measuring, model_files
from backends.adapters import Adapter
from backends.lora import Wardrobe
from backends.model_files import Opened
from backends.packing import Row
from backends.training import Material, Training
from learning.backend import Answered, BackendError, Drift, Likelihood
from learning.types import Capabilities, Example, ModelRef, Recipe, Role, Sampling, SkillUse, Step, Turn

_MOST_ADAPTERS: Final = 16  # kept in memory
_REPLY: Final = 64  # tokens that must be left for an answer
_DEFAULT_RECIPE_TOKENS: Final = 512
Item = TypeVar("Item")


class TorchLora:
    """See learning.backend.Backend."""

    name = "torch_lora"

    def __init__(self) -> None:
        self._opened: Opened | None = None
        self._wardrobe: Wardrobe | None = None
        self._stream: decoding.Stream | None = None
        self._name = ""
        self._read: OrderedDict[tuple[str, str], Adapter] = OrderedDict()
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    # -------------------------------------------------------------------------------------------- loading

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        torch.set_num_threads(max(_physical_cores(), 1))
        with _memory():
            for found in model_files.open_model(model, cache, self._device):
                if isinstance(found, Step):
                    yield found
                else:
                    self._opened = found
                    self._wardrobe = Wardrobe(found.model.model)
                    self._stream = decoding.Stream(found.model, found.prompter)
                    self._name = model.name

    def capabilities(self) -> Capabilities:
        opened = self._ready()
        return Capabilities(
            backend=self.name,
            can_learn=True,
            parameters=sum(weight.numel() for weight in opened.model.parameters()),
            blocks=len(opened.model.model.layers),
            context=opened.context,
            dtype=str(next(opened.model.parameters()).dtype).removeprefix("torch."),
            device=self._device.type,
            template_sha256=opened.prompter.template_sha256,
        )

    def check(self, skill: SkillUse) -> None:
        self._adapter(skill)

    def close(self) -> None:
        self._opened = self._wardrobe = self._stream = None
        self._read.clear()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()

    # ------------------------------------------------------------------------------------------ answering

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        opened, stream = self._ready(), self._stream
        assert stream is not None
        prompt = _fitting(opened, turns, min(sampling.max_tokens, _REPLY))
        yield from self._dressed(stream.write(prompt, sampling, _key(skills)), skills)

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        opened = self._ready()
        encoded = [_fitting(opened, turns, max_tokens) for turns in prompts]
        yield from self._dressed(decoding.answers(opened.model, opened.prompter, encoded, max_tokens), skills)

    # ------------------------------------------------------------------------------------------ measuring

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        rows = self._rows(examples)
        with _memory():
            yield from measuring.likelihoods(self._ready().model, rows, self._dresser(skills))

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        rows = self._rows(examples)
        with _memory():
            yield from measuring.drifts(self._ready().model, rows, self._dresser(skills), self._dresser(()))

    # ------------------------------------------------------------------------------------------- training

    def train(
        self, examples: Sequence[Example], keep: Sequence[Example], recipe: Recipe, staging: Path
    ) -> Iterator[Step]:
        opened, wardrobe = self._ready(), self._wardrobe
        assert wardrobe is not None
        limit = min(recipe.max_tokens or _DEFAULT_RECIPE_TOKENS, opened.context)
        kept = tuple(self._rows(keep, limit)) if recipe.keep_batch else ()
        material = Material(tuple(self._rows(examples, limit)), tuple(e.weight for e in examples), kept)
        with _memory():
            yield from Training(opened.model, wardrobe, material, recipe, staging).steps(self._name)

    # -------------------------------------------------------------------------------------------- private

    def _ready(self) -> Opened:
        if self._opened is None:
            raise BackendError("no_model")
        return self._opened

    def _rows(self, examples: Sequence[Example], limit: int = 0) -> list[Row]:
        opened = self._ready()
        return [_row(opened, example, limit or opened.context) for example in examples]

    def _adapter(self, skill: SkillUse) -> Adapter:
        """Read once, kept by content. Raises BackendError("skill_damaged" | "skill_other_model")."""
        key = (skill.path, skill.sha256)
        if key not in self._read:
            adapter = adapters.read(Path(skill.path), skill.sha256)
            self._ready()
            assert self._wardrobe is not None
            self._wardrobe.fits(adapter)
            self._read[key] = adapter
            while len(self._read) > _MOST_ADAPTERS:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key]

    def _dresser(self, skills: Sequence[SkillUse]) -> Callable[[], None]:
        """A function that puts exactly these skills on."""
        wardrobe = self._wardrobe
        assert wardrobe is not None
        worn = [(self._adapter(skill), skill.strength) for skill in skills]
        key = _key(skills)
        return lambda: wardrobe.wear(worn, key)

    def _dressed(self, work: Iterator[Item], skills: Sequence[SkillUse]) -> Generator[Item, None, None]:
        """Run `work` with the skills on at each step."""
        wear = self._dresser(skills)
        while True:
            wear()
            try:
                with _memory():
                    item = next(work)
            except StopIteration:
                return
            yield item


def _key(skills: Sequence[SkillUse]) -> tuple[tuple[str, str, float], ...]:
    return tuple((skill.path, skill.sha256, skill.strength) for skill in skills)


def _fitting(opened: Opened, turns: Sequence[Turn], reply: int) -> list[int]:
    """The prompt's tokens; when they are too many, the oldest turns go, a system turn and the last message stay."""
    room = opened.context - reply
    head = [turn for turn in turns[:1] if turn.role is Role.SYSTEM]
    rest = list(turns[len(head) :])
    while True:
        prompt = opened.prompter.prompt([*head, *rest])
        if len(prompt) <= room:
            return prompt
        if len(rest) == 1:
            raise BackendError("too_long", f"{len(prompt)} of {room} tokens")
        rest = rest[2:] if len(rest) > 2 else rest[1:]


def _row(opened: Opened, example: Example, limit: int) -> Row:
    """Prompt and target as tokens; cut at the front of the prompt when too long."""
    prompt = opened.prompter.prompt(example.turns)
    target = opened.prompter.target(example.target, example.span)
    answer = target.ids[: limit - 1]
    prompt = prompt[-(limit - len(answer)) :]
    return Row((*prompt, *answer), len(prompt), target.span[: len(answer)])


@contextmanager
def _memory() -> Iterator[None]:
    """Running out of memory is an answer, not a crash."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise BackendError("out_of_memory", str(error)[:200]) from error
    except RuntimeError as error:
        if "not enough memory" in str(error) or "can't allocate memory" in str(error):
            raise BackendError("out_of_memory", str(error)[:200]) from error
        raise


def _physical_cores() -> int:
    """Threads for matrix work: hyper-threads do not help."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return allowed
    blocks = [dict(_field(line) for line in block.splitlines() if ":" in line) for block in text.split("\n\n")]
    cores = {(block.get("physical id"), block.get("core id")) for block in blocks if "core id" in block}
    return min(len(cores), allowed) if cores else allowed


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()
