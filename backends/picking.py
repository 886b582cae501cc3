"""The engine when nobody chose one: the best for this machine that really loads the model.

A broken driver or library may raise, hang or end the process. What raises is passed over at once. Before an engine is
tried a note is left on disk, and taken away when it has loaded or refused; a note that is still there tells the next
start that the last one died of it, and the engine is passed over until its libraries change. So whatever an engine
breaks, it breaks once, and only the engine process.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Final

from backends import table
from learning.backend import Answered, Backend, BackendError, Cues, Drift, Likelihood
from learning.passed_over import PassedOver
from learning.store import files
from learning.types import Capabilities, Example, ModelRef, Recipe, Sampling, SkillUse, Step, Turn

_DIED: Final = "died"
_BROKEN: Final = (BackendError, ImportError, OSError, RuntimeError, MemoryError)
_PACKAGES: Final = {"llama_cpp": "llama-cpp-python"}  # where the package's name is not the library's


def create(name: str) -> Backend:
    """The engine of that name; "" for one that chooses. Raises BackendError("engine_not_started")."""
    return table.create(name) if name else Picked()


class Picked:
    """See learning.backend.Backend. Until a model is loaded it can do nothing."""

    name = "picked"

    def __init__(self) -> None:
        self._backend: Backend | None = None
        self._passed: tuple[PassedOver, ...] = ()

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        """Raises what the last engine raised when none can load it."""
        self.close()
        names = [name for name in table.available() if table.BACKENDS[name].real] or ["echo"]
        for index, name in enumerate(names):
            trial = _Trial(cache / "engines", name)
            if trial.died() and index + 1 < len(names):
                self._passed += (PassedOver(name, _DIED),)
                continue
            try:
                yield from self._tried(name, trial, model, cache)
                return
            except _BROKEN as error:
                if index + 1 == len(names):
                    raise
                self._passed += (PassedOver(name, _code(error), str(error)[:200]),)

    def _tried(self, name: str, trial: _Trial, model: ModelRef, cache: Path) -> Iterator[Step]:
        trial.begin()
        backend: Backend | None = None
        try:
            backend = table.create(name)
            yield from backend.load(model, cache)
            self._backend, backend = backend, None
        finally:
            trial.end()
            if backend is not None:
                backend.close()

    def capabilities(self) -> Capabilities:
        return replace(self._chosen().capabilities(), passed_over=self._passed)

    def check(self, skill: SkillUse) -> None:
        self._chosen().check(skill)

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        return self._chosen().chat(turns, sampling, skills)

    def worn(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
        return self._chosen().worn(turns, skills)

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        return self._chosen().answers(prompts, max_tokens, skills)

    def can_write(self, kind: str) -> bool:
        return self._chosen().can_write(kind)

    def written(self, prompts: Sequence[Sequence[Turn]], max_tokens: int, kind: str) -> Iterator[Answered | None]:
        return self._chosen().written(prompts, max_tokens, kind)

    def read(self, told: Sequence[str], messages: Sequence[str]) -> Generator[None, None, tuple[float, ...]]:
        return self._chosen().read(told, messages)

    def likelihoods(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Likelihood]:
        return self._chosen().likelihoods(examples, skills)

    def drifts(self, examples: Sequence[Example], skills: Sequence[SkillUse]) -> Iterator[Drift]:
        return self._chosen().drifts(examples, skills)

    def train(
        self,
        examples: Sequence[Example],
        keep: Sequence[Example],
        recipe: Recipe,
        staging: Path,
        cues: Cues | None = None,
    ) -> Iterator[Step]:
        return self._chosen().train(examples, keep, recipe, staging, cues)

    def close(self) -> None:
        backend, self._backend, self._passed = self._backend, None, ()
        if backend is not None:
            backend.close()

    def _chosen(self) -> Backend:
        if self._backend is None:
            raise BackendError("no_model")
        return self._backend


class _Trial:
    """The note that is on disk while an engine is tried."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.trying"
        self._versions = {package: _version(package) for package in table.BACKENDS[name].needs}

    def died(self) -> bool:
        """Whether the last try, with these very libraries, never came to an end."""
        try:
            return bool(json.loads(self._path.read_bytes()) == self._versions)
        except (OSError, ValueError):
            return False

    def begin(self) -> None:
        files.make_dir(self._path.parent)
        files.write(self._path, json.dumps(self._versions).encode())

    def end(self) -> None:
        files.remove(self._path)


def _version(library: str) -> str:
    try:
        return metadata.version(_PACKAGES.get(library, library))
    except metadata.PackageNotFoundError:
        return ""


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, BackendError) else "engine_not_started"
