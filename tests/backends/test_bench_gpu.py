"""The graphics card's benchmark, part by part on the processor with a tiny model: it measures and comes to an end."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from backends.tiny_model import tiny_model
from learning.types import ModelRef
from tests.bench.gpu import __main__ as gpu
from tests.bench.gpu import arithmetic, engine, half_billion, machinery, memory
from tests.bench.gpu.desk import Desk, Numbers

CPU = torch.device("cpu")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    model = ModelRef("tiny", "Tiny", "llama", str(tiny_model(tmp_path / "model")), "0" * 64)
    (tmp_path / "part").mkdir()
    return Desk(CPU, model, tmp_path / "part")


def test_the_machine_is_named_and_its_engines_probed(desk: Desk) -> None:
    found = machinery.measured(desk)
    assert found["torch"] == torch.__version__
    assert found["probe of torch_lora"] == "works"


def test_arithmetic_in_every_format(desk: Desk) -> None:
    found = arithmetic.measured(desk)
    for name in ("float32", "float16", "bfloat16"):
        assert found[f"product {name}, TFLOP/s"] is not None
    assert isinstance(found["attention 64, math, ms"], float)


def test_the_engine_chats_switches_and_learns(desk: Desk) -> None:
    found = engine.measured(desk)
    assert found["likelihoods apart from the processor's, nats a token"] == pytest.approx(0.0, abs=1e-4)
    assert found["skills on change the model"] is True
    assert found["skills off is the base to the last bit"] is True
    first, last = (float(number) for number in str(found["loss, first and last step"]).split())
    assert last < first


def test_a_lesson_comes_to_a_verdict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SIX", "My dog is called Pixel.")
    assert str(engine.lesson(desk)["six facts, verdict and recall"]).split()[0] in ("learned", "gentle", "not_learned")


def test_a_model_made_for_it(desk: Desk) -> None:
    assert half_billion.measured(desk)["half a billion: parameters"] == half_billion.shape_of(desk).parameters


def test_half_a_billion_is_that() -> None:
    shape = half_billion.shape_of(Desk(torch.device("cuda"), ModelRef("", "", "", "", ""), Path()))
    assert 3e8 < shape.parameters < 6e8


def test_only_a_card_can_be_kept_short(desk: Desk) -> None:
    assert list(memory.measured(desk)) == ["running out of memory"]


def test_a_part_that_fails_is_a_finding_and_the_rest_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_desk: Desk) -> Numbers:
        raise RuntimeError("no kernel image is available")

    def fine(_desk: Desk) -> Numbers:
        return {"fine": 1}

    monkeypatch.setattr(gpu, "PARTS", {"one": broken, "two": fine})
    said: list[str] = []
    found = gpu.run(CPU, desk.model, 60.0, lambda name, _value: said.append(name))
    assert "no kernel image" in str(found["failed: one"])
    assert found["fine"] == 1
    assert said[-1] == "seconds in all"
    assert "left out for want of time: one" in gpu.run(CPU, desk.model, -1.0, lambda *_: None)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is CUDA here")
def test_without_a_card_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["gpu"])
    with pytest.raises(SystemExit, match="no CUDA here"):
        gpu.main()
