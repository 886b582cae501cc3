"""The engine nobody chose: the best that works. What breaks is passed over, also when it takes a process along."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from backends import picking, table
from backends.echo import Echo
from learning import probing
from learning.backend import BackendError
from learning.passed_over import PassedOver
from learning.protocol import Load
from learning.trials import State, Trials
from learning.types import ModelRef, Role, Sampling, Step, Turn

HERE = "tests.backends.test_picking"
ILLEGAL = PassedOver("Fine", "died", "SIGILL")


class Fine(Echo):
    """Works."""


class Other(Echo):
    """Works, too."""


class Broken(Echo):
    """Its driver is damaged."""

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        yield from super().load(model, cache)
        raise RuntimeError("CUDA driver version is insufficient")


class Deadly(Echo):
    """Its library aborts the process, and no probe saw it coming."""

    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        os._exit(134)
        yield


class Picky(Echo):
    def load(self, model: ModelRef, cache: Path) -> Iterator[Step]:
        raise BackendError("model_unknown", "mamba")
        yield


def engines(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """A table of "Name" or "Name:how its probe goes"."""
    entries = {}
    for name, _, how in (one.partition(":") for one in names):
        home = HERE if name in globals() else "no_such_module"
        entries[name] = table.Entry(f"{home}:{name}", ("json",), probe=f"tests.backends.probes:{how or 'fine'}")
    monkeypatch.setattr(table, "BACKENDS", MappingProxyType({**entries, "echo": table.BACKENDS["echo"]}))


@pytest.fixture
def model(tmp_path: Path) -> ModelRef:
    """Probes that go well leave a mark in its file."""
    path = tmp_path / "model"
    path.write_text("")
    return ModelRef("echo", "Echo", "echo", str(path), "ab" * 32)


def loaded(cache: Path, model: ModelRef, load: Load | None = None) -> picking.Picked:
    backend = picking.create(load or Load("load", model, "", str(cache)))
    assert isinstance(backend, picking.Picked)
    for _ in backend.load(model, cache):
        pass
    return backend


def passed(cache: Path, model: ModelRef, load: Load | None = None) -> list[tuple[str, str]]:
    return [(one.backend, one.why) for one in loaded(cache, model, load).capabilities().passed_over]


def tries(model: ModelRef) -> int:
    return len(Path(model.file).read_text().splitlines())


def test_what_fails_is_passed_over_and_said(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Broken", "Picky", "Missing", "Other:aborts", "Fine")
    backend = loaded(tmp_path, model)
    found = backend.capabilities().passed_over
    assert [one.why for one in found] == ["engine_not_started", "model_unknown", "engine_not_started", "died"]
    assert [one.backend for one in found] == ["Broken", "Picky", "Missing", "Other"]
    assert "CUDA driver" in found[0].detail
    assert found[3].detail == "SIGABRT"
    assert "".join(backend.chat((Turn(Role.USER, "Hello"),), Sampling(), ()))


def test_when_all_fail_the_last_says_why(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Broken", "Picky")
    with pytest.raises(BackendError) as refused:
        loaded(tmp_path, model)
    assert refused.value.code == "model_unknown"


def test_the_last_is_let_in_untried(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Fine:aborts")
    assert passed(tmp_path, model) == []
    assert tries(model) == 0


def test_a_probe_is_made_once(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Fine", "Other")
    for _ in range(2):
        assert passed(tmp_path, model) == []
    assert tries(model) == 1
    loaded(tmp_path, replace(model, sha256="cd" * 32))
    assert tries(model) == 2  # another model
    monkeypatch.setattr("backends.hardware._build", lambda _package: ("2.0", ""))
    loaded(tmp_path, model)
    assert tries(model) == 3  # another library


def test_what_a_probe_broke_is_remembered(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Fine:aborts", "Other")
    assert passed(tmp_path, model) == [("Fine", "died")]
    engines(monkeypatch, "Fine", "Other")
    assert passed(tmp_path, model) == [("Fine", "died")]
    assert tries(model) == 0
    monkeypatch.setattr("backends.hardware._build", lambda _package: ("2.0", ""))
    assert passed(tmp_path, model) == []


def test_what_is_of_the_moment_is_not_remembered(
    tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(monkeypatch, "Fine:killed", "Other")
    assert passed(tmp_path, model) == [("Fine", "out_of_memory")]
    engines(monkeypatch, "Fine", "Other")
    assert passed(tmp_path, model) == []


def test_an_engine_that_hangs_is_passed_over(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_LEAST_SECONDS", 1.0)
    engines(monkeypatch, "Fine:hangs", "Other")
    assert passed(tmp_path, model) == [("Fine", "hung")]


def test_a_person_may_ask_anew(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Fine:aborts", "Other")
    loaded(tmp_path, model)
    engines(monkeypatch, "Fine", "Other")
    assert passed(tmp_path, model, Load("load", model, "", "", anew=True)) == []
    assert passed(tmp_path, model) == []


def test_what_a_person_prefers_comes_first(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Other", "Fine", "Broken")
    load = Load("load", model, "", "", prefer="Fine")
    assert loaded(tmp_path, model, load)._chosen().__class__.__name__ == "Fine"
    assert passed(tmp_path, model, replace(load, prefer="Broken")) == [("Broken", "engine_not_started")]
    assert passed(tmp_path, model, replace(load, prefer="gone")) == []


# ------------------------------------------------------------------------------------------ second net


def dies(cache: str, model: ModelRef) -> None:
    """In a process of its own."""
    multiprocessing.current_process().daemon = False
    patch = pytest.MonkeyPatch()
    engines(patch, "Deadly", "Fine")
    loaded(Path(cache), model)


def test_an_engine_that_takes_the_process_along_is_let_in_twice_at_most(
    tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(monkeypatch, "Deadly", "Fine")
    for _ in range(2):
        process = multiprocessing.get_context("spawn").Process(target=dies, args=(str(tmp_path), model), daemon=True)
        process.start()
        process.join()
        assert process.exitcode == 134
        found = loaded(tmp_path, model).capabilities().passed_over
        assert found == (PassedOver("Deadly", "died", "while it loaded"),)
    assert passed(tmp_path, model) == [("Deadly", "died_before")]
    assert tries(model) == 2


def test_one_that_broke_while_it_answered_is_not_chosen_again(
    tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(monkeypatch, "Fine", "Other")
    loaded(tmp_path, model)
    blamed = Load("load", model, "", "", blamed=(ILLEGAL,))
    for _ in range(2):  # the second is the same end, not another
        assert loaded(tmp_path, model, blamed).capabilities().passed_over == (ILLEGAL,)
    assert next(Trials(tmp_path).all()).deaths == 1
    assert passed(tmp_path, model) == []  # the next start tries it first
    assert tries(model) == 2
    assert passed(tmp_path, model, blamed) == [("Fine", "died")]
    assert passed(tmp_path, model) == [("Fine", "died_before")]


def test_the_last_answers_also_when_it_is_to_blame(
    tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(monkeypatch, "Fine")
    assert passed(tmp_path, model, Load("load", model, "", "", blamed=(ILLEGAL,))) == []


def test_stopping_while_it_loads_is_no_death(tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch) -> None:
    engines(monkeypatch, "Fine", "Picky")
    loading = picking.Picked().load(model, tmp_path)
    while not list(Trials(tmp_path).all()):
        next(iter(loading))
    assert [note.state for note in Trials(tmp_path).all()] == [State.LOADING]
    loading.close()  # type: ignore[attr-defined]  # every generator has it
    assert [note.state for note in Trials(tmp_path).all()] == [State.WORKS]


def test_an_engine_somebody_named_is_not_replaced(
    tmp_path: Path, model: ModelRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(monkeypatch, "Broken", "Fine")
    with pytest.raises(RuntimeError):
        list(picking.create(Load("load", model, "Broken", "")).load(model, tmp_path))
    with pytest.raises(BackendError):
        picking.create(Load("load", model, "magic", ""))
