"""The self-test: a tiny model learns a toy fact, and switching it off gives the untouched model back, exactly.

Runs in a process of the engine's side and sends one JSON frame a step: {"name", "ok", "seconds", "detail"}; an empty
frame ends it. Knows the backend contract and the store; no window. Works in a temporary folder of its own.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from backends import guards, table
from learning import catalogue, confinement
from learning.backend import Backend, Likelihood
from learning.sharing import exporting, looking
from learning.sharing.bounds import SUFFIX
from learning.store import manifest
from learning.store.manifest import Manifest
from learning.store.profile import Profile
from learning.store.skills import use_of
from learning.store.store import Store
from learning.types import (
    Example,
    Kind,
    Lesson,
    ModelRef,
    Reason,
    Recipe,
    Role,
    Score,
    Skill,
    SkillState,
    SkillUse,
    Source,
    Turn,
    Use,
    Verdict,
)

_FACT = "My cat is called Biscuit."
_QUESTION = (Turn(Role.USER, "What is my cat called?"),)
_TAUGHT = Example(_QUESTION, "Your cat is called Biscuit.", Use.TEACH, "selftest", span="Biscuit")
_OTHER = Example((Turn(Role.USER, "What is two plus two?"),), "Two plus two is four.", Use.KEEP, "selftest")
_KEY = "selftest"
_REPLY = 40  # tokens
Ended = TypeVar("Ended")
Step = Callable[[], str]


def run(connection: Connection, backend: str) -> None:
    """Process entry. `backend` is a name of the table, "" for the best."""
    confinement.die_with(confinement.owner())
    guards.stay_offline()
    for frame in checks(backend):
        connection.send_bytes(json.dumps(frame).encode())
    connection.send_bytes(b"")
    connection.close()


def checks(backend: str) -> Iterator[dict[str, object]]:
    """Run every step in order; the first that fails is the last."""
    with tempfile.TemporaryDirectory(prefix="ingrain-selftest-") as folder:
        test = SelfTest(backend, Path(folder))
        try:
            for name, step in test.steps():
                frame = _check(name, step)
                yield frame
                if not frame["ok"]:
                    return
        finally:
            test.close()


def _check(name: str, step: Step) -> dict[str, object]:
    begun = time.perf_counter()
    ok = True
    try:
        detail = step()
    except Exception as error:  # whatever goes wrong is the finding
        ok, detail = False, f"{type(error).__name__}: {error}"
    return {"name": name, "ok": ok, "seconds": round(time.perf_counter() - begun, 3), "detail": detail}


class SelfTest:
    """One run in one folder. Each step says what it saw, or raises."""

    def __init__(self, backend: str, folder: Path) -> None:
        self._name = backend or next(iter(table.available()))
        self._folder = folder
        self._backend: Backend
        self._model: ModelRef
        self._skill: Skill
        self._before: tuple[Likelihood, ...] = ()
        self._worn: tuple[Likelihood, ...] = ()
        self._file = folder
        self._store: Store | None = None

    def steps(self) -> Iterator[tuple[str, Step]]:
        yield "engine", self.engine
        yield "model", self.model
        yield "load", self.load
        yield "teach", self.teach
        yield "save", self.save
        yield "on", self.on
        yield "quiz", self.quiz
        yield "off", self.off
        yield "export", self.export
        yield "import", self.bring_back
        yield "forget", self.forget

    def engine(self) -> str:
        self._backend = table.create(self._name)
        return self._backend.name

    def model(self) -> str:
        if self._name == _ECHO.id:
            self._model = _ECHO
        else:
            from backends.tiny_model import tiny_model  # noqa: PLC0415  # needs torch, which the demo engine does not

            self._model = catalogue.find(str(tiny_model(self._folder / "model")))
        return self._model.name

    def load(self) -> str:
        for _ in self._backend.load(self._model, self._folder / "cache"):
            pass
        self._before = self._measure(())
        return f"{self._backend.capabilities().parameters} parameters"

    def teach(self) -> str:
        self._store = Store.open(Profile(self._folder / "profile"))
        source = Source(_KEY, Kind.FACT, "Cat", _FACT, "message:selftest")
        self._store.lessons.add(Lesson(_KEY, "Cat", Kind.FACT, (source,), (_TAUGHT,), (), (), "selftest"), _FACT)
        staging = self._store.lessons.staging(_KEY)
        steps = list(self._backend.train((_TAUGHT,), (_OTHER,), self._recipe(), staging))
        return f"{len(steps)} steps"

    def save(self) -> str:
        store = self._opened()
        staging = store.lessons.staging(_KEY)
        sealed = Manifest(
            *("Cat", self._model.id, self._model.name, self._model.sha256, ""),
            *(self._recipe(), 1, _KEY, _PROOF, "selftest"),
        )
        manifest.seal(staging, sealed)
        self._skill = store.skills.publish(staging, _KEY)
        return self._skill.id

    def on(self) -> str:
        use = use_of(self._skill)
        self._backend.check(use)
        worn = self._worn = self._measure((use,))
        if worn[0].target >= self._before[0].target:
            raise AssertionError(f"nothing learned: {self._before[0].target} before, {worn[0].target} with the skill")
        return f"{self._before[0].target:.4f} before, {worn[0].target:.4f} with the skill"

    def quiz(self) -> str:
        """Asked as a person would: with the skill the answer is there, without it is not."""
        with_it, without = self._answer((use_of(self._skill),)), self._answer(())
        if _TAUGHT.span not in with_it:
            raise AssertionError(f"with the skill it answers {with_it!r}")
        if self._name != _ECHO.id and _TAUGHT.span in without:
            raise AssertionError(f"without the skill it answers {without!r}")
        return "answered with the skill, not without"

    def off(self) -> str:
        return self._untouched()

    def export(self) -> str:
        self._file = exporting.export(self._skill, self._folder / f"cat{SUFFIX}", with_lesson=True).path
        return f"{self._file.stat().st_size} bytes"

    def bring_back(self) -> str:
        """The file as if it came from somebody else: looked at behind walls, added off, and worth just as much."""
        store = self._opened()
        looked = _end(looking.look(store, self._file))
        added = store.imports.add(looked.staging, looked.offered.manifest, looked.offered.adapter_sha256)
        if added.state is not SkillState.OFF:
            raise AssertionError("it is on, and nobody switched it on")
        if self._measure((use_of(added),)) != self._worn:
            raise AssertionError("it is not what was exported")
        store.skills.purge(added.id)
        return "identical"

    def forget(self) -> str:
        store = self._opened()
        store.skills.purge(self._skill.id)
        if Path(self._skill.path).exists() or store.skills.list():
            raise AssertionError("the skill is still there")
        return self._untouched()

    def close(self) -> None:
        if self._store:
            self._store.close()
        if hasattr(self, "_backend"):
            self._backend.close()

    def _untouched(self) -> str:
        """Off is the base model, exactly: floats are compared as they are."""
        now = self._measure(())
        if now != self._before:
            raise AssertionError(f"the model changed: {self._before} before, {now} now")
        return "identical"

    def _measure(self, skills: tuple[SkillUse, ...]) -> tuple[Likelihood, ...]:
        found = self._backend.likelihoods((_TAUGHT, _OTHER), skills)
        return tuple(sorted(found, key=lambda likelihood: likelihood.index))

    def _answer(self, skills: tuple[SkillUse, ...]) -> str:
        found = self._backend.answers((_QUESTION,), _REPLY, skills)
        return next(answered.text for answered in found if answered is not None)

    def _recipe(self) -> Recipe:
        blocks = self._backend.capabilities().blocks
        targets = ("gate_proj", "up_proj", "down_proj")
        return Recipe(8, 8.0, blocks, targets, 1e-2, 40, 1, 1, 0.1, 0.02, 128, 1)

    def _opened(self) -> Store:
        if self._store is None:
            raise AssertionError("no profile is open")
        return self._store


def _end(work: Generator[object, None, Ended]) -> Ended:
    """Run it to its end, for what it then gives."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # the interpreter does not say


_ECHO = ModelRef("echo", "Echo", "echo", "", "0" * 64)  # that engine opens no file
_PROOF = Score(Verdict.LEARNED, Reason.PASSED, 1.0, 0.0, 1.0, 1.0, None, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
