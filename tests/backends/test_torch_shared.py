"""A skill of the torch engine leaves as a file and comes back in another profile: on it is the same to the last bit.

And adapters of another tool: their scales, folded.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from backends import adapters
from backends.adapters import ADAPTER, CONFIG
from backends.torch_lora import TorchLora
from learning import lesson_file
from learning.maker import Maker
from learning.sharing.exporting import export
from learning.store import manifest
from learning.store.profile import Profile
from learning.store.skills import use_of
from learning.store.store import Store
from learning.types import Skill, SkillState, SkillUse
from tests.backends import tiny_llama
from tests.backends.tiny_llama import KEEP, LEARN
from tests.learning.sharing.skill_files import about, config, lesson, looked, lora, safetensors, saved

MODEL = "0" * 64


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TorchLora:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tiny_llama.engine(tmp_path)


def worn(backend: TorchLora, skills: list[SkillUse]) -> list[float]:
    return [one.target for one in backend.likelihoods((*LEARN, *KEEP), skills)]


def added(store: Store, path: Path) -> Skill:
    found = looked(store, path)
    offered = replace(found.offered.manifest, base_sha256=MODEL, base_name="Tiny")
    return store.imports.add(found.staging, offered, found.offered.adapter_sha256)


def test_there_and_back_with_the_tiny_model(backend: TorchLora, tmp_path: Path) -> None:
    with Store.open(Profile(tmp_path / "first")) as first:
        first.lessons.add(lesson(), "")
        staging = first.lessons.staging("aa")
        tiny_llama.train(backend, staging)
        (staging / lesson_file.NAME).write_text(lesson_file.text(lesson()), encoding="utf-8")
        manifest.seal(staging, about(base_sha256=MODEL))
        mine = first.skills.publish(staging, "aa")
        file = export(mine, tmp_path / "sister.ingrain").path
    bare = worn(backend, [])
    taught = worn(backend, [use_of(mine)])
    with Store.open(Profile(tmp_path / "second")) as second:
        skill = added(second, file)
        assert (skill.state, skill.maker, skill.adapter_sha256) == (SkillState.OFF, Maker.OTHER, mine.adapter_sha256)
        assert (Path(skill.path) / ADAPTER).read_bytes() == (Path(mine.path) / ADAPTER).read_bytes()
        assert second.skills.uses(MODEL) == ()
        second.skills.set_state(skill.id, SkillState.ON)
        on = worn(backend, list(second.skills.uses(MODEL)))
        second.skills.set_state(skill.id, SkillState.OFF)
        off = worn(backend, list(second.skills.uses(MODEL)))
    assert on == taught != bare, "the same skill, to the last bit"
    assert off == bare


def plain(store: Store, folder: Path, tensors: object = None, **changes: object) -> Skill:
    """An adapter of another tool, added."""
    made = safetensors(tensors or lora())  # type: ignore[arg-type]  # what `lora` makes
    return added(store, saved(folder, {CONFIG: config(**changes), ADAPTER: made}))


def read(skill: Skill) -> adapters.Adapter:
    return adapters.read(Path(skill.path), skill.adapter_sha256)


def test_scales_of_other_tools_are_folded(backend: TorchLora, tmp_path: Path) -> None:
    two = {name.replace("up_proj", "gate_proj"): row for name, row in lora().items()}
    with Store.open(Profile(tmp_path / "profile")) as store:
        usual = read(plain(store, tmp_path / "usual", {**lora(), **two}))
        assert usual.scale == 4 / 2 and usual.gate is None
        rooted = read(plain(store, tmp_path / "rooted", use_rslora=True))
        assert rooted.scale == pytest.approx(4 / math.sqrt(2))
        own = plain(store, tmp_path / "own", {**lora(), **two}, alpha_pattern={"up_proj": 12})
        single = read(own)
        change = {site: single.scale * (b @ a) for site, (a, b) in single.pairs.items()}
        for site, (a, b) in usual.pairs.items():
            wanted = (12 / 2 if site[1] == "up_proj" else 4 / 2) * (b @ a)
            assert torch.allclose(change[site], wanted, rtol=1e-6)
        backend.check(use_of(own))
        assert worn(backend, [use_of(own)]) != worn(backend, [])


def test_ranks_of_single_layers(backend: TorchLora, tmp_path: Path) -> None:
    two = {name.replace("up_proj", "gate_proj"): row for name, row in lora(3).items()}
    with Store.open(Profile(tmp_path / "profile")) as store:
        skill = plain(store, tmp_path / "x", {**lora(), **two}, rank_pattern={"gate_proj": 3})
        assert {site[1]: a.shape[0] for site, (a, _) in read(skill).pairs.items()} == {"up_proj": 2, "gate_proj": 3}
        backend.check(use_of(skill))


def test_the_same_numbers_with_another_scale_are_another_adapter(tmp_path: Path) -> None:
    """llama.cpp's copies of adapters are kept by what they were made from."""
    with Store.open(Profile(tmp_path / "profile")) as store:
        one, two = plain(store, tmp_path / "one"), plain(store, tmp_path / "two", lora_alpha=8)
        assert one.adapter_sha256 == two.adapter_sha256 and read(one).scales != read(two).scales
