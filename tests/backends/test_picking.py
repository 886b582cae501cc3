"""The engine nobody chose: the best that works. What breaks is passed over, also when it takes the process along."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from backends import picking, table
from backends.echo import Echo
from learning.backend import BackendError
from learning.passed_over import PassedOver
from learning.types import ModelRef, Role, Sampling, Step, Turn

MODEL = ModelRef("echo", "Echo", "echo", "", "0" * 64)
HERE = "tests.backends.test_picking"


class Broken(Echo):
    """Its driver is damaged."""

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        yield from super().load(model, cache)
        raise RuntimeError("CUDA driver version is insufficient")


class Deadly(Echo):
    """Its library aborts the process."""

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        os._exit(134)
        yield


class Picky(Echo):
    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        raise BackendError("model_unknown", "mamba")
        yield


def engines(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    homes = {name: HERE if name in globals() else "no_such_module" for name in names}
    entries = {name: table.Entry(f"{homes[name]}:{name}", ("json",)) for name in names}
    monkeypatch.setattr(table, "BACKENDS", MappingProxyType({**entries, "echo": table.BACKENDS["echo"]}))


class Fine(Echo):
    """Works."""


def loaded(cache: Path) -> picking.Picked:
    backend = picking.create("")
    assert isinstance(backend, picking.Picked)
    for _ in backend.load(MODEL, cache):
        pass
    return backend


def test_what_fails_is_passed_over_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Broken", "Picky", "Missing", "Fine")
    backend = loaded(tmp_path)
    passed = backend.capabilities().passed_over
    assert [one.why for one in passed] == ["engine_not_started", "model_unknown", "engine_not_started"]
    assert [one.backend for one in passed] == ["Broken", "Picky", "Missing"]
    assert "CUDA driver" in passed[0].detail
    assert "".join(backend.chat((Turn(Role.USER, "Hello"),), Sampling(), ()))
    assert not list(tmp_path.rglob("*.trying"))


def test_when_all_fail_the_last_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Broken", "Picky")
    with pytest.raises(BackendError) as refused:
        loaded(tmp_path)
    assert refused.value.code == "model_unknown"


def dies(cache: str) -> None:
    """In a process of its own."""
    patch = pytest.MonkeyPatch()
    engines(patch, "Deadly", "Fine")
    loaded(Path(cache))


def test_an_engine_that_takes_the_process_along_does_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = multiprocessing.get_context("spawn").Process(target=dies, args=(str(tmp_path),))
    process.start()
    process.join()
    assert process.exitcode == 134
    engines(monkeypatch, "Deadly", "Fine")
    assert loaded(tmp_path).capabilities().passed_over == (PassedOver("Deadly", "died"),)
    assert loaded(tmp_path).capabilities().passed_over == (PassedOver("Deadly", "died"),)


def test_new_libraries_get_a_new_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Picky", "Fine")
    trial = picking._Trial(tmp_path / "engines", "Picky")
    trial.begin()
    assert loaded(tmp_path).capabilities().passed_over == (PassedOver("Picky", "died"),)
    monkeypatch.setattr(picking, "_version", lambda _library: "2.0")
    assert [one.why for one in loaded(tmp_path).capabilities().passed_over] == ["model_unknown"]


def test_stopping_while_it_loads_is_no_death(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Fine", "Picky")
    loading = picking.Picked().load(MODEL, tmp_path)
    next(iter(loading))
    assert list(tmp_path.rglob("*.trying"))
    loading.close()  # type: ignore[attr-defined]  # every generator has it
    assert not list(tmp_path.rglob("*.trying"))


def test_an_engine_somebody_named_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Broken", "Fine")
    with pytest.raises(RuntimeError):
        list(picking.create("Broken").load(MODEL, tmp_path))
    with pytest.raises(BackendError):
        picking.create("magic")
