"""Several engines that make the same cached model at once, and what a crash leaves beside it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from backends import model_cache
from backends.model_folder import WEIGHTS
from backends.tiny_model import tiny_model
from tests.backends.test_torch_gguf import SHA, opened, write_gguf

FLOAT = torch.float32


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("backends.machine.best_dtype", lambda _device: FLOAT)
    return write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def converting(source: Path, cache: Path) -> Iterator[tuple[int, int]]:
    return model_cache.convert(source, model_cache.folder_of(cache, SHA), FLOAT)


def names(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


def test_of_two_conversions_the_first_that_is_done_counts(source: Path, cache: Path) -> None:
    slow = converting(source, cache)
    next(slow)
    for _ in converting(source, cache):
        pass
    winner = (cache / SHA / WEIGHTS).stat().st_ino
    for _ in slow:
        pass
    assert (cache / SHA / WEIGHTS).stat().st_ino == winner  # what the other engine reads stays where it is
    assert names(cache) == [SHA]


def test_a_damaged_folder_is_replaced_once_not_twice(source: Path, cache: Path) -> None:
    opened(source, cache)
    (cache / SHA / WEIGHTS).write_bytes(b"damaged")
    slow = converting(source, cache)
    next(slow)
    opened(source, cache)
    winner = (cache / SHA / WEIGHTS).stat().st_ino
    for _ in slow:
        pass
    assert (cache / SHA / WEIGHTS).stat().st_ino == winner
    assert names(cache) == [SHA]


def test_engines_that_open_at_once_all_open(source: Path, cache: Path) -> None:
    start, trouble = threading.Barrier(4), list[Exception]()

    def engine() -> None:
        try:
            start.wait(20)
            for _ in range(3):
                opened(source, cache)
        except Exception as error:
            trouble.append(error)

    engines = [threading.Thread(target=engine) for _ in range(4)]
    for each in engines:
        each.start()
    for each in engines:
        each.join()
    assert trouble == []
    assert names(cache) == [SHA]


def test_only_what_nobody_works_in_is_swept(source: Path, cache: Path) -> None:
    for name, age in (("old", 7200), ("young", 60), ("mixed", 7200)):
        folder = cache / f"{SHA}.{name}.part"
        folder.mkdir(parents=True)
        (folder / WEIGHTS).write_bytes(b"half")
        for path in (folder / WEIGHTS, folder):
            _age(path, age if name != "mixed" or path == folder else 60)
    foreign = cache / "somebody.part"
    foreign.mkdir()
    _age(foreign, 7200)
    opened(source, cache)
    assert names(cache) == sorted([SHA, f"{SHA}.young.part", f"{SHA}.mixed.part", "somebody.part"])


def _age(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
