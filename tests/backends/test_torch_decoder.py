"""Our own decoder computes what transformers computes, in every layout; and PEFT reads our adapters alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from backends.attention import ChatMemory
from backends.decoder import NOTHING, Decoder, Worn
from backends.model_folder import Loader
from backends.model_shape import FAMILIES
from backends.packing import Layout, Row, shared_beginning
from backends.scoring import states_of
from backends.tiny_model import tiny_model
from backends.wardrobe import Wardrobe
from tests.backends import tiny_llama

IDS = torch.randint(3, 250, (40,), generator=torch.Generator().manual_seed(1)).tolist()


def decoder_of(folder: Path) -> Decoder:
    loader = Loader(folder, torch.device("cpu"), torch.float32)
    for _ in loader.parts():
        pass
    return loader.decoder()


def original(folder: Path) -> Any:  # Any: transformers ships no usable types
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def chat_logits(decoder: Decoder, ids: list[int], pieces: list[int], worn: Worn = NOTHING) -> torch.Tensor:
    """Logits of every token, read in pieces of those sizes through a chat's memory."""
    memory = ChatMemory(decoder.shape, decoder.device, decoder.dtype)
    found = []
    for size in pieces:
        part = decoder.tokens(ids[memory.length : memory.length + size])
        memory.reserve(memory.length + size)
        rotary = decoder.rotary(torch.arange(memory.length, memory.length + size))
        state = decoder.run(decoder.embed(part), rotary, memory, range(decoder.shape.blocks), worn)
        memory.length += size
        found.append(decoder.logits(state))
    return torch.cat(found)


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_logits_are_those_of_transformers(tmp_path: Path, family: str) -> None:
    folder = tiny_model(tmp_path, family=family)
    wanted = original(folder)(torch.tensor([IDS])).logits[0]
    decoder = decoder_of(folder)
    for pieces in ([40], [17, 20, 1, 1, 1]):
        torch.testing.assert_close(chat_logits(decoder, IDS, pieces), wanted, atol=2e-4, rtol=1e-3)


@torch.no_grad()
def test_packed_rows_see_only_themselves(tmp_path: Path) -> None:
    """Rows with the shared beginning, one without, of different lengths: each as if it were alone."""
    decoder = decoder_of(tiny_model(tmp_path))
    texts = [IDS[:30], IDS[:12] + IDS[20:27], IDS[:12] + IDS[30:35], IDS[5:20]]
    rows = [Row(tuple(ids), len(ids) - 3, (False,) * 3) for ids in texts]
    beginning = shared_beginning(rows[:3])
    assert beginning == tuple(IDS[:12])
    layout = Layout(rows, beginning, decoder.device)
    states = states_of(decoder, layout, NOTHING).split(layout.sizes())
    for row, state in zip(rows, states, strict=True):
        alone = chat_logits(decoder, list(row.ids), [len(row.ids)])[row.start - 1 : -1]
        torch.testing.assert_close(decoder.logits(state), alone, atol=2e-4, rtol=1e-3)


# peft 0.21 reads a property that transformers 5.23 has renamed; only this test uses peft.
@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")
def test_peft_computes_the_same_with_our_adapter(tmp_path: Path) -> None:
    from peft import PeftModel

    backend = tiny_llama.engine(tmp_path)
    recipe = replace(tiny_llama.RECIPE, targets=("gate_proj", "down_proj", "q_proj", "o_proj"), steps=4)
    skill = tiny_llama.train(backend, tmp_path / "skill", recipe)
    peft: Any = PeftModel.from_pretrained(original(tmp_path / "model"), skill.path)
    decoder = decoder_of(tmp_path / "model")
    worn = Wardrobe(decoder).wear([skill])
    with torch.no_grad():
        wanted = peft(torch.tensor([IDS])).logits[0]
        mine, bare = chat_logits(decoder, IDS, [40], worn), chat_logits(decoder, IDS, [40])
    torch.testing.assert_close(mine, wanted, atol=2e-4, rtol=1e-3)
    assert not torch.allclose(mine, bare, atol=1e-2)
