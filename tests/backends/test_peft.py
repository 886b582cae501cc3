"""Adapters between us and PEFT on transformers' models: the same logits both ways, and the same slopes, by family."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from backends import adapters, fused_layers
from backends.adapters import Adapter
from backends.decoder import Decoder
from backends.model_shape import FAMILIES
from backends.packing import Layout, Row
from backends.scoring import states_of
from backends.slopes import Pair
from backends.tiny_model import tiny_model, tiny_shape
from backends.wardrobe import Wardrobe
from learning import adapter_sites
from learning.adapter_sites import PLACES, Site
from learning.backend import BackendError
from learning.types import SkillUse
from tests.backends import tiny_llama
from tests.backends.test_families import CLOSE, with_pictures
from tests.backends.test_torch_decoder import IDS, chat_logits, decoder_of, original

# peft 0.21 reads a property that transformers 5.23 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
NAMES = {"phi3": ("qkv_proj", "o_proj", "gate_up_proj", "down_proj")}
KINDS = (*FAMILIES, "whole gemma3")


def model_of(folder: Path, kind: str) -> Path:
    return with_pictures(folder) if kind == "whole gemma3" else tiny_model(folder, family=kind)


def random_adapter(decoder: Decoder, names: tuple[str, ...] = tuple(PLACES), rank: int = 3) -> Adapter:
    random = torch.Generator().manual_seed(5)
    pairs = {}
    for block in (1, 3):
        for name in names:
            out, into = decoder.layer(name)
            a, b = torch.randn(rank, into, generator=random), torch.randn(out, rank, generator=random)
            pairs[block, name] = (a / into**0.5, b / rank)
    return Adapter(pairs, scale=1.5)


def with_peft(folder: Path, skill: Path, **options: bool) -> Any:  # Any: peft ships no usable types
    from peft import PeftModel

    return PeftModel.from_pretrained(original(folder), skill, **options)


def use(folder: Path) -> SkillUse:
    return tiny_llama.skill(folder)


@pytest.mark.parametrize("names", [tuple(PLACES), ("k_proj", "up_proj")], ids=["all", "some"])
@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_peft_computes_the_same_with_ours(tmp_path: Path, kind: str, names: tuple[str, ...]) -> None:
    folder, skill = model_of(tmp_path / "model", kind), tmp_path / "skill"
    decoder = decoder_of(folder)
    made = random_adapter(decoder, names)
    skill.mkdir()
    adapters.write(skill, made, 3, "tiny", shape=decoder.shape)
    wanted = with_peft(folder, skill)(torch.tensor([IDS])).logits[0]
    wardrobe = Wardrobe(decoder)
    for worn in (wardrobe.dressed(made), wardrobe.wear([use(skill)])):
        found = chat_logits(decoder, IDS, [40], worn)
        torch.testing.assert_close(found, wanted, **CLOSE)
    assert (found - chat_logits(decoder, IDS, [40])).abs().max() > 0.1
    assert_same(wardrobe.adapter(use(skill)).pairs, made.pairs)


def assert_same(found: Mapping[Site, Pair], wanted: Mapping[Site, Pair]) -> None:
    assert found.keys() == wanted.keys()
    for site, pair in wanted.items():
        assert all(torch.equal(one, two) for one, two in zip(found[site], pair, strict=True)), site


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_we_compute_the_same_with_pefts(tmp_path: Path, kind: str) -> None:
    from peft import LoraConfig, get_peft_model

    folder = model_of(tmp_path / "model", kind)
    names = NAMES.get(kind, tuple(PLACES))
    where: Any = list(names)
    if kind == "whole gemma3":
        where = rf".*language_model\.layers\.\d+\.\w+\.({'|'.join(names)})"
    torch.manual_seed(3)
    config = LoraConfig(r=4, lora_alpha=6, target_modules=where, task_type="CAUSAL_LM", init_lora_weights=False)
    model: Any = get_peft_model(original(folder), config).eval()
    wanted = model(torch.tensor([IDS])).logits[0]
    model.save_pretrained(tmp_path / "skill")
    decoder = decoder_of(folder)
    worn = Wardrobe(decoder).wear([use(tmp_path / "skill")])
    found = chat_logits(decoder, IDS, [40], worn)
    assert (found - chat_logits(decoder, IDS, [40])).abs().max() > 0.1
    torch.testing.assert_close(found, wanted, **CLOSE)


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_those_of_autograd(tmp_path: Path, kind: str) -> None:
    """Ways back written by hand, packed and padded, against autograd through transformers, text by text."""
    folder, skill = model_of(tmp_path / "model", kind), tmp_path / "skill"
    decoder = decoder_of(folder)
    made = random_adapter(decoder)
    skill.mkdir()
    adapters.write(skill, made, 3, "tiny", shape=decoder.shape)
    rows = [Row(tuple(ids), 16, (False,) * (len(ids) - 16)) for ids in (IDS[:40], IDS[:14] + IDS[20:26])]
    theirs = with_peft(folder, skill, is_trainable=True)
    for row in rows:
        logits = theirs(torch.tensor([row.ids])).logits[0, row.start - 1 : -1]
        functional.cross_entropy(logits, torch.tensor(row.target), reduction="sum").backward()
    wanted = _gradients(theirs)
    leaves = {site: tuple(part.clone().requires_grad_() for part in pair) for site, pair in made.pairs.items()}
    worn: dict[int, dict[str, Pair]] = {}
    for (block, name), (a, b) in leaves.items():
        worn.setdefault(block, {})[name] = (a, b * made.scale)
    layout = Layout(rows, tuple(IDS[:14]), decoder.device)
    logits = decoder.logits(states_of(decoder, layout, worn))
    functional.cross_entropy(logits, layout.wanted(), reduction="sum").backward()
    own = {site: tuple(part.grad for part in pair) for site, pair in leaves.items()}
    shape = decoder.shape
    if shape.fused:
        own = _joined(own, wanted, shape)
    else:
        assert len(wanted) == len(own)
    for site, pair in own.items():
        for mine, other in zip(pair, wanted[site], strict=True):
            assert float((mine - other).norm() / other.norm()) < 1e-4, site


def _joined(own: Any, wanted: Any, shape: Any) -> Any:  # Any: mappings of tensors that may be None
    """PEFT's B has slopes where two parts cross, too; those are no numbers of ours."""
    found = fused_layers.joined(own, shape)
    blocks = fused_layers.joined({site: tuple(map(torch.ones_like, pair)) for site, pair in own.items()}, shape)
    for site, (_, ours) in blocks.items():
        wanted[site] = (wanted[site][0], wanted[site][1] * ours)
    return found


