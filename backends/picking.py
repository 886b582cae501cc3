"""The engine when nobody chose one: the best for this machine that really works with the model.

A broken driver or library may raise, hang or end the process. So before an engine is let in, a child process tries it
with the model (`learning.probing`), and what comes of that is remembered until its libraries or the machine change. A
second net catches what a probe does not see: while an engine loads, a note says so, and an engine that ended the
process, while it loaded or later, is probed again and after two such ends passed over. The last engine is let in as it
is: there is no other.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from backends import hardware, table
from learning.backend import Answered, Backend, BackendError, Cues, Drift, Likelihood
from learning.passed_over import DIED, HUNG, PassedOver
from learning.probing import probed
from learning.protocol import Load
from learning.trials import Note, State, Trials
from learning.types import Capabilities, Example, ModelRef, Phase, Recipe, Sampling, SkillUse, Step, Turn

_BROKEN: Final = (
    *(BackendError, ImportError, OSError, RuntimeError, MemoryError),
    *(AttributeError, TypeError, ValueError),  # a library of another version
)
# What a probe found that will be found again; anything else may be of the moment, or the model's fault.
_LASTING: Final = (DIED, HUNG, "bad_numbers")


def create(load: Load) -> Backend:
    """The engine that was named, or one that chooses. Raises BackendError("engine_not_started")."""
    return table.create(load.backend) if load.backend else Picked(load.prefer, load.blamed, load.anew)


class Picked:
    """See learning.backend.Backend. Until a model is loaded it can do nothing."""

    name = "picked"

    def __init__(self, prefer: str = "", blamed: tuple[PassedOver, ...] = (), anew: bool = False) -> None:
        """As in `protocol.Load`."""
        self._prefer, self._anew = prefer, anew
        self._blamed = {one.backend: one for one in blamed}
        self._backend: Backend | None = None
        self._passed: tuple[PassedOver, ...] = ()

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        """Raises what the last engine raised when none can load it."""
        self.close()
        trials = Trials(cache)
        if self._anew:
            trials.forget()
        *others, last = self._names()
        for name in others:
            trial = _Trial(trials, name, model, self._blamed.get(name))
            passed = yield from trial.verdict()
            if passed is None:
                passed = yield from self._tried(name, trial, model, cache)
            if passed is None:
                return
            self._passed += (passed,)
        yield from self._load(last, model, cache)

    def _names(self) -> list[str]:
        """Best first."""
        names = [name for name in table.available() if table.BACKENDS[name].real] or ["echo"]
        return sorted(names, key=lambda name: name != self._prefer)

    def _tried(
        self, name: str, trial: _Trial, model: ModelRef, cache: Path
    ) -> Generator[Step, None, PassedOver | None]:
        """Let it in; None when it has loaded."""
        trial.begin()
        try:
            yield from self._load(name, model, cache)
        except _BROKEN as error:
            return PassedOver(name, _code(error), str(error)[:200])
        finally:
            trial.end()
        return None

    def _load(self, name: str, model: ModelRef, cache: Path) -> Iterator[Step]:
        backend = table.create(name)
        try:
            yield from backend.load(model, cache)
            self._backend = backend
        finally:
            if self._backend is None:
                backend.close()

    def capabilities(self) -> Capabilities:
        able = self._chosen().capabilities()
        return replace(able, passed_over=(*self._passed, *able.passed_over))

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
    """One engine with one model: what is remembered, and the note that is on disk while it is let in."""

    def __init__(self, trials: Trials, name: str, model: ModelRef, blamed: PassedOver | None) -> None:
        self._trials, self._name, self._file, self._blamed = trials, name, model.file, blamed
        self._note = trials.note(name, model.sha256, hardware.fingerprint(table.BACKENDS[name].needs))

    def verdict(self) -> Generator[Step, None, PassedOver | None]:
        """Why it is passed over, from memory where that says enough, else by a probe; None when it may come in."""
        note = self._note
        if self._blamed is not None or note.state is State.LOADING:
            detail = self._blamed.detail if self._blamed is not None else "while it loaded"
            if note.state in (State.WORKS, State.LOADING):  # otherwise this end is counted already
                self._keep(note.died(detail))
            return PassedOver(self._name, DIED, detail)
        if (known := note.verdict()) is not None:
            return known
        return None if note.state is State.WORKS else (yield from self._probed())

    def begin(self) -> None:
        self._keep(replace(self._note, state=State.LOADING))

    def end(self) -> None:
        """It loaded, refused, or somebody stopped it: in any case the process lives."""
        self._keep(replace(self._note, state=State.WORKS))

    def _probed(self) -> Generator[Step, None, PassedOver | None]:
        probing = probed(self._name, table.BACKENDS[self._name].probe, self._file)
        try:
            while True:
                try:
                    next(probing)
                except StopIteration as end:
                    return self._remembered(end.value)
                yield Step(Phase.LOAD, 0, 1)
        finally:
            probing.close()

    def _remembered(self, found: PassedOver | None) -> PassedOver | None:
        if found is not None and found.why in _LASTING:
            self._keep(self._note.broken(found))
        return found

    def _keep(self, note: Note) -> None:
        self._note = note
        self._trials.keep(note)


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, BackendError) else "engine_not_started"
