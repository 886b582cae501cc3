"""What only a graphics card can show: the torch engine on CUDA beside the same engine on the processor.

The whole contract runs on the card, too, wherever there is one. Figures: `python -m tests.bench.gpu`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from backends import table
from backends.tiny_model import tiny_model
from backends.torch_lora import TorchLora
from learning.backend import BackendError
from learning.probing import probed
from learning.types import ModelRef, Sampling
from tests.backends.test_probe import outcome
from tests.backends.tiny_llama import LEARN, ask, train
from tests.bench.gpu import arithmetic
from tests.bench.gpu.desk import Desk

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")]
GREEDY = Sampling(repetition_penalty=1.0, max_tokens=12)


def loaded(folder: Path, device: str) -> TorchLora:
    backend = TorchLora(built_in=False, device=torch.device(device))
    model = ModelRef("tiny", "Tiny", "llama", str(tiny_model(folder / "model")), "0" * 64)
    for _ in backend.load(model, folder / "cache"):
        pass
    return backend


@pytest.fixture
def card(tmp_path: Path) -> Iterator[TorchLora]:
    backend = loaded(tmp_path, "cuda")
    yield backend
    backend.close()


def nats(backend: TorchLora, *skills: object) -> list[float]:
    found = sorted(backend.likelihoods(LEARN, skills), key=lambda one: one.index)  # type: ignore[arg-type]
    return [one.target for one in found]


def test_the_engine_of_the_card_is_on_the_card(card: TorchLora) -> None:
    assert card.capabilities().device == "cuda"
    assert table.create("torch_lora").name == "torch_lora"


def test_it_says_what_the_processor_says(card: TorchLora, tmp_path: Path) -> None:
    there = loaded(tmp_path, "cpu")
    assert nats(card) == pytest.approx(nats(there), rel=0.05)


def test_off_is_the_base_to_the_last_bit(card: TorchLora, tmp_path: Path) -> None:
    before, said = nats(card), "".join(card.chat(ask("Hello"), GREEDY, ()))
    skill = train(card, tmp_path / "skill")
    assert nats(card, skill) != before
    assert (nats(card), "".join(card.chat(ask("Hello"), GREEDY, ()))) == (before, said)


def test_what_the_card_taught_the_processor_knows(card: TorchLora, tmp_path: Path) -> None:
    skill = train(card, tmp_path / "skill")
    there = loaded(tmp_path, "cpu")
    assert nats(there, skill) == pytest.approx(nats(card, skill), rel=0.05)
    assert sum(nats(there, skill)) < sum(nats(there))


def test_running_out_of_the_cards_memory_is_said_and_survived(card: TorchLora) -> None:
    said = "".join(card.chat(ask("Hello"), GREEDY, ()))
    torch.cuda.empty_cache()
    total = torch.cuda.mem_get_info()[1]
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_reserved() + 1) / total)
    try:
        with pytest.raises(BackendError) as refused:
            for _ in range(20):
                "".join(card.chat(ask("Hello " * 60), GREEDY, ()))
                list(card.answers([ask(f"{n} " * 50) for n in range(64)], 60, ()))
        assert refused.value.code == "out_of_memory"
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
    assert "".join(card.chat(ask("Hello"), GREEDY, ())) == said


@pytest.mark.parametrize("name", ["torch_lora", "torch_cpu"])
def test_the_probe_finds_that_it_works(name: str) -> None:
    assert outcome(probed(name)) is None


def test_a_compiled_block_computes(tmp_path: Path) -> None:
    desk = Desk(torch.device("cuda"), ModelRef("", "", "", "", ""), tmp_path)
    assert all(float(str(value)) > 0 for value in arithmetic.compiled(desk).values())
