"""Models that only MLX runs: gemma3_text, phi3 and quantised folders; and folders that are not what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

pytest.importorskip("mlx.core", reason="needs the extra `mlx`")
pytest.importorskip("mlx_lm", reason="needs the extra `mlx`")

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_flatten

from backends import safetensors_files
from backends.adapters import ADAPTER
from backends.mlx_lora import MlxLora
from backends.mlx_memory import to_torch
from backends.mlx_opening import _empty
from backends.mlx_shape import planned
from backends.model_folder import CONFIG, TOKENIZER, WEIGHTS, read_json
from backends.tiny_model import END, TEMPLATE, tiny_model, tiny_tokenizer
from learning.backend import BackendError
from learning.types import ModelRef
from tests.backends import tiny_llama
from tests.backends.test_mlx import body_of, engine, loaded, logits, say
from tests.backends.test_torch_decoder import IDS
from tests.backends.tiny_llama import LEARN, RECIPE, ask

TOLERANCE = {"atol": 1e-3, "rtol": 1e-3}


@pytest.fixture(autouse=True)
def plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def reference(folder: Path) -> ModelRef:
    return ModelRef("tiny", "Tiny", "any", str(folder), "0" * 64)


def written(folder: Path, model: Any) -> ModelRef:  # Any: transformers ships no usable types
    """A folder of transformers with our tokenizer in it."""
    model.save_pretrained(folder)
    tiny_tokenizer().save(str(folder / TOKENIZER))
    settings = {"chat_template": TEMPLATE, "eos_token": END}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return reference(folder)


def gemma() -> Any:
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    torch.manual_seed(1)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 7, "vocab_size": 260}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "query_pre_attn_scalar": 8}
    config = Gemma3TextConfig(**sizes, **heads, sliding_window=16, max_position_embeddings=512, initializer_range=0.2)
    return Gemma3ForCausalLM(config).eval()


def phi(**more: Any) -> Any:
    from transformers import Phi3Config, Phi3ForCausalLM

    torch.manual_seed(2)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 4, "vocab_size": 260}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "pad_token_id": 0, "eos_token_id": 2}
    config = Phi3Config(**sizes, **heads, max_position_embeddings=512, initializer_range=0.2, **more)
    return Phi3ForCausalLM(config).eval()


def long_phi() -> Any:
    factors = {"short_factor": [1.0, 1.5, 2.0, 3.0], "long_factor": [2.0, 4.0, 8.0, 16.0]}
    rope = {"rope_type": "longrope", "rope_theta": 10_000.0, **factors}
    return phi(original_max_position_embeddings=128, rope_parameters=rope)


@pytest.mark.parametrize("make", [gemma, phi, long_phi])
@torch.no_grad()
def test_logits_are_those_of_transformers(tmp_path: Path, make: Callable[[], Any]) -> None:
    original = make()
    body = body_of(loaded(written(tmp_path / "model", original), tmp_path))
    wanted = original(torch.tensor([IDS])).logits[0]
    assert wanted.std() > 0.1
    for pieces in ((40,), (17, 20, 1, 1, 1)):
        torch.testing.assert_close(logits(body, pieces=pieces), wanted, **TOLERANCE)
    assert body.shape.parameters == pytest.approx(original.num_parameters(), rel=0.02)


def test_a_model_made_longer_is_used_as_far_as_it_was_first_trained(tmp_path: Path) -> None:
    backend = loaded(written(tmp_path / "model", long_phi()), tmp_path)
    assert backend.capabilities().context == 128


def packed(folder: Path) -> ModelRef:
    """The tiny model as mlx-lm writes one of four bits."""
    tiny_model(folder)
    plan = planned(read_json(folder / CONFIG))
    model = _empty(plan, set())
    model.load_weights(str(folder / WEIGHTS))
    nn.quantize(model, 32, 4)
    mx.save_safetensors(str(folder / WEIGHTS), dict(tree_flatten(model.parameters())), {"format": "mlx"})
    how = {"group_size": 32, "bits": 4}
    config = {**read_json(folder / CONFIG), "quantization": how, "quantization_config": how}
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    return reference(folder)


@pytest.mark.parametrize("make", [gemma, phi, packed])
def test_they_chat_and_learn(tmp_path: Path, make: Callable[..., Any]) -> None:
    folder = tmp_path / "model"
    model = packed(folder) if make is packed else written(folder, make())
    backend = loaded(model, tmp_path)
    before = [one.target for one in backend.likelihoods(LEARN, ())]
    skill = tiny_llama.train(backend, tmp_path / "skill")  # type: ignore[arg-type]  # any engine will do
    after = [one.target for one in backend.likelihoods(LEARN, [skill])]
    assert all(on < off for on, off in zip(after, before, strict=True))
    assert [one.target for one in backend.likelihoods(LEARN, ())] == before
    prompts = [example.turns for example in LEARN]
    for skills in ([], [skill]):
        found = sorted((a for a in backend.answers(prompts, 12, skills) if a is not None), key=lambda a: a.index)
        assert [a.text for a in found] == [say(backend, turns, skills) for turns in prompts]
    again = loaded(model, tmp_path)
    assert say(again, prompts[0], [skill]) == say(backend, prompts[0], [skill])


def test_four_bits_are_near_the_model_that_they_were_made_from(tmp_path: Path) -> None:
    bare = logits(body_of(engine(tmp_path / "bare")))
    body = body_of(loaded(packed(tmp_path / "packed"), tmp_path))
    four = logits(body)
    assert 0.01 < (bare - four).abs().mean() < bare.abs().mean()
    assert to_torch(body.embed(mx.array([IDS]))).dtype is torch.float32


def test_a_long_conversation_in_a_sliding_window(tmp_path: Path) -> None:
    """What a window forgot cannot be gone back to: then all is read anew, and the answer is the same."""
    backend = loaded(written(tmp_path / "model", gemma()), tmp_path)
    wanted = say(backend, ask("Hello there, all of you, how are you today?"))
    say(backend, ask("Something else that is long enough to be more than one window."))
    assert say(backend, ask("Hello there, all of you, how are you today?")) == wanted


def refused(folder: Path) -> str:
    with pytest.raises(BackendError) as error:
        list(MlxLora().load(reference(folder), folder / "cache"))
    return error.value.code


@pytest.mark.parametrize("change", [
    {"model_type": "mamba"}, {"hidden_act": "gelu"}, {"quantization_config": {"quant_method": "gptq"}},
    {"quantization": {"bits": 4, "group_size": 7}}, {"quantization": {"bits": 4, "group_size": 64, "mode": "mxfp4"}},
    {"model_type": "gemma3_text", "final_logit_softcapping": 30.0},
])  # fmt: skip
def test_what_would_be_computed_otherwise_is_unknown(tmp_path: Path, change: dict[str, Any]) -> None:
    folder = tiny_model(tmp_path)
    config = {**read_json(folder / CONFIG), **change}
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    assert refused(folder) == "model_unknown"


def test_no_code_of_a_folder_runs(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path)
    (folder / "model.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    config = {**read_json(folder / CONFIG), "model_file": "model.py", "auto_map": {"AutoModel": "model.Model"}}
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    list(MlxLora().load(reference(folder), tmp_path / "cache"))


@pytest.mark.parametrize("damage", ["cut", "missing weight", "wrong shape", "strange weight", "no config"])
def test_a_damaged_folder_is_refused(tmp_path: Path, damage: str) -> None:
    folder = tiny_model(tmp_path)
    path = folder / WEIGHTS
    with path.open("rb") as file:
        size = path.stat().st_size
        tensors = {e.name: t for e, t in safetensors_files.read(file, size, safetensors_files.Limits())}
    name = "model.layers.1.mlp.up_proj.weight"
    if damage == "missing weight":
        del tensors[name]
    elif damage == "wrong shape":
        tensors[name] = tensors[name][:-1].clone()
    elif damage == "strange weight":
        tensors["model.layers.9.mlp.up_proj.weight"] = tensors[name]
    data = safetensors_files.pack(tensors)
    path.write_bytes(data[:-5] if damage == "cut" else data)
    if damage == "no config":
        (folder / CONFIG).unlink()
    assert refused(folder) == ("model_unknown" if damage == "strange weight" else "model_damaged")


def test_a_model_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "none") == "model_missing"


def test_what_is_learned_on_four_bits_is_an_adapter_as_any_other(tmp_path: Path) -> None:
    backend = loaded(packed(tmp_path / "model"), tmp_path)
    skill = tiny_llama.train(backend, tmp_path / "skill", RECIPE)  # type: ignore[arg-type]  # any engine will do
    plain = engine(tmp_path)
    plain.check(skill)
    assert (Path(skill.path) / ADAPTER).stat().st_size > 0
