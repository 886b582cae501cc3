"""llama.cpp beside torch: the same logits with the same skill, and nothing read for one outfit used with another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

pytest.importorskip("llama_cpp", reason="needs the extra `llama`")

from backends import gguf_adapter, machine
from backends.adapters import Adapter
from backends.llama_session import LlamaContext, LlamaModel, Place
from backends.model_shape import ModelShape
from backends.pairing import LlamaWithTorch
from backends.tiny_model import tiny_model, tiny_shape
from backends.wardrobe import Wardrobe
from learning.backend import BackendError
from learning.types import ModelRef, Role, Sampling, SkillUse, Turn
from tests.backends import tiny_llama
from tests.backends.test_torch_decoder import chat_logits, decoder_of
from tests.backends.test_torch_gguf import SHA, write_gguf
from tests.backends.tiny_llama import random_adapter

IDS = torch.randint(3, 250, (40,), generator=torch.Generator().manual_seed(1)).tolist()
GREEDY = Sampling(repetition_penalty=1.0, max_tokens=12)
TOLERANCE = {"atol": 1e-4, "rtol": 1e-4}


@pytest.fixture(autouse=True)
def plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backends.machine.best_dtype", lambda _device: torch.float32)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def logits(model: LlamaModel, worn: list[tuple[Adapter, float]], folder: Path, shape: ModelShape) -> torch.Tensor:
    """Of every token of IDS, read in three pieces."""
    kept = gguf_adapter.Kept(folder / "cache", shape)
    handles = [(model.adapter(kept.file(adapter, str(i) * 64)), strength) for i, (adapter, strength) in enumerate(worn)]
    context = LlamaContext(model, 64)
    try:
        context.wear(handles)
        found = []
        for begin, end in ((0, 17), (17, 38), (38, 40)):
            places = [Place(token, begin + i, 0, True) for i, token in enumerate(IDS[begin:end])]
            found.append(torch.from_numpy(context.read(places).copy()))
        return torch.cat(found)
    finally:
        context.close()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """llama.cpp looks GELU up in a table of 16-bit numbers. Some still round the other way there."""
    exact = functional.gelu
    monkeypatch.setattr(
        functional, "gelu", lambda x, approximate: exact(x.half().float(), approximate=approximate).half().float()
    )


@pytest.mark.parametrize("family", ["llama", "qwen2", "qwen3", "gemma3", "phi3"])
@pytest.mark.usefixtures("table")
@torch.no_grad()
def test_logits_are_those_of_torch_with_and_without_skills(tmp_path: Path, family: str) -> None:
    folder = tiny_model(tmp_path / "folder", family=family)
    decoder = decoder_of(folder)
    model = LlamaModel(write_gguf(tmp_path / "tiny.gguf", folder, family=family), 1, 128)
    close = {"atol": 3e-3, "rtol": 1e-3} if family == "gemma3" else TOLERANCE
    one, two = random_adapter(decoder, 1), random_adapter(decoder, 2, rank=3)
    bare = chat_logits(decoder, IDS, [40])
    torch.testing.assert_close(logits(model, [], tmp_path, decoder.shape), bare, **close)
    for outfit in ([(one, 1.0)], [(one, 0.5)], [(one, 0.7), (two, 1.0)]):
        worn = Wardrobe(decoder)._stacked(outfit)
        wanted = chat_logits(decoder, IDS, [40], worn)
        assert (wanted - bare).abs().max() > 0.1
        torch.testing.assert_close(logits(model, outfit, tmp_path, decoder.shape), wanted, **close)
    model.close()


def test_an_adapter_with_uneven_ranks_is_the_same_change(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "folder")
    decoder = decoder_of(folder)
    model = LlamaModel(write_gguf(tmp_path / "tiny.gguf", folder), 1, 128)
    even = random_adapter(decoder, 3)
    (site, (a, b)), *rest = even.pairs.items()
    wide = (torch.cat([a, torch.zeros(2, a.shape[1])]), torch.cat([b, torch.ones(b.shape[0], 2)], dim=1))
    uneven = replace(even, pairs={site: wide, **dict(rest)})
    first, second = ([(adapter, 1.0)] for adapter in (even, uneven))
    found = logits(model, second, tmp_path / ".", decoder.shape)
    (tmp_path / "cache").rename(tmp_path / "other")
    torch.testing.assert_close(found, logits(model, first, tmp_path, decoder.shape), atol=1e-4, rtol=1e-4)


def test_off_is_the_base_to_the_last_bit_and_another_base_is_refused(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path / "folder")
    decoder = decoder_of(folder)
    model = LlamaModel(write_gguf(tmp_path / "tiny.gguf", folder), 1, 128)
    file = tmp_path / "one.gguf"
    gguf_adapter.write(file, random_adapter(decoder, 1), decoder.shape)
    skill, context = model.adapter(file), LlamaContext(model, 64)
    places = [Place(token, i, 0, True) for i, token in enumerate(IDS)]
    before = context.read(places).copy()
    context.wear([(skill, 1.0)])
    assert not np.array_equal(context.read(places), before)
    context.wear([])
    assert np.array_equal(context.read(places), before)
    gguf_adapter.write(tmp_path / "wrong.gguf", random_adapter(decoder, 1), replace(decoder.shape, family="qwen2"))
    with pytest.raises(BackendError) as refused:
        model.adapter(tmp_path / "wrong.gguf")
    assert refused.value.code == "skill_other_model"


def paired(tmp_path: Path) -> LlamaWithTorch:
    path = write_gguf(tmp_path / "tiny.gguf", tiny_model(tmp_path / "folder"))
    backend = LlamaWithTorch()
    for _ in backend.load(ModelRef("tiny", "Tiny", "llama", str(path), SHA), tmp_path / "cache"):
        pass
    return backend


def taught(backend: LlamaWithTorch, staging: Path) -> SkillUse:
    staging.mkdir()
    for _ in backend.train(tiny_llama.LEARN, tiny_llama.KEEP, tiny_llama.RECIPE, staging):
        pass
    return tiny_llama.skill(staging)


def test_a_skill_taught_by_torch_says_the_same_through_llama(tmp_path: Path) -> None:
    backend = paired(tmp_path)
    skill = taught(backend, tmp_path / "skill")
    prompts = [example.turns for example in tiny_llama.LEARN]
    theirs = [a for a in backend._torch().answers(prompts, 12, [skill]) if a]
    ours = [a for a in backend.answers(prompts, 12, [skill]) if a]
    assert sorted((a.index, a.text) for a in ours) == sorted((a.index, a.text) for a in theirs)
    assert {a.text for a in ours} != {a.text for a in backend.answers(prompts, 12, []) if a}


def test_a_conversation_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = paired(tmp_path)
    read: list[int] = []
    reading = LlamaContext.read
    monkeypatch.setattr(LlamaContext, "read", lambda self, places: (read.append(len(places)), reading(self, places))[1])
    turns = (Turn(Role.USER, "What is my cat called, and why is it called like that?"),)
    answer = "".join(backend.chat(turns, GREEDY, ()))
    whole = read[0]
    read.clear()
    "".join(backend.chat((*turns, Turn(Role.ASSISTANT, answer), Turn(Role.USER, "Why?")), GREEDY, ()))
    assert read[0] < whole
    read.clear()
    skill = taught(backend, tmp_path / "skill")
    "".join(backend.chat(turns, GREEDY, [skill]))
    assert read[0] == whole  # nothing of what was read without the skill


def test_a_damaged_copy_of_an_adapter_is_made_again(tmp_path: Path) -> None:
    decoder = decoder_of(tiny_model(tmp_path / "folder"))
    kept = gguf_adapter.Kept(tmp_path, decoder.shape)
    adapter = random_adapter(decoder, 1, 128)
    path = kept.file(adapter, "ab" * 32)
    whole = path.read_bytes()
    assert kept.file(adapter, "ab" * 32) == path
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert kept.file(adapter, "ab" * 32).read_bytes() == whole


def test_without_room_for_learning_it_still_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "free_memory", lambda: 1000)
    backend = paired(tmp_path)
    assert not backend.capabilities().can_learn
    assert "".join(backend.chat((Turn(Role.USER, "Hello"),), GREEDY, ()))
    with pytest.raises(BackendError) as refused:
        next(iter(backend.train((), (), tiny_llama.RECIPE, tmp_path)))
    assert refused.value.code == "out_of_memory"


def test_a_file_that_lies_is_refused_before_llama_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("llama.cpp was asked")

    monkeypatch.setattr("backends.llama_voice.LlamaModel", never)
    path = tmp_path / "bad.gguf"
    path.write_bytes(b"GGUF" + (3).to_bytes(4, "little") + (2**40).to_bytes(8, "little") * 2)
    with pytest.raises(BackendError) as refused:
        list(LlamaWithTorch().load(ModelRef("bad", "Bad", "llama", str(path), SHA), tmp_path / "cache"))
    assert refused.value.code == "model_damaged"


def test_a_phi_reads_no_further_than_its_window(tmp_path: Path) -> None:
    """llama.cpp knows no windows of that family: within one it computes the same."""
    shape = replace(tiny_shape("phi3"), windows=(200,) * 4)
    folder = tiny_model(tmp_path / "folder", shape=shape)
    path = write_gguf(tmp_path / "tiny.gguf", folder, family="phi3", shape=shape)
    backend = LlamaWithTorch()
    for _ in backend.load(ModelRef("tiny", "Tiny", "phi3", str(path), SHA), tmp_path / "cache"):
        pass
    assert backend._voice is not None and backend._voice._longest == 200
    assert backend.capabilities().context == 512


def test_where_llama_computes_nonsense_torch_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for an answer that is under way, and for those of a quiz that are not given yet."""
    backend = paired(tmp_path)
    skill = taught(backend, tmp_path / "skill")
    asked = (Turn(Role.USER, "Hello"),)
    prompts = [example.turns for example in tiny_llama.LEARN]
    plain = "".join(backend._torch().chat(asked, GREEDY, ()))
    wanted = sorted((a.index, a.text) for a in backend._torch().answers(prompts, 12, [skill]) if a)
    under_way = backend.chat(asked, GREEDY, ())
    begun = next(piece for piece in under_way if piece)
    reading = LlamaContext.read
    monkeypatch.setattr(LlamaContext, "read", lambda self, places: reading(self, places) * np.nan)
    assert sorted((a.index, a.text) for a in backend.answers(prompts, 12, [skill]) if a) == wanted
    able = backend.capabilities()
    assert (able.backend, able.can_learn) == ("torch_lora", True)
    assert [(one.backend, one.why) for one in able.passed_over] == [("llama_cpp", "bad_numbers")]
    assert "".join(backend.chat(asked, GREEDY, ())) == plain
    with pytest.raises(BackendError) as refused:
        list(under_way)
    assert begun and refused.value.code == "bad_numbers"
    backend.close()


def test_without_torch_the_nonsense_of_llama_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "free_memory", lambda: 1000)
    backend = paired(tmp_path)
    reading = LlamaContext.read
    monkeypatch.setattr(LlamaContext, "read", lambda self, places: reading(self, places) * np.nan)
    with pytest.raises(BackendError) as refused:
        list(backend.chat((Turn(Role.USER, "Hello"),), GREEDY, ()))
    assert refused.value.code == "bad_numbers"
