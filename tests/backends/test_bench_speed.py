"""The benchmark's speed and rivals, on a tiny random model: the work is counted rightly, rivals are really trained."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from backends.fitting import rows_of
from backends.packing import rounded
from backends.tiny_model import tiny_model
from backends.torch_lora import TorchLora
from backends.training import ANSWERS, Material, Training
from tests.backends import tiny_llama
from tests.backends.tiny_llama import KEEP, LEARN, RECIPE
from tests.bench.learning import rivals, speed
from tests.bench.learning.__main__ import main

DATA = Path(__file__).resolve().parent.parent / "data" / "bench"


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TorchLora:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tiny_llama.engine(tmp_path)


@pytest.mark.parametrize("targets", [("gate_proj", "up_proj", "down_proj"), ("down_proj",), ("q_proj", "o_proj")])
def test_the_work_of_a_step_is_what_torch_counts(backend: TorchLora, tmp_path: Path, targets: tuple[str, ...]) -> None:
    """Torch's own counter sees every matrix product of a step; those of attention are no plain ones."""
    loaded, recipe = backend._ready(), replace(RECIPE, targets=targets, keep_batch=0)
    learn = tuple(rows_of(loaded.prompter, LEARN, 256))
    training = Training(loaded.decoder, Material(learn, (1.0,) * len(learn), (), {}), recipe, tmp_path)
    steps = training.steps("tiny")
    while next(steps).index < 1:
        pass
    with FlopCounterMode(display=False) as counter:
        step = next(steps)
    steps.close()  # type: ignore[attr-defined]
    plain = counter.get_flop_counts()["Global"]
    counted = plain[torch.ops.aten.mm] + plain.get(torch.ops.aten.addmm, 0)
    answers = speed._answers_drawn(Material(learn, (1.0,) * len(learn), (), {}), recipe)[1]
    with_spare = rounded(step.tokens), rounded(answers, ANSWERS)
    assert speed.flops(loaded.decoder, recipe, *with_spare) == counted


def test_rates_are_of_the_same_steps(backend: TorchLora) -> None:
    found = speed.measure(backend, LEARN, KEEP, RECIPE, steps=6)
    assert found.share == pytest.approx(found.training / found.matmul)
    assert found.training == pytest.approx(found.gflop_a_step * found.tokens_a_second / found.tokens_a_step)
    assert 0 < found.share < 1
    assert found.answers_a_step < found.tokens_a_step


def test_padding_counts_nowhere() -> None:
    batch = rivals.padded([{"input_ids": [5, 6], "labels": [-100, 6]}, {"input_ids": [7], "labels": [7]}])
    assert batch["input_ids"].tolist() == [[5, 6], [7, 0]]
    assert batch["labels"].tolist() == [[-100, 6], [7, -100]]
    assert batch["attention_mask"].tolist() == [[1, 1], [1, 0]]


@pytest.mark.filterwarnings("ignore::FutureWarning")  # peft and transformers of different ages
def test_rivals_learn_the_same_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    worn: list[tuple[str, ...]] = []
    real = TorchLora.answers

    def answers(self: TorchLora, prompts: Any, tokens: int, skills: Any) -> Any:
        worn.append(tuple(skill.name for skill in skills))
        return real(self, prompts, 2, skills)

    monkeypatch.setattr(TorchLora, "answers", answers)
    model, file = tiny_model(tmp_path / "model"), tmp_path / "r.jsonl"
    options = ["--model", str(model), "--data", str(DATA), "--modes", "facts", "--only", "p2", "--recipe", "steps=4"]
    options += ["--cache", str(tmp_path / "cache"), "--results", str(file), "--baselines", "--json"]
    main(options)
    found = json.loads(capsys.readouterr().out)
    assert [(one["how"], len(one["marks"])) for one in found["baselines"]] == [("peft", 6), ("raw", 6)]
    assert worn.count(("peft",)) == worn.count(("raw",)) == 6
    assert all(one["items"] == found["lines"][0]["items"] > 0 for one in found["baselines"])
    assert found["machine"]["dtype"] == "float32"
    assert found["speed"]["share"] > 0
    worn.clear()
    main(options)
    again = json.loads(capsys.readouterr().out)
    assert (again["lines"], again["baselines"]) == (found["lines"], found["baselines"])
    assert ("peft",) not in worn


def test_rivals_need_a_model_that_is_torchs(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--backend", "echo", "--data", str(DATA), "--modes", "facts", "--limit", "1", "--baselines", "--json"])
    shown = capsys.readouterr()
    assert "the baselines need the torch engine" in shown.err
    assert json.loads(shown.out)["baselines"] == []