def _gradients(model: Any) -> dict[Site, tuple[Tensor, Tensor]]:  # Any: as above
    halves: dict[Site, dict[str, Tensor]] = {}
    for name, weight in model.named_parameters():
        if found := adapter_sites.parse(name.replace(".default", "")):
            halves.setdefault(found[0], {})[found[1]] = weight.grad
    return {site: (half["A"], half["B"]) for site, half in halves.items()}


# ---------------------------------------------------------------------------------------- fused layers


def test_what_was_trained_on_a_fused_model_is_pefts_own(tmp_path: Path) -> None:
    backend = tiny_llama.engine(tmp_path, "phi3")
    targets = ("gate_proj", "up_proj", "down_proj", "q_proj")
    skill = tiny_llama.train(backend, tmp_path / "skill", replace(tiny_llama.RECIPE, targets=targets, steps=4))
    decoder = decoder_of(tmp_path / "model")
    with torch.no_grad():
        wanted = with_peft(tmp_path / "model", Path(skill.path))(torch.tensor([IDS])).logits[0]
        found = chat_logits(decoder, IDS, [40], Wardrobe(decoder).wear([skill]))
    torch.testing.assert_close(found, wanted, **CLOSE)


def refused(decoder: Decoder, folder: Path, made: Adapter, rank: int = 3) -> str:
    folder.mkdir(exist_ok=True)
    adapters.write(folder, made, rank, "tiny")
    with pytest.raises(BackendError) as error:
        Wardrobe(decoder).adapter(use(folder))
    return error.value.code


