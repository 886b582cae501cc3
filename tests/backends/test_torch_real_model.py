"""The default model, where `make setup` has put it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from backends.torch_lora import TorchLora
from learning import catalogue
from learning.types import ModelRef, Role, Sampling, Turn

pytestmark = pytest.mark.real_model


@pytest.fixture(scope="module")
def model() -> ModelRef:
    found = catalogue.default_model()
    if found is None:
        pytest.skip("the default model is not here: run `make setup`")
    return found


@pytest.fixture(scope="module")
def backend(model: ModelRef, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TorchLora]:
    made = TorchLora()
    cache = tmp_path_factory.mktemp("cache")
    for _ in range(2):
        begun = time.perf_counter()
        for _step in made.load(model, cache):
            pass
        print(f"loaded in {time.perf_counter() - begun:.1f} s")
    yield made
    made.close()


def test_it_knows_the_capital_of_france(backend: TorchLora) -> None:
    turns = (Turn(Role.USER, "What is the capital of France?"),)
    assert "Paris" in "".join(backend.chat(turns, Sampling(max_tokens=16), ()))
    (answer,) = [found for found in backend.answers([turns], 16, ()) if found is not None]
    assert "Paris" in answer.text


def test_its_tokenizer_and_template_are_those_of_the_model(backend: TorchLora) -> None:
    prompter = backend._ready().prompter
    ids = prompter.prompt((Turn(Role.USER, "Zoë's 1234 parrots\n\n  don't 日本 🦜"),))
    assert prompter._tokenizer.decode(ids, skip_special_tokens=False) == (
        "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
        "<|im_start|>user\nZoë's 1234 parrots\n\n  don't 日本 🦜<|im_end|>\n<|im_start|>assistant\n"
    )
    assert prompter._tokenizer.encode("12 parrots", add_special_tokens=False).tokens == ["1", "2", "Ġparrots"]
    assert prompter.end == prompter._tokenizer.token_to_id("<|im_end|>")


def test_it_is_the_size_it_says(backend: TorchLora) -> None:
    able = backend.capabilities()
    assert (able.blocks, able.parameters) == (30, 134_515_008)
