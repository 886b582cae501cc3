"""MLX beside torch: the same logits with the same skill, the same lesson from the same seed, and nothing mixed up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

pytest.importorskip("mlx.core", reason="needs the extra `mlx`")
pytest.importorskip("mlx_lm", reason="needs the extra `mlx`")

import mlx.core as mx

from backends import adapters, mlx_training
from backends.adapters import Adapter
from backends.mlx_body import NOTHING, Body, Worn
from backends.mlx_chatting import PIECE, MlxChatter
from backends.mlx_lora import MlxLora
from backends.mlx_memory import to_torch
from backends.mlx_wardrobe import MlxWardrobe
from backends.tiny_model import tiny_model
from backends.torch_lora import TorchLora
from backends.wardrobe import Wardrobe
from learning import writer
from learning.backend import BackendError
from learning.types import ModelRef, Phase, Role, Sampling, SkillUse, Turn
from tests.backends import tiny_llama
from tests.backends.test_companion import CUES, shipped
from tests.backends.test_torch_decoder import IDS, chat_logits, decoder_of
from tests.backends.test_torch_gguf import SHA, write_gguf
from tests.backends.tiny_llama import KEEP, LEARN, RECIPE, ask, random_adapter
from tests.test_import_guard import PIXELS, imported_with

GREEDY = Sampling(repetition_penalty=1.0, max_tokens=12)
TOLERANCE = {"atol": 1e-3, "rtol": 1e-3}


@pytest.fixture(autouse=True)
def plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backends.machine.best_dtype", lambda _device: torch.float32)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def loaded(model: ModelRef, tmp_path: Path) -> MlxLora:
    backend = MlxLora()
    for _ in backend.load(model, tmp_path / "cache"):
        pass
    return backend


def engine(tmp_path: Path, family: str = "llama") -> MlxLora:
    return loaded(tiny_llama.reference(tmp_path / "model", family), tmp_path)


def body_of(backend: MlxLora) -> Body:
    return backend._ready().body


def logits(body: Body, worn: Worn = NOTHING, pieces: Sequence[int] = (17, 20, 1, 1, 1)) -> torch.Tensor:
    """Of every token of IDS, read in pieces through one memory."""
    memory, found, at = body.memory(), [], 0
    for size in pieces:
        state = body.run(body.embed(mx.array([IDS[at : at + size]])), range(body.shape.blocks), memory, worn)
        found.append(to_torch(body.logits(state)[0]))
        at += size
    return torch.cat(found)


def said(backend: MlxLora | TorchLora, skills: Sequence[SkillUse]) -> list[str]:
    found = [a for a in backend.answers([e.turns for e in (*LEARN, *KEEP)], 12, skills) if a is not None]
    return [a.text for a in sorted(found, key=lambda a: a.index)]


def say(backend: MlxLora, turns: Sequence[Turn], skills: Sequence[SkillUse] = ()) -> str:
    return "".join(backend.chat(turns, GREEDY, skills))


@pytest.mark.parametrize("family", ["llama", "mistral", "qwen2", "qwen3"])
@torch.no_grad()
def test_logits_are_those_of_torch_with_and_without_skills(tmp_path: Path, family: str) -> None:
    body = body_of(engine(tmp_path, family))
    decoder = decoder_of(tmp_path / "model")
    one, two = random_adapter(decoder, 1), random_adapter(decoder, 2, rank=3)
    bare = chat_logits(decoder, IDS, [40])
    for pieces in ((40,), (17, 20, 1, 1, 1)):
        torch.testing.assert_close(logits(body, pieces=pieces), bare, **TOLERANCE)
    before = logits(body)
    for outfit in ([(one, 1.0)], [(one, 0.5)], [(one, 0.7), (two, 1.0)]):
        wanted = chat_logits(decoder, IDS, [40], Wardrobe(decoder)._stacked(outfit))
        assert (wanted - bare).abs().max() > 0.1
        torch.testing.assert_close(logits(body, MlxWardrobe(body).stacked(outfit)), wanted, **TOLERANCE)
    assert torch.equal(logits(body), before)


@pytest.mark.parametrize("rope", [False, True])
@torch.no_grad()
def test_a_gguf_file_is_the_same_model(tmp_path: Path, rope: bool) -> None:
    """Its rotary factors are nothing that mlx-lm would know of."""
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"), rope=rope)
    body = body_of(loaded(ModelRef("tiny", "Tiny", "llama", str(path), SHA), tmp_path))
    wanted = chat_logits(decoder_of(tmp_path / "cache" / SHA), IDS, [40])
    torch.testing.assert_close(logits(body), wanted, **TOLERANCE)
    plain = chat_logits(decoder_of(tmp_path / "folder"), IDS, [40])
    assert bool((plain - wanted).abs().max() > 0.01) is rope


@pytest.mark.parametrize("rope", [
    {"rope_type": "default", "rope_theta": 1234.0},
    {"rope_type": "linear", "rope_theta": 1234.0, "factor": 2.0},
    {"rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
     "original_max_position_embeddings": 64},
])  # fmt: skip
@torch.no_grad()
def test_rotary_numbers_count_wherever_they_are_written(tmp_path: Path, rope: dict[str, object]) -> None:
    """transformers 5 writes them in an object that mlx-lm's llama does not read."""
    model = tiny_llama.reference(tmp_path / "model")
    path = Path(model.file) / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    plain = chat_logits(decoder_of(Path(model.file)), IDS, [40])
    del config["rope_theta"]
    path.write_text(json.dumps({**config, "rope_parameters": rope}), encoding="utf-8")
    wanted = chat_logits(decoder_of(Path(model.file)), IDS, [40])
    assert (wanted - plain).abs().max() > 0.01
    torch.testing.assert_close(logits(body_of(loaded(model, tmp_path))), wanted, **TOLERANCE)


