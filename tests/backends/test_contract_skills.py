"""What skills are to every engine: they add up, count as much as they should, come back from disk, can be made again.

And whatever an engine works at can be broken off, by a person or for want of memory, and the engine goes on. Sums are
tried with files of PEFT's format, so not with the demo engine, which has no numbers.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from learning.backend import BackendError
from learning.types import Sampling, SkillUse
from tests.backends.engine_case import GREEDY, KEEP, LEARN, QUESTION, RECIPE, Case, bytes_of, use

ADAPTER, CONFIG = "adapter_model.safetensors", "adapter_config.json"
SHORT = replace(RECIPE, steps=3)
CLOSE = {"rel": 2e-4, "abs": 2e-4}  # nats; the rest is rounding of sums taken in another order
Tensors = dict[str, np.ndarray]


@pytest.fixture
def summing(case: Case) -> Case:
    if case.name == "echo":
        pytest.skip("the demo engine has no numbers")
    return case


def other(case: Case) -> SkillUse:
    """A second skill that taught the same rows otherwise."""
    return case.train("other", replace(RECIPE, seed=11, rank=2, steps=20))[0]


def written(folder: Path, like: SkillUse, tensors: Tensors, changes: dict[str, Any] | None = None) -> SkillUse:
    """A skill with these numbers and the config of another."""
    from safetensors.numpy import save_file

    folder.mkdir()
    config = json.loads((Path(like.path) / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(config | (changes or {})))
    save_file(tensors, folder / ADAPTER, {"format": "pt"})
    return use(folder)


def read(skill: SkillUse) -> tuple[Tensors, dict[str, Any]]:
    from safetensors.numpy import load_file

    return load_file(Path(skill.path) / ADAPTER), json.loads((Path(skill.path) / CONFIG).read_text())


def scaled(skill: SkillUse, factor: float) -> SkillUse:
    tensors, _ = read(skill)
    numbers = {name: part * np.float32(factor) if "lora_B" in name else part for name, part in tensors.items()}
    return written(Path(skill.path).parent / f"{skill.id} times {factor}", skill, numbers)


def same(case: Case, one: list[SkillUse], two: list[SkillUse]) -> None:
    assert case.nats(one) == pytest.approx(case.nats(two), **CLOSE)
    assert case.chat(skills=one) == case.chat(skills=two)
    assert case.nats(one) != pytest.approx(case.nats(), rel=0.05)  # it says something


# ------------------------------------------------------------------------------------------------ sums


def put_side_by_side(one: SkillUse, two: SkillUse, folder: Path) -> SkillUse:
    """One skill whose ranks are those of both. Its scales are in B, so alpha is the rank."""
    (first, config), (second, other_config) = read(one), read(two)
    tensors, ranks = {}, {}
    for name, a in first.items():
        parts = [a, second[name]]
        if "lora_B" in name:
            parts = [
                part * np.float32(_of(name, "alpha_pattern", "lora_alpha", its) / part.shape[1])
                for part, its in zip(parts, (config, other_config), strict=True)
            ]
        tensors[name] = np.concatenate(parts, axis=1 if "lora_B" in name else 0)
        if "lora_A" in name:
            ranks["layers." + name.partition(".layers.")[2].removesuffix(".lora_A.weight")] = len(tensors[name])
    return written(folder, one, tensors, {"rank_pattern": ranks, "alpha_pattern": ranks})


def _of(name: str, pattern: str, usual: str, config: dict[str, Any]) -> float:
    own = config.get(pattern) or {}
    return float(next((value for layer, value in own.items() if f"{layer}." in name), config[usual]))


def test_a_stack_is_the_sum(summing: Case) -> None:
    """Two skills together are one whose ranks are put side by side; in which order they are named is all one."""
    first, _ = summing.train()
    second = other(summing)
    both = put_side_by_side(first, second, summing.folder / "both")
    same(summing, [first, second], [both])
    same(summing, [second, first], [both])


def test_strength_is_linear(summing: Case) -> None:
    skill, _ = summing.train()
    for strength in (0.5, 1.5):
        same(summing, [replace(skill, strength=strength)], [scaled(skill, strength)])
    half = replace(skill, strength=0.5)
    same(summing, [half, half], [skill])


def test_strength_nought_is_off_to_the_last_bit(summing: Case) -> None:
    bare, said = summing.nats(), summing.chat()
    skill, _ = summing.train()
    off = replace(skill, strength=0.0)
    assert summing.nats([off]) == bare
    assert summing.chat(skills=[off]) == said


def test_on_and_off_many_times_is_the_same_to_the_last_bit(case: Case) -> None:
    bare, said = case.nats(), case.chat()
    skill, _ = case.train()
    on, worn = case.nats([skill]), case.chat(skills=[skill])
    for _ in range(3):
        assert (case.nats(), case.chat()) == (bare, said)
        assert (case.nats([skill]), case.chat(skills=[skill])) == (on, worn)


# ----------------------------------------------------------------------------------------- made again


def test_three_steps_and_the_loss_falls(case: Case) -> None:
    bare = case.nats()
    skill, steps = case.train("short", SHORT)
    losses = [step.loss for step in steps if step.loss is not None]
    assert [step.index for step in steps if step.loss is not None] == [1, 2, 3]
    assert losses[-1] < losses[0]
    assert sum(case.nats([skill])) < sum(bare)


def test_a_skill_on_disk_is_the_skill(case: Case) -> None:
    """In an engine that never saw it, from another folder."""
    skill, _ = case.train()
    on, said = case.nats([skill]), case.chat(skills=[skill])
    moved = use(Path(shutil.copytree(skill.path, case.folder / "elsewhere" / "skill")))
    assert moved.sha256 == skill.sha256
    fresh = case.again()
    try:
        fresh.backend.check(moved)
        assert (fresh.nats([moved]), fresh.chat(skills=[moved])) == (on, said)
    finally:
        fresh.backend.close()


def test_the_same_seed_makes_the_same_skill(case: Case) -> None:
    first, again = case.train("first", SHORT)[0], case.train("again", SHORT)[0]
    assert bytes_of(first) == bytes_of(again)
    if case.name != "echo":
        assert bytes_of(case.train("other", replace(SHORT, seed=8))[0]) != bytes_of(first)


def test_the_same_seed_gives_the_same_answer(case: Case) -> None:
    def said(seed: int) -> str:
        return "".join(case.backend.chat(QUESTION, Sampling(1.0, 1.0, 1.0, 24, seed), ()))

    assert said(1) == said(1)
    if case.name != "echo":
        assert len({said(seed) for seed in range(6)}) > 1


# ----------------------------------------------------------------------------------------- broken off


def works(case: Case, skill: SkillUse) -> dict[str, Callable[[], Iterator[object]]]:
    """Everything that takes time."""
    staging = case.folder / "broken off"
    staging.mkdir(exist_ok=True)
    return {
        "chat": lambda: case.backend.chat(QUESTION, GREEDY, [skill]),
        "answers": lambda: case.backend.answers([QUESTION, LEARN[2].turns], 12, [skill]),
        "likelihoods": lambda: case.backend.likelihoods(LEARN, ()),
        "drifts": lambda: case.backend.drifts(KEEP, [skill]),
        "train": lambda: case.backend.train(LEARN, KEEP, RECIPE, staging),
    }


def test_whatever_is_broken_off_leaves_the_engine_as_it_was(case: Case) -> None:
    bare, said = case.nats(), case.chat()
    for name, begin in works(case, case.train()[0]).items():
        work = begin()
        next(work)
        work.close()  # type: ignore[attr-defined]  # every generator has it
        assert (case.nats(), case.chat()) == (bare, said), name


def test_a_load_that_is_broken_off_can_be_done_again(case: Case) -> None:
    said = case.chat()
    loading = case.backend.load(case.model, case.folder / "other cache")
    next(iter(loading))
    loading.close()  # type: ignore[attr-defined]  # every generator has it
    for _ in case.backend.load(case.model, case.folder / "other cache"):
        pass
    assert case.chat() == said


# -------------------------------------------------------------------------------------------- memory


def starved(name: str, patch: pytest.MonkeyPatch) -> None:
    """Every pass through the model runs out of memory, with the very errors of its library."""
    torch = import_module("torch")

    def no_torch(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB")

    def no_mlx(*_: object, **__: object) -> None:
        raise RuntimeError("[malloc] Unable to allocate 18446744073 bytes.")

    patch.setattr("backends.decoder.Decoder.run", no_torch)
    if name == "mlx_lora":
        patch.setattr("backends.mlx_body.Body.run", no_mlx)
    if name == "llama_cpp":
        patch.setattr("llama_cpp.llama_init_from_model", lambda *_: None)


@contextmanager
def out_of_memory(case: Case) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        starved(case.name, patch)
        yield


def test_running_out_of_memory_is_said_and_survived(summing: Case) -> None:
    said, bare = summing.chat(), summing.nats()
    skill, _ = summing.train()
    fresh = summing.again()  # nothing of a conversation is kept there
    try:
        fresh.backend.check(skill)
        for name, begin in works(fresh, skill).items():
            with out_of_memory(fresh), pytest.raises(BackendError) as refused:
                for _ in begin():
                    pass
            assert refused.value.code == "out_of_memory", name
        assert (fresh.chat(), fresh.nats()) == (said, bare)
    finally:
        fresh.backend.close()
