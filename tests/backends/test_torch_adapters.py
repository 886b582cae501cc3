"""Adapters from disk: strict about what a stranger may write, exact about what is worn."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from backends import safetensors_files
from backends.adapters import ADAPTER, CONFIG, Adapter, write
from backends.torch_lora import TorchLora
from learning.backend import BackendError
from learning.types import SkillUse
from tests.backends import tiny_llama
from tests.backends.tiny_llama import KEEP, LEARN, skill


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TorchLora:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tiny_llama.engine(tmp_path)


def adapter(seed: int, rank: int = 2, out: int = 64, into: int = 32, block: int = 1) -> Adapter:
    random = torch.Generator().manual_seed(seed)
    pair = (torch.randn(rank, into, generator=random), torch.randn(out, rank, generator=random) * 0.3)
    return Adapter({(block, "up_proj"): pair}, 2.0)


def saved(folder: Path, made: Adapter, rank: int = 2) -> SkillUse:
    folder.mkdir(exist_ok=True)
    write(folder, made, rank, "tiny")
    return skill(folder)


def worn(backend: TorchLora, skills: list[SkillUse]) -> list[float]:
    return [one.target for one in backend.likelihoods((*LEARN, *KEEP), skills)]


def refused(backend: TorchLora, use: SkillUse) -> str:
    with pytest.raises(BackendError) as error:
        backend.check(use)
    return error.value.code


def test_the_order_of_skills_never_matters(backend: TorchLora, tmp_path: Path) -> None:
    skills = [saved(tmp_path / str(seed), adapter(seed)) for seed in range(3)]
    assert worn(backend, skills) == worn(backend, skills[::-1])


def test_skills_add_up(backend: TorchLora, tmp_path: Path) -> None:
    """Two worn together are their sum, and strength is a factor: arithmetic on the change itself."""
    one, two = adapter(1), adapter(2)
    both = Adapter({(1, "up_proj"): _stack(one, two, 0.5)}, 2.0)
    together = [saved(tmp_path / "one", one), replace(saved(tmp_path / "two", two), strength=0.5)]
    assert worn(backend, together) == pytest.approx(worn(backend, [saved(tmp_path / "both", both, 4)]), rel=1e-4)


def _stack(one: Adapter, two: Adapter, strength: float) -> tuple[torch.Tensor, torch.Tensor]:
    (a, b), (c, d) = one.pairs[1, "up_proj"], two.pairs[1, "up_proj"]
    return torch.cat([a, c]), torch.cat([b, d * strength], dim=1)


def test_an_adapter_is_read_once_and_its_file_closed(backend: TorchLora, tmp_path: Path) -> None:
    use = saved(tmp_path / "skill", adapter(1))
    before = worn(backend, [use])
    (tmp_path / "skill" / ADAPTER).unlink()
    assert worn(backend, [use]) == before


def test_many_skills_one_after_another(backend: TorchLora, tmp_path: Path) -> None:
    skills = [saved(tmp_path / str(seed), adapter(seed)) for seed in range(40)]
    first = [worn(backend, [use]) for use in skills]
    assert [worn(backend, [use]) for use in skills] == first


def test_a_missing_folder_is_damage(backend: TorchLora, tmp_path: Path) -> None:
    assert refused(backend, SkillUse("x", "x", str(tmp_path / "none"), "0" * 64)) == "skill_damaged"


@pytest.mark.parametrize(
    "made",
    [
        adapter(1, into=48),
        adapter(1, out=32),
        adapter(1, block=4),
        Adapter({(0, "q_proj"): (torch.zeros(2, 32), torch.zeros(16, 2))}, 1.0),
    ],
    ids=["in", "out", "block", "layer"],
)
def test_an_adapter_of_another_model_is_refused(backend: TorchLora, tmp_path: Path, made: Adapter) -> None:
    assert refused(backend, saved(tmp_path / "skill", made)) == "skill_other_model"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_neither_written_nor_read(backend: TorchLora, tmp_path: Path, number: float) -> None:
    made = adapter(1)
    made.pairs[1, "up_proj"][0][0, 0] = number
    with pytest.raises(BackendError) as failed:
        saved(tmp_path / "skill", made)
    assert failed.value.code == "bad_numbers"
    assert list((tmp_path / "skill").iterdir()) == []
    use = saved(tmp_path / "skill", adapter(1))
    data = bytearray((tmp_path / "skill" / ADAPTER).read_bytes())
    data[-4:] = struct.pack("<f", number)
    assert refused(backend, with_bytes(use, bytes(data))) == "skill_damaged"


def with_bytes(use: SkillUse, data: bytes) -> SkillUse:
    (Path(use.path) / ADAPTER).write_bytes(data)
    return replace(use, sha256=hashlib.sha256(data).hexdigest())


def with_config(use: SkillUse, change: Callable[[dict[str, Any]], object]) -> SkillUse:
    path = Path(use.path) / CONFIG
    config = json.loads(path.read_bytes())
    change(config)
    path.write_text(json.dumps(config))
    return use


@pytest.mark.parametrize(
    "change",
    [
        {"peft_type": "LOHA"},
        {"auto_mapping": {"base_model_class": "x"}},
        {"use_dora": True},
        {"use_rslora": True},
        {"bias": "all"},
        {"modules_to_save": ["lm_head"]},
        {"rank_pattern": {"up_proj": 64}},
        {"layer_replication": [[0, 4]]},
        {"r": 10**9},
        {"r": 3},
        {"r": "2"},
        {"r": None},
        {"lora_alpha": float("nan")},
        {"lora_alpha": float("inf")},
        {"lora_alpha": -1},
        {"lora_alpha": None},
    ],
    ids=str,
)
def test_a_config_that_asks_for_something_else_is_refused(
    backend: TorchLora, tmp_path: Path, change: dict[str, object]
) -> None:
    use = saved(tmp_path / "skill", adapter(1))
    assert refused(backend, with_config(use, lambda config: config.update(change))) == "skill_damaged"


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b" " * 70_000])
def test_a_config_that_is_none_is_refused(backend: TorchLora, tmp_path: Path, data: bytes) -> None:
    use = saved(tmp_path / "skill", adapter(1))
    (tmp_path / "skill" / CONFIG).write_bytes(data)
    assert refused(backend, use) == "skill_damaged"


# ------------------------------------------------------------------------------- hostile safetensors

NAME = "base_model.model.model.layers.1.mlp.up_proj.lora_A.weight"


def file(header: bytes | dict[str, Any], body: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def tensor(shape: list[Any], begin: Any, end: Any, dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


HOSTILE = {
    "empty": b"",
    "length 2^62": file({}, length=1 << 62),
    "length past the end": file({}, length=1000),
    "long header": file(b" " * (2 << 20)),
    "not json": file(b"{nope"),
    "deep": file(b"[" * 500_000),
    "a list": file(b"[]"),
    "no tensors": file({}),
    "past the end": file({NAME: tensor([2, 2], 0, 16)}),
    "more than it says": file({NAME: tensor([2, 2], 0, 16)}, bytes(20)),
    "gap": file({NAME: tensor([2, 2], 4, 20)}, bytes(20)),
    "overlap": file({NAME: tensor([2], 0, 8), NAME + "x": tensor([2], 4, 12)}, bytes(12)),
    "shape overflow": file({NAME: tensor([1 << 62, 1 << 62], 0, 16)}, bytes(16)),
    "negative": file({NAME: tensor([-2, -2], 0, 16)}, bytes(16)),
    "booleans": file({NAME: tensor([True, 4], 0, 16)}, bytes(16)),
    "fractions": file({NAME: tensor([2.0, 2.0], 0.0, 16.0)}, bytes(16)),
    "whole numbers": file({NAME: tensor([2, 2], 0, 16, "I32")}, bytes(16)),
    "no dtype": file({NAME: {"shape": [2, 2], "data_offsets": [0, 16]}}, bytes(16)),
    "texts": file({NAME: "F32"}),
    "many tensors": file({f"{NAME}{i}": tensor([0], 0, 0) for i in range(5001)}),
    "twice": file(b'{"a": %s, "a": %s}' % ((json.dumps(tensor([0], 0, 0)).encode(),) * 2)),
    "three dimensions": file({NAME: tensor([1, 2, 2], 0, 16)}, bytes(16)),
    "only half": file({NAME: tensor([2, 32], 0, 256)}, bytes(256)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused(backend: TorchLora, tmp_path: Path, name: str) -> None:
    use = saved(tmp_path / "skill", adapter(1))
    assert refused(backend, with_bytes(use, HOSTILE[name])) in ("skill_damaged", "skill_other_model")


def test_what_is_written_is_a_safetensors_file(tmp_path: Path) -> None:
    from safetensors.torch import load

    made = {"a": torch.randn(3, 4), "b": torch.randn(5)}
    found = load(safetensors_files.pack(made))
    assert found.keys() == made.keys()
    assert all(torch.equal(found[name], tensor) for name, tensor in made.items())
