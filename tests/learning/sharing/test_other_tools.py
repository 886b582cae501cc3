"""Adapters that other tools made: taken with their own numbers, their settings read and written anew."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from learning.maker import Maker
from learning.sharing.refusals import Refusal, Refused
from learning.store import manifest
from learning.store.store import Store
from learning.types import Skill, SkillState
from tests.learning.sharing.skill_files import (
    BASE,
    config,
    good,
    installed,
    looked,
    lora,
    safetensors,
    saved,
    sealed,
    zipped,
)


def read_config(skill: Skill) -> dict[str, object]:
    found = json.loads((Path(skill.path) / manifest.CONFIG).read_bytes())
    assert isinstance(found, dict)
    return found


def plain(**changes: object) -> dict[str, bytes]:
    return {manifest.CONFIG: config(**changes), manifest.ADAPTER: safetensors(lora())}


@pytest.mark.parametrize("way", ["folder", "file", "zip", "zip with a folder"])
def test_a_plain_adapter(store: Store, tmp_path: Path, way: str) -> None:
    parts = plain(peft_version="0.21.2", loftq_config={}, target_modules="all-linear", new_setting=None)
    if way in ("folder", "file"):
        path = saved(tmp_path / "my-lora", {**parts, "train.py": b"raise SystemExit"})
        path = path / manifest.ADAPTER if way == "file" else path
    else:
        inner = "my-lora/" if way == "zip with a folder" else ""
        path = zipped(tmp_path / "my-lora.zip", {f"{inner}{name}": data for name, data in parts.items()})
    found = looked(store, path)
    assert found.offered.plain and found.offered.manifest.name == "my-lora"
    skill = installed(store, path, base_id="m", base_name="M", base_sha256=BASE)
    assert (skill.maker, skill.state, skill.base_sha256) == (Maker.ELSEWHERE, SkillState.OFF, BASE)
    assert (Path(skill.path) / manifest.ADAPTER).read_bytes() == parts[manifest.ADAPTER]
    assert set(read_config(skill)) & {"peft_version", "loftq_config", "new_setting"} == set()
    assert read_config(skill)["base_model_name_or_path"] == ""


def test_rslora_is_folded_into_the_scale(store: Store, tmp_path: Path) -> None:
    found = read_config(installed(store, saved(tmp_path / "x", plain(use_rslora=True))))
    assert found["use_rslora"] is False and found["lora_alpha"] == 4 * math.sqrt(2)


@pytest.mark.parametrize("key", ["up_proj", "layers.1.mlp.up_proj", "^model.layers.1.mlp.up_proj"])
def test_alpha_of_a_layer(store: Store, tmp_path: Path, key: str) -> None:
    two = {name.replace("layers.1", "layers.2").replace("up_proj", "gate_proj"): row for name, row in lora().items()}
    parts = {
        manifest.CONFIG: config(alpha_pattern={"down_proj": 9, key: 8}),
        manifest.ADAPTER: safetensors({**lora(), **two}),
    }
    found = read_config(installed(store, saved(tmp_path / "x", parts)))
    of = {"layers.1.mlp.up_proj": 8.0, "layers.2.mlp.gate_proj": 4.0}
    alphas = found["alpha_pattern"]
    assert isinstance(alphas, dict)
    assert {layer: alphas.get(layer, found["lora_alpha"]) for layer in of} == of
    assert found["rank_pattern"] == {}


@pytest.mark.parametrize("root", ["model.", "model.language_model.", "language_model.model."])
@pytest.mark.parametrize("layer", ["mlp.gate_up_proj", "self_attn.qkv_proj"])
def test_layers_of_every_kind_of_model(store: Store, tmp_path: Path, root: str, layer: str) -> None:
    """Those that are kept as one, and those of the text part of a model that sees pictures."""
    names = {"model.layers": f"{root}layers", "mlp.up_proj": layer}
    parts = {
        manifest.CONFIG: config(alpha_pattern={f"^{root}layers.1.{layer}": 8}),
        manifest.ADAPTER: safetensors({_renamed(name, names): row for name, row in lora().items()}),
    }
    found = read_config(installed(store, saved(tmp_path / "x", parts)))
    assert (found["lora_alpha"], found["target_modules"]) == (8.0, [layer.split(".")[1]])


def test_layers_of_two_models_are_refused(store: Store, tmp_path: Path) -> None:
    two = {_renamed(name, {"model.layers.1": "model.language_model.layers.2"}): row for name, row in lora().items()}
    parts = {manifest.CONFIG: config(), manifest.ADAPTER: safetensors({**lora(), **two})}
    with pytest.raises(Refused) as refused:
        looked(store, saved(tmp_path / "x", parts))
    assert refused.value.reason is Refusal.TENSOR_NAME


def _renamed(name: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        assert old in name
        name = new.join(name.rsplit(old, 1))
    return name


def test_our_own_scale_stays_to_the_last_bit(store: Store, tmp_path: Path) -> None:
    parts = sealed({**good(), manifest.CONFIG: config(lora_alpha=0.1)})
    assert read_config(installed(store, zipped(tmp_path / "x.ingrain", parts)))["lora_alpha"] == 0.1