@pytest.mark.parametrize("family", ["llama", "qwen2", "qwen3"])
def test_a_lesson_is_the_same_lesson(tmp_path: Path, family: str) -> None:
    """The same rows in the same order from the same beginning: weights that only rounding tells apart."""
    ours, theirs = engine(tmp_path, family), tiny_llama.engine(tmp_path, family)
    led = [replace(one, told=(*ask("Be brief."), *one.turns)) for one in LEARN[:1]]
    skills = []
    for name, backend in (("mlx", ours), ("torch", theirs)):
        staging = tmp_path / name
        staging.mkdir()
        for _ in backend.train([*led, *LEARN[1:]], KEEP, replace(RECIPE, steps=6), staging):
            pass
        skills.append(tiny_llama.skill(staging))
    first, second = (adapters.read(Path(skill.path), skill.sha256) for skill in skills)
    assert first.scale == second.scale
    for site, pair in first.pairs.items():
        for mine, wanted in zip(pair, second.pairs[site], strict=True):
            torch.testing.assert_close(mine, wanted, atol=2e-3, rtol=1e-2)


def test_what_torch_taught_is_said_by_mlx_and_the_other_way_round(tmp_path: Path) -> None:
    ours, theirs = engine(tmp_path), tiny_llama.engine(tmp_path)
    recipe = replace(RECIPE, steps=40)
    bare = said(ours, ())
    assert bare == said(theirs, ())
    for name, teacher in (("mlx", ours), ("torch", theirs)):
        skill = train(teacher, tmp_path / name, recipe)
        assert said(ours, [skill]) == said(theirs, [skill]) != bare
    assert said(ours, ()) == bare