def test_layers_of_another_kind_of_model_are_refused(tmp_path: Path) -> None:
    """Fused ones where there are none, parts where there are only fused ones, and fused ones of another size."""
    phi, llama = (decoder_of(tiny_model(tmp_path / name, family=name)) for name in ("phi3", "llama"))
    pairs = random_adapter(phi, ("q_proj", "v_proj")).pairs
    assert refused(phi, tmp_path / "a", Adapter(pairs, 1.0)) == "skill_other_model"
    whole = fused_layers.joined(pairs, phi.shape)
    assert refused(llama, tmp_path / "b", Adapter(whole, 1.0), 6) == "skill_other_model"
    small = fused_layers.joined(random_adapter(llama, ("q_proj",)).pairs, llama.shape)
    assert refused(phi, tmp_path / "c", Adapter(small, 1.0)) == "skill_other_model"


@pytest.mark.parametrize(
    "change",
    [
        {"rank_pattern": {"qkv_proj": 5}},
        {"rank_pattern": {"x": 6}},
        {"rank_pattern": {}},
        {"alpha_pattern": {"x": 1.0}},
        {"alpha_pattern": {"qkv_proj": float("nan")}},
        {"alpha_pattern": []},
        {"rank_pattern": ["qkv_proj"]},
    ],
    ids=str,
)
def test_a_pattern_that_says_something_else_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    decoder = decoder_of(tiny_model(tmp_path / "model", family="phi3"))
    (tmp_path / "skill").mkdir()
    adapters.write(tmp_path / "skill", random_adapter(decoder), 3, "tiny", shape=decoder.shape)
    path = tmp_path / "skill" / adapters.CONFIG
    config = json.loads(path.read_text())
    assert config["rank_pattern"] == {"qkv_proj": 9, "gate_up_proj": 6}
    path.write_text(json.dumps(config | change))
    with pytest.raises(BackendError) as error:
        Wardrobe(decoder).adapter(use(tmp_path / "skill"))
    assert error.value.code == "skill_damaged"


def test_a_scale_of_its_own_goes_into_b_by_name_and_a_path_wins(tmp_path: Path) -> None:
    shape = decoder_of(tiny_model(tmp_path / "model", family="phi3")).shape
    made = random_adapter(decoder_of(tmp_path / "model"))
    skill = tmp_path / "skill"
    skill.mkdir()
    adapters.write(skill, made, 3, "tiny", shape=shape)
    plain = adapters.read(skill, use(skill).sha256)
    config = json.loads((skill / adapters.CONFIG).read_text())
    block = min(block for block, name in plain.pairs if name == "qkv_proj")
    wanted = 9 * made.scale
    own = {"qkv_proj": 2 * wanted, adapter_sites.path((block, "qkv_proj")): 3 * wanted}
    (skill / adapters.CONFIG).write_text(json.dumps(config | {"alpha_pattern": config["alpha_pattern"] | own}))
    found = adapters.read(skill, use(skill).sha256)
    assert found.scale == plain.scale and found.scales != plain.scales
    for site, (a, b) in plain.pairs.items():
        times = (3 if site[0] == block else 2) if site[1] == "qkv_proj" else 1
        torch.testing.assert_close(found.pairs[site], (a, b * times))


def test_parts_and_whole_are_the_same_product() -> None:
    shape = tiny_shape("phi3")
    random = torch.Generator().manual_seed(1)

    def pair(name: str, rank: int) -> Pair:
        out, into = shape.layer(name)
        return torch.randn(rank, into, generator=random), torch.randn(out, rank, generator=random)

    pairs = {(0, "q_proj"): pair("q_proj", 2), (0, "v_proj"): pair("v_proj", 3), (1, "o_proj"): pair("o_proj", 2)}
    whole = fused_layers.joined(pairs, shape)
    assert set(whole) == {(0, "qkv_proj"), (1, "o_proj")}
    first, second = whole[0, "qkv_proj"]
    zero = torch.zeros(shape.layer("k_proj"))
    wanted = torch.cat(
        [pairs[0, "q_proj"][1] @ pairs[0, "q_proj"][0], zero, pairs[0, "v_proj"][1] @ pairs[0, "v_proj"][0]]
    )
    torch.testing.assert_close(second @ first, wanted)
    assert_same(fused_layers.split(whole, shape), pairs)
    assert fused_layers.joined(whole, shape).keys() == whole.keys()
