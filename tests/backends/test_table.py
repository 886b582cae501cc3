"""The list of engines, and that looking at it costs nothing."""

from __future__ import annotations

import sys

import pytest

from backends import table
from backends.echo import Echo
from learning.backend import BackendError


def test_the_demo_engine_always_runs() -> None:
    assert table.can_run("echo")
    assert table.available()[-1] == "echo"
    assert isinstance(table.create("echo"), Echo)


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("processor", ("llama_cpp", "torch_lora", "mlx_lora", "echo")),
        ("nvidia", ("torch_lora", "llama_cpp", "mlx_lora", "torch_cpu", "echo")),
        ("apple", ("mlx_lora", "torch_lora", "llama_cpp", "echo")),
    ],
)
def test_the_best_for_the_machine_comes_first(
    monkeypatch: pytest.MonkeyPatch, kind: str, order: tuple[str, ...]
) -> None:
    monkeypatch.setattr(table, "find_spec", lambda _library: object())
    monkeypatch.setattr(table.hardware, "kind", lambda: kind)
    assert table.available() == order


def test_without_its_libraries_an_engine_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "BACKENDS", {"far": table.Entry("far:Far", ("no_such_library",)), **table.BACKENDS})
    assert not table.can_run("far")
    assert "far" not in table.available()
    with pytest.raises(BackendError) as caught:
        table.create("far")
    assert caught.value.code == "engine_not_started"
    assert "no_such_library" not in sys.modules


def test_an_unknown_engine_is_refused() -> None:
    assert not table.can_run("magic")
    with pytest.raises(BackendError):
        table.create("magic")