def train(backend: MlxLora | TorchLora, staging: Path, recipe: object = RECIPE) -> SkillUse:
    return tiny_llama.train(backend, staging, recipe)  # type: ignore[arg-type]  # any engine will do


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    backend = engine(tmp_path)
    files = [Path(train(backend, tmp_path / name).path) / adapters.ADAPTER for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()
    other = Path(train(backend, tmp_path / "c", replace(RECIPE, seed=8)).path) / adapters.ADAPTER
    assert other.read_bytes() != files[0].read_bytes()


def test_a_killed_training_goes_on_at_its_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = engine(tmp_path)
    whole = Path(train(backend, tmp_path / "whole").path)
    monkeypatch.setattr(mlx_training, "CHECKPOINT_SECONDS", 0.0)
    staging = tmp_path / "killed"
    staging.mkdir()
    steps = backend.train(LEARN, KEEP, RECIPE, staging)
    for step in steps:
        if step.index == 3 and step.loss is not None:
            break
    assert [path.name for path in staging.iterdir()] == ["ckpt-3"]
    for step in backend.train(LEARN, KEEP, RECIPE, staging):
        assert step.index >= 3
    assert (staging / adapters.ADAPTER).read_bytes() == (whole / adapters.ADAPTER).read_bytes()


def test_the_next_turn_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = engine(tmp_path)
    read: list[int] = []
    reading = MlxChatter.read_on
    monkeypatch.setattr(MlxChatter, "read_on", lambda self, *of: (read.append(len(of[1])), reading(self, *of))[1])
    first = say(backend, ask("Hello there, how are you?"))
    turns = (*ask("Hello there, how are you?"), Turn(Role.ASSISTANT, "!" + first), Turn(Role.USER, "And?"))
    fresh = say(engine(tmp_path), turns)
    prompt = backend._ready().prompter.prompt
    read.clear()
    assert say(backend, turns) == fresh
    assert max(read) == len(prompt(turns)) - len(prompt(ask("Hello there, how are you?")))
    skill = train(backend, tmp_path / "skill")
    read.clear()
    say(backend, turns, [skill])
    assert max(read) == len(prompt(turns))  # nothing of what was read without the skill


def test_a_long_prompt_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PIECE == 512
    wanted = say(engine(tmp_path), ask("x" * 300))
    monkeypatch.setattr("backends.mlx_chatting.PIECE", 64)
    pieces = list(engine(tmp_path).chat(ask("x" * 300), GREEDY, ()))
    assert pieces[:5] == [""] * 5
    assert "".join(pieces) == wanted


def test_answers_leave_as_they_end(tmp_path: Path) -> None:
    backend = engine(tmp_path)
    learn = (tiny_llama.example("a?", "1"), tiny_llama.example("b? " * 20, "A rather long answer."))
    recipe = replace(RECIPE, steps=80, keep_weight=0.0, blocks=4, rank=8, rate=3e-2)
    skill = tiny_llama.train(backend, tmp_path / "skill", recipe, learn)  # type: ignore[arg-type]
    found = list(backend.answers([example.turns for example in learn], 40, [skill]))
    ended = [(place, answer.text) for place, answer in enumerate(found) if answer is not None]
    assert [text for _, text in ended] == ["1", "A rather long answer."]
    assert ended[1][0] > ended[0][0] + 10


def test_a_skill_of_another_model_is_refused(tmp_path: Path) -> None:
    backend = engine(tmp_path)
    folder = tmp_path / "skill"
    folder.mkdir()
    adapters.write(folder, Adapter({(1, "up_proj"): (torch.zeros(2, 99), torch.zeros(64, 2))}, 2.0), 2, "tiny")
    with pytest.raises(BackendError) as refused:
        backend.check(tiny_llama.skill(folder))
    assert refused.value.code == "skill_other_model"


def test_freed_buffers_do_not_pile_up(tmp_path: Path) -> None:
    """Unlimited, every new length of a text leaves some behind."""
    before = mx.set_cache_limit(1 << 40)
    backend = engine(tmp_path)
    limit = mx.set_cache_limit(before)
    assert limit <= 1 << 30
    say(backend, ask("x" * 300))
    assert mx.get_cache_memory() > 0
    backend.close()
    assert mx.get_cache_memory() == 0


def test_it_brings_no_pixels() -> None:
    assert imported_with("backends.mlx_lora") & (PIXELS | {"desktop"}) == set()


@pytest.mark.parametrize("same", [False, True])
def test_the_model_that_ships_reads_messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same: bool) -> None:
    """Also where it is the model that answers: then torch, too, will find the gate in the skill its own."""
    model = shipped(tmp_path, monkeypatch)
    backend = loaded(model, tmp_path) if same else engine(tmp_path)
    staging = tmp_path / "skill"
    staging.mkdir()
    steps = list(backend.train(LEARN, KEEP, RECIPE, staging, CUES))
    assert {step.phase for step in steps} == {Phase.TRAIN}
    skill = tiny_llama.skill(staging)
    gate = adapters.read(staging, skill.sha256).gate
    assert gate is not None and gate.lens.reader == ("" if same else model.sha256[:16])
    assert backend.worn(ask(CUES.fits[0]), [skill]) == (skill,)
    assert backend.worn(ask(CUES.far[0]), [skill]) == ()
    assert backend.can_write(writer.STATEMENTS) and not backend.can_write("poems")
    assert any(a is not None for a in backend.written([ask("Biscuit?")], 4, writer.STATEMENTS))


def test_nobody_there_to_read_means_every_skill_is_worn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backends.companion.default_model", lambda: None)
    backend = engine(tmp_path)
    staging = tmp_path / "skill"
    staging.mkdir()
    for _ in backend.train(LEARN, KEEP, RECIPE, staging, CUES):
        pass
    skill = tiny_llama.skill(staging)
    assert backend.worn(ask("What is two plus two?"), [skill]) == (skill,)
    assert not backend.can_write("facts")
    with pytest.raises(BackendError) as refused:
        next(backend.read(("x",), ("y",)))
    assert refused.value.code == "model_unknown"
