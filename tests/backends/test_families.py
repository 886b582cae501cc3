"""Every family against transformers: kinds of rotary embedding, biases, heads of their own, windows, refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from backends.answering import _Keeping
from backends.attention import SideBySide
from backends.decoder import NOTHING
from backends.model_folder import CONFIG, WEIGHTS, Loader
from backends.model_shape import FAMILIES, ModelShape, from_config
from backends.packing import Layout, Remembered, Row
from backends.scoring import states_of
from backends.tiny_model import tiny_model, tiny_shape
from learning.backend import BackendError
from tests.backends.test_torch_decoder import IDS, chat_logits, decoder_of, original

CLOSE = {"atol": 1e-4, "rtol": 1e-4}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
TRAINED = {"original_max_position_embeddings": 512}
LONGROPE = {"type": "longrope", "short_factor": [1.0, 1.5, 2.0, 3.0, 4.0, 5.0], "long_factor": [9.0] * 6}


def shape_of(name: str) -> ModelShape:
    family, _, variant = name.partition("-")
    shape = tiny_shape(family)
    changes: dict[str, dict[str, Any]] = {  # Any: fields of a shape
        "": {},
        "bias": {"qkv_bias": True, "out_bias": True},
        "untied": {"tied": False},
        "tied": {"tied": True},
        "linear": {"rope_factors": (4.0,) * (shape.rotary_size // 2)},
        "plain": {"rope_factors": (), "rope_scale": 1.0, "turned": 0},
        "window": {"windows": (12,) * shape.blocks},
        "scalar": {"query_scale": 10**-0.5},
        "order": {"windows": (12, 0, 0, 12, 12, 0)},
    }
    return replace(shape, **changes[variant])


def made(folder: Path, name: str) -> Path:
    return tiny_model(folder, shape=shape_of(name))


def changed(folder: Path, change: dict[str, object], drop: tuple[str, ...] = ()) -> Path:
    path = folder / CONFIG
    config = {key: value for key, value in json.loads(path.read_text()).items() if key not in drop} | change
    path.write_text(json.dumps(config))
    return folder


@torch.no_grad()
def same_as_transformers(folder: Path) -> None:
    wanted = original(folder)(torch.tensor([IDS])).logits[0]
    decoder = decoder_of(folder)
    for pieces in ([40], [17, 20, 1, 1, 1]):
        torch.testing.assert_close(chat_logits(decoder, IDS, pieces), wanted, **CLOSE)


@pytest.mark.parametrize(
    "name",
    [
        *("llama-bias", "qwen3-bias", "gemma3-bias", "llama-untied", "qwen3-tied", "gemma3-untied", "phi3-tied"),
        *("llama-linear", "qwen2-linear", "gemma3-plain", "gemma3-scalar", "gemma3-order", "phi3-plain", "phi3-window"),
    ],
)
def test_variants_are_those_of_transformers(tmp_path: Path, name: str) -> None:
    folder = made(tmp_path, name)
    assert decoder_of(folder).shape == shape_of(name)
    same_as_transformers(folder)


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("llama", {"rope_scaling": {**LLAMA3, "original_max_position_embeddings": 64}}),
        ("llama", {"rope_parameters": {**LLAMA3, "original_max_position_embeddings": 64, "rope_theta": 5e5}}),
        ("qwen3", {"rope_scaling": {"type": "linear", "factor": 4.0}}),
        ("gemma3", {"rope_scaling": {"rope_type": "linear", "factor": 2.0}, "rope_parameters": None}),
        ("phi3", {"rope_scaling": LONGROPE, "max_position_embeddings": 2048, "partial_rotary_factor": 0.75}),
        ("phi3", {"rope_scaling": {**LONGROPE, "type": "su", **TRAINED}, "partial_rotary_factor": 0.75}),
    ],
    ids=["llama3", "llama3 of now", "linear", "gemma's linear", "longrope", "longrope of old"],
)
def test_rotary_embeddings_as_folders_state_them(tmp_path: Path, family: str, change: dict[str, object]) -> None:
    folder = tiny_model(tmp_path, family=family)
    plain = ("rope_parameters",) if "rope_scaling" in change else ()
    changed(folder, change, plain)
    same_as_transformers(folder)
    if family == "phi3":
        assert decoder_of(folder).shape.context == 512  # where the long factors would begin


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("llama", {"model_type": "gemma2"}),
        ("llama", {"model_type": "phimoe"}),
        ("llama", {"rope_parameters": {"rope_type": "yarn", "factor": 4.0}}),
        ("qwen3", {"rope_parameters": {"rope_type": "dynamic", "factor": 4.0}}),
        ("llama", {"partial_rotary_factor": 0.5}),
        ("mistral", {"attention_bias": True}),
        ("gemma3", {"final_logit_softcapping": 30.0}),
        ("gemma3", {"hidden_activation": "silu"}),
        ("gemma3", {"use_bidirectional_attention": True}),
        ("gemma3", {"layer_types": ["chunked_attention"] * 6}),
        ("phi3", {"rope_parameters": {"rope_type": "yarn", "factor": 4.0}}),
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_what_we_do_not_compute_is_refused(tmp_path: Path, family: str, change: dict[str, object]) -> None:
    config = json.loads((tiny_model(tmp_path, family=family) / CONFIG).read_text())
    with pytest.raises(BackendError) as refused:
        from_config(config | change)
    assert refused.value.code == "model_unknown"
    value = str(next(iter(change.values())))
    assert refused.value.detail and any(word in refused.value.detail for word in (value, "rope", "layer", *change))


@pytest.mark.parametrize("change", [{"rope_scaling": "x"}, {"text_config": 5, "model_type": "gemma3"}, {"head_dim": 7}])
def test_nonsense_is_damage(tmp_path: Path, change: dict[str, object]) -> None:
    config = json.loads((tiny_model(tmp_path, family="gemma3") / CONFIG).read_text())
    with pytest.raises(BackendError) as refused:
        from_config({key: value for key, value in config.items() if key != "rope_parameters"} | change)
    assert refused.value.code == "model_damaged"


def with_pictures(folder: Path) -> Path:
    """A whole Gemma, as transformers writes it."""
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    text = json.loads((tiny_model(folder / "text", family="gemma3") / CONFIG).read_text())
    sight = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = Gemma3Config(
        text_config={**text, "pad_token_id": 0},
        vision_config={**sight, "image_size": 28, "patch_size": 14, "model_type": "siglip_vision_model"},
        mm_tokens_per_image=4,
    )
    torch.manual_seed(0)
    model = Gemma3ForConditionalGeneration(config)
    for weight in model.parameters():
        weight.data += 0.2 * torch.randn_like(weight)
    model.save_pretrained(folder / "whole")
    return folder / "whole"


@pytest.mark.parametrize("names", ["as saved", "of old"])
def test_the_text_part_of_a_model_that_sees(tmp_path: Path, names: str) -> None:
    folder = with_pictures(tmp_path)
    if names == "of old":
        from safetensors.torch import load_file, save_file

        tensors = load_file(folder / WEIGHTS)
        old = {name.removeprefix("model.") for name in tensors}
        assert any(name.startswith("language_model.") for name in old)
        save_file({_old_name(name): tensor for name, tensor in tensors.items()}, folder / WEIGHTS, {"format": "pt"})
    same_as_transformers(folder)
    assert decoder_of(folder).shape.within == "language_model."


def _old_name(name: str) -> str:
    name = name.removeprefix("model.")
    return name.replace("language_model.", "language_model.model.", 1) if "language_model.model." not in name else name


# ------------------------------------------------------------------------------------------- windows


@pytest.mark.parametrize("name", ["mistral", "phi3-window"])
@torch.no_grad()
def test_a_window_is_as_wide_as_it_says(tmp_path: Path, name: str) -> None:
    """What lies before the windows of all blocks changes nothing; the next token does."""
    decoder = decoder_of(made(tmp_path, name))
    ids = (IDS * 3)[: 11 * decoder.shape.blocks + 2]
    last, far, near = (
        chat_logits(decoder, each, [len(ids)])[-1]
        for each in (ids, [ids[0] + 1, *ids[1:]], [ids[0], ids[1] + 1, *ids[2:]])
    )
    assert torch.equal(far, last)
    assert not torch.equal(near, last)


def rows_of() -> list[Row]:
    texts = [IDS[:30], IDS[:14] + IDS[20:27], IDS[:14] + IDS[30:32], IDS[:14] + IDS[15:40]]
    return [Row(tuple(ids), len(ids) - 1, (False,)) for ids in texts]


@pytest.mark.parametrize("name", [*FAMILIES, "phi3-window", "gemma3-order"])
@torch.no_grad()
def test_packed_rows_see_as_if_alone(tmp_path: Path, name: str) -> None:
    """Behind a beginning that is put in, one that was read before, and none; padded places stay numbers."""
    decoder, rows = decoder_of(made(tmp_path, name)), rows_of()
    alone = torch.stack([chat_logits(decoder, list(row.ids[:-1]), [len(row.ids) - 1])[-1] for row in rows])
    read, beginning = Remembered(), tuple(IDS[:14])
    rotary = decoder.rotary(torch.arange(14))
    decoder.run(decoder.embed(decoder.tokens(beginning)), rotary, read, range(decoder.shape.blocks))
    for front, seen in ((beginning, None), ((), None), (beginning, read)):
        layout = Layout(rows, front, decoder.device, seen)
        states = states_of(decoder, layout, NOTHING)
        torch.testing.assert_close(decoder.logits(states), alone, **CLOSE)


@pytest.mark.parametrize("name", [*FAMILIES, "phi3-window", "gemma3-order"])
@torch.no_grad()
def test_answers_side_by_side_see_as_if_alone(tmp_path: Path, name: str) -> None:
    decoder, rows = decoder_of(made(tmp_path, name)), rows_of()
    prompts = [list(row.ids[:-1]) for row in rows]
    width = max(len(ids) for ids in prompts)
    side = SideBySide(decoder.shape, len(rows), width + 20, decoder.device, decoder.dtype)
    layout = Layout(rows, tuple(IDS[:14]), decoder.device)
    state, rotary = decoder.embed(layout.tokens()), decoder.rotary(layout.positions())
    decoder.run(state, rotary, _Keeping(layout, range(len(rows)), side), range(decoder.shape.blocks))
    for step in range(16):
        if step == 8:
            side.keep(torch.tensor([0, 2]))
            prompts = [prompts[0], prompts[2]]
        side.open(width + step)
        new, positions = IDS[step], torch.tensor([len(ids) for ids in prompts])
        prompts = [[*ids, new] for ids in prompts]
        state = decoder.embed(decoder.tokens([new] * len(prompts)))
        state = decoder.run(state, decoder.rotary(positions), side, range(decoder.shape.blocks))
        if step in (0, 7, 8, 15):
            alone = torch.stack([chat_logits(decoder, ids, [len(ids)])[-1] for ids in prompts])
            torch.testing.assert_close(decoder.logits(state), alone, **CLOSE)


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_rounded_to_16_bits_it_is_still_the_model(tmp_path: Path, family: str) -> None:
    folder = tiny_model(tmp_path, family=family)
    loader = Loader(folder, torch.device("cpu"), torch.bfloat16)
    for _ in loader.parts():
        pass
    decoder = loader.decoder()
    assert decoder.dtype is torch.bfloat16 and decoder.embed(decoder.tokens([5])).dtype is torch.bfloat16
    rounded, exact = chat_logits(decoder, IDS, [39, 1]).float(), chat_logits(decoder_of(folder), IDS, [40])
    assert float((rounded - exact).norm() / exact.norm()) < 0.1
