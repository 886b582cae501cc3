"""What GGUF metadata say of a family besides its sizes; what we do not compute is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from backends.gguf_header import read_header
from backends.gguf_shape import from_gguf
from backends.gguf_weights import shape_of
from backends.tiny_model import tiny_model, tiny_shape
from learning.backend import BackendError
from tests.backends.test_torch_gguf import SHA, opened, weights_of, write_gguf


@pytest.fixture(autouse=True)
def plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backends.machine.best_dtype", lambda _device: torch.float32)


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("llama", {"qkv_bias": True, "out_bias": True}),
        ("gemma3", {"near_theta": 500.0, "windows": (20, 0, 20, 20, 0, 20)}),
        ("phi3", {"windows": (20,) * 4, "tied": True}),
        ("phi3", {"turned": 0, "rope_factors": (1.0, 1.25, 1.5, 2.0, 4.0, 8.0, 8.5, 9.0)}),
    ],
    ids=["biases", "order of windows", "windows", "wholly turned"],
)
def test_what_a_family_may_have_besides(tmp_path: Path, family: str, change: dict[str, Any]) -> None:
    shape = replace(tiny_shape(family), **change)
    folder = tiny_model(tmp_path / "folder", shape=shape)
    path = write_gguf(tmp_path / "tiny.gguf", folder, family=family, shape=shape)
    assert shape_of(path, read_header(path)) == shape
    opened(path, tmp_path / "cache")
    made, wanted = weights_of(tmp_path / "cache" / SHA), weights_of(folder)
    assert made.shape == wanted.shape == shape
    for name, tensor in wanted._tensors.items():
        torch.testing.assert_close(made._tensors[name], tensor, atol=1e-6, rtol=0)


def test_the_largest_gemma_scales_its_scores_otherwise(tmp_path: Path) -> None:
    """No key says so: llama.cpp knows it by the number of blocks, and so do we."""
    small = tiny_shape("gemma3")
    large = replace(small, blocks=62, windows=(*((12,) * 5 + (0,)) * 10, 12, 12), query_scale=(48 / 3) ** -0.5)
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"), shape=large)
    header = read_header(path)
    renamed = {key.replace("llama.", "gemma3."): value for key, value in header.metadata.items()}
    renamed |= {
        "general.architecture": "gemma3",
        "gemma3.attention.key_length": 16,
        "gemma3.attention.sliding_window": 12,
    }
    found = from_gguf(replace(header, metadata=renamed))
    assert found.query_scale == large.query_scale and found.windows == large.windows


@pytest.mark.parametrize(
    ("key", "value"),
    [("rope.scaling.type", "yarn"), ("rope.scaling.type", "longrope"), ("final_logit_softcapping", 30.0)],
)
def test_metadata_that_we_do_not_compute_are_refused(tmp_path: Path, key: str, value: str | float) -> None:
    header = read_header(write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder")))
    header.metadata[f"llama.{key}"] = value
    with pytest.raises(BackendError) as refused:
        from_gguf(header)
    assert refused.value.code == "model_unknown"


@pytest.mark.parametrize(("key", "value"), [("rope.dimension_count", 4), ("rope.scaling.attn_factor", 1.5)])
def test_what_no_folder_of_ours_could_say_is_refused(tmp_path: Path, key: str, value: float) -> None:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    header = read_header(path)
    assert shape_of(path, header) == tiny_shape()
    header.metadata[f"llama.{key}"] = value
    with pytest.raises(BackendError) as refused:
        shape_of(path, header)
    assert refused.value.code == "model_unknown"
