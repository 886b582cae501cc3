"""What every engine must be able to do. Knows no tensors; the engines live in `backends`.

All long work is a generator: to pause, do not call `next`; to stop, `close()`. A backend is touched by one
thread only. Several of these generators may be open at once (a chat while a lesson trains), so every call names
the skills it wants to wear, and a backend puts them on again at each `next`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from learning.types import Capabilities, Example, ModelRef, Recipe, Sampling, SkillUse, Step, Turn


class BackendError(Exception):
    """The engine could not do what was asked. `code` is a value of `protocol.FailureCode`, never a sentence."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Cues:
    """Messages that tell when a skill is meant: those that fit, near misses, and everyday prompts."""

    fits: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]
    told: tuple[str, ...] = ()  # what those that fit are answered from; () where only their topic counts
    of_documents: bool = False  # told by documents, not by a person about themselves


@dataclass(frozen=True, slots=True)
class Answered:
    """One finished greedy answer. `index` points into the prompts that were given."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Mean negative log-likelihood (nats a token) of one example's target, whole and on its span."""

    index: int
    target: float
    span: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the skills move one example's target away from the base: mean KL (nats a token), top-1 agreement 0..1."""

    index: int
    kl: float
    top1: float


class Backend(Protocol):
    """One engine. Errors are `BackendError`."""

    name: str

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        """Load `model`; keep converted weights under `cache/<sha256>/`.

        Raises BackendError("model_missing" | "model_damaged" | "model_unknown" | "out_of_memory").
        """
        ...

    def capabilities(self) -> Capabilities: ...

    def check(self, skill: SkillUse) -> None:
        """Read the adapter and hold it ready. Raises BackendError("skill_damaged" | "skill_other_model")."""
        ...

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        """Stream an answer in pieces of text."""
        ...

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        """Those of the skills that an answer to these turns wears. A skill may know what it is meant for."""
        ...

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        """Greedy answers to many prompts, batched. Yields None at pause points, Answered as each ends."""
        ...

    def can_write(self, kind: str) -> bool:
        """Whether a model that was taught to write questions of a kind (`learning.writer`) is at hand."""
        ...

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        """Questions by that model, as `answers` gives answers."""
        ...

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        """For each message whether what was `told` answers it: above nought it does. Only where one can write."""
        ...

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]: ...

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]: ...

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        """Train one new adapter on `examples`, staying near the base on `keep`. All targets are filled in.

        With `cues` the skill is worn only for messages like those that fit; without, for all.
        One `next` is one short step. Writes checkpoints into `staging` every 30 s and on `close()`; resumes from one
        found there. When the iterator ends, `staging` holds adapter_model.safetensors and adapter_config.json.
        Raises BackendError("bad_numbers") when a weight is not finite.
        """
        ...

    def close(self) -> None: ...
