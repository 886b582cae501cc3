"""Every engine with every family that it runs, loaded; one whose libraries are not installed is skipped and says so."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from backends import table
from tests.backends import engine_case
from tests.backends.engine_case import Case, model_of


@pytest.fixture(params=engine_case.every(), ids="-".join)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # two threads on a tiny model only wait for one another
    name, family = request.param
    if not table.can_run(name):
        pytest.skip(f"{name} needs {', '.join(table.BACKENDS[name].needs)}")
    if name == "llama_cpp":  # both its engines say the same where both compute alike
        monkeypatch.setattr("backends.machine.best_dtype", lambda _device: import_module("torch").float32)
    backend = table.create(name)
    model = model_of(name, family, tmp_path)
    for _ in backend.load(model, tmp_path / "cache"):
        pass
    yield Case(name, backend, model, tmp_path)
    backend.close()
