"""What a model says of itself is read behind walls; a hostile or broken file is refused and nothing happens."""

from __future__ import annotations

import os
import pickle
import struct
from pathlib import Path
from typing import Any

import pytest

from learning.shelf.facts import Facts, facts
from learning.shelf.results import CannotGet, Trouble
from tests.learning.shelf.models import folder, gguf, safetensors


def look(path: Path) -> Facts:
    work = facts(path)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Facts = end.value
            return found


def refused(path: Path) -> Trouble:
    with pytest.raises(CannotGet) as error:
        look(path)
    return error.value.trouble


def test_a_file_says_its_sizes(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(gguf())
    found = look(tmp_path / "a.gguf")
    assert (found.family, found.parameters, found.blocks, found.hidden, found.inner) == ("llama", 256, 3, 8, 16)
    assert (found.kv, found.vocabulary, found.context, found.name, found.licence) == (4, 32, 64, "Heron", "mit")
    assert found.gguf and found.template and found.bits > 32


def test_a_folder_says_its_sizes(tmp_path: Path) -> None:
    found = look(folder(tmp_path / "m"))
    assert (found.family, found.blocks, found.hidden, found.kv, found.gguf) == ("llama", 3, 8, 4, False)
    assert not found.template


@pytest.mark.parametrize(("change", "trouble"), [
    ({"general.architecture": "mamba"}, Trouble.OTHER_KIND),
    ({"general.architecture": None}, Trouble.OTHER_KIND),
    ({"split.count": 3}, Trouble.OTHER_KIND),
    ({"llama.block_count": 0}, Trouble.NOT_A_MODEL),
    ({"llama.block_count": 1 << 50}, Trouble.NOT_A_MODEL),
    ({"llama.embedding_length": "wide"}, Trouble.NOT_A_MODEL),
    ({"llama.context_length": None}, Trouble.NOT_A_MODEL),
])  # fmt: skip
def test_a_file_that_is_no_model_of_ours_is_refused(tmp_path: Path, change: dict[str, Any], trouble: Trouble) -> None:
    (tmp_path / "a.gguf").write_bytes(gguf(change))
    assert refused(tmp_path / "a.gguf") is trouble


@pytest.mark.parametrize("cut", [0, 3, 20, 200, -1, -500])
def test_a_file_that_ends_too_early_is_refused(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.gguf").write_bytes(gguf()[:cut])
    assert refused(tmp_path / "a.gguf") is Trouble.NOT_A_MODEL


def test_counts_that_are_lies_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1 << 60) + b"x" * 23)
    assert refused(tmp_path / "a.gguf") is Trouble.NOT_A_MODEL


def test_a_name_that_plays_tricks_is_plain(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(gguf({"general.name": "He\u202eron\x1b[31m" + "x" * 500}))
    found = look(tmp_path / "a.gguf")
    assert "\u202e" not in found.name and "\x1b" not in found.name and len(found.name) <= 80


@pytest.mark.parametrize("header", [
    b"", b"\0" * 8, struct.pack("<Q", 1 << 60), struct.pack("<Q", 2) + b"[]",
    safetensors({"a": ["F32", [1], [0, 1 << 40]]}), safetensors({"a": ["OBJ", [1], [0, 4]]}),
    safetensors({"a": ["F32", [1], [-4, 4]]}),
])  # fmt: skip
def test_broken_weights_in_a_folder_are_refused(tmp_path: Path, header: bytes) -> None:
    made = folder(tmp_path / "m")
    (made / "model.safetensors").write_bytes(header)
    assert refused(made) is Trouble.NOT_A_MODEL


class Marker:
    """Would leave a file behind if it were ever unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str, int]]:
        return os.open, (self.path, os.O_CREAT)


def test_a_folder_of_pickles_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    made = folder(tmp_path / "m", auto_map={"AutoModel": "evil.Model"})
    (made / "model.safetensors").unlink()
    (made / "pytorch_model.bin").write_bytes(pickle.dumps(Marker(str(tmp_path / "ran"))))
    assert refused(made) is Trouble.NOT_A_MODEL
    assert not (tmp_path / "ran").exists()


def test_what_is_not_there_or_no_model_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.gguf") is Trouble.NOT_FOUND
    assert refused(tmp_path) is Trouble.NOT_A_MODEL
    (tmp_path / "a.gguf").write_text("<html>")
    assert refused(tmp_path / "a.gguf") is Trouble.NOT_A_MODEL
