"""The training loop: what it learns, that it can be stopped anywhere, and that nothing broken comes out of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from backends import adapters, checkpoints, losses, training
from backends.torch_lora import TorchLora
from learning.backend import BackendError
from learning.types import Role, Step, Turn
from tests.backends import tiny_llama
from tests.backends.tiny_llama import KEEP, LEARN, RECIPE, example, skill

CALM = replace(RECIPE, keep_batch=0.0)


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TorchLora:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tiny_llama.engine(tmp_path)


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def until(steps: Iterator[Step], index: int) -> None:
    for step in steps:
        if step.index == index and step.loss is not None:
            return


def test_the_same_seed_gives_the_same_bytes(backend: TorchLora, tmp_path: Path) -> None:
    files = [Path(tiny_llama.train(backend, tmp_path / name).path) / adapters.ADAPTER for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()
    other = Path(tiny_llama.train(backend, tmp_path / "c", replace(RECIPE, seed=8)).path) / adapters.ADAPTER
    assert other.read_bytes() != files[0].read_bytes()


@pytest.mark.parametrize("stop", [1, 5, RECIPE.steps])
def test_stopped_anywhere_it_ends_at_the_same_bytes(backend: TorchLora, tmp_path: Path, stop: int) -> None:
    whole = Path(tiny_llama.train(backend, tmp_path / "whole").path)
    staging = folder(tmp_path, "stopped")
    steps = backend.train(LEARN, KEEP, RECIPE, staging)
    until(steps, stop)
    steps.close()  # type: ignore[attr-defined]  # every generator has it
    assert [path.name for path in staging.iterdir()] == [f"ckpt-{stop}"]
    for _ in backend.train(LEARN, KEEP, RECIPE, staging):
        pass
    assert (staging / adapters.ADAPTER).read_bytes() == (whole / adapters.ADAPTER).read_bytes()
    assert sorted(path.name for path in staging.iterdir()) == [adapters.CONFIG, adapters.ADAPTER]


def test_stopped_before_the_first_step_leaves_nothing(backend: TorchLora, tmp_path: Path) -> None:
    staging = folder(tmp_path, "stopped")
    steps = backend.train(LEARN, KEEP, RECIPE, staging)
    next(steps)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(staging.iterdir()) == []


def test_checkpoints_come_by_the_clock(backend: TorchLora, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0.0)
    staging = folder(tmp_path, "ticking")
    steps = backend.train(LEARN, KEEP, RECIPE, staging)
    until(steps, 3)
    assert [path.name for path in staging.iterdir()] == ["ckpt-3"]
    copy = shutil.copytree(staging, tmp_path / "killed")  # what a killed process leaves
    for _ in steps:
        pass
    for step in backend.train(LEARN, KEEP, RECIPE, copy):
        assert step.index >= 3
    assert (copy / adapters.ADAPTER).read_bytes() == (staging / adapters.ADAPTER).read_bytes()


@pytest.mark.parametrize("damage", ["cut", "flipped", "no numbers", "half written"])
def test_a_damaged_checkpoint_is_passed_over(backend: TorchLora, tmp_path: Path, damage: str) -> None:
    whole = Path(tiny_llama.train(backend, tmp_path / "whole").path)
    staging = folder(tmp_path, "stopped")
    steps = backend.train(LEARN, KEEP, RECIPE, staging)
    until(steps, 4)
    steps.close()  # type: ignore[attr-defined]
    kept = staging / "ckpt-4"
    data = bytearray((kept / "state.safetensors").read_bytes())
    if damage == "cut":
        (kept / "state.safetensors").write_bytes(data[:-8])
    elif damage == "flipped":
        data[-2] ^= 64
        (kept / "state.safetensors").write_bytes(data)
    elif damage == "no numbers":
        (kept / "state.json").write_text('{"step": 4}')
    else:
        kept.rename(staging / "ckpt-4.tmp")
    again = list(backend.train(LEARN, KEEP, RECIPE, staging))
    assert again[0].index == 0
    assert (staging / adapters.ADAPTER).read_bytes() == (whole / adapters.ADAPTER).read_bytes()
    assert not list(staging.glob("ckpt-*"))


def test_a_checkpoint_of_another_lesson_is_not_continued(backend: TorchLora, tmp_path: Path) -> None:
    staging = folder(tmp_path, "stopped")
    steps = backend.train(LEARN, KEEP, RECIPE, staging)
    until(steps, 4)
    steps.close()  # type: ignore[attr-defined]
    for learn, recipe in ((LEARN[:2], RECIPE), (LEARN, replace(RECIPE, rate=1e-3))):
        copy = shutil.copytree(staging, tmp_path / f"copy{len(learn)}")
        assert next(iter(backend.train(learn, KEEP, recipe, copy))).index == 0


def test_parts_of_a_step_do_not_change_it(backend: TorchLora, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that is too long for one pass is split; the gradients add up to the same."""
    recipe = replace(RECIPE, batch=3, keep_batch=2)
    whole = tiny_llama.train(backend, tmp_path / "whole", recipe)
    monkeypatch.setattr("backends.scoring._ROOM", 60)
    staging = folder(tmp_path, "parts")
    steps = list(backend.train(LEARN, KEEP, recipe, staging))
    assert len(steps) > 2 * recipe.steps
    assert [step.index for step in steps] == sorted(step.index for step in steps)
    nats = [[one.target for one in backend.likelihoods(LEARN, [skill(path)])] for path in (Path(whole.path), staging)]
    assert nats[1] == pytest.approx(nats[0], rel=1e-3)


def test_weight_nought_is_not_learned(backend: TorchLora, tmp_path: Path) -> None:
    learn = (LEARN[0], replace(LEARN[2], weight=0.0))
    worn = tiny_llama.train(backend, tmp_path / "skill", replace(RECIPE, keep_batch=0), learn)
    alone = tiny_llama.train(backend, tmp_path / "alone", replace(RECIPE, keep_batch=0), learn)
    assert worn.sha256 == alone.sha256
    gain = [
        off.target - on.target
        for off, on in zip(backend.likelihoods(learn, ()), backend.likelihoods(learn, [worn]), strict=True)
    ]
    assert max(gain) > 4 * min(gain)


def test_anchors_hold_the_model_back(backend: TorchLora, tmp_path: Path) -> None:
    def drift(weight: float) -> float:
        recipe = replace(RECIPE, steps=30, keep_weight=weight, keep_batch=2, keep_slack=0.0)
        worn = tiny_llama.train(backend, tmp_path / f"keep{weight}", recipe)
        return sum(one.kl for one in backend.drifts(KEEP, [worn]))

    assert drift(10.0) < 0.5 * drift(0.0)


@pytest.mark.parametrize("count", [0, 1])
def test_with_few_or_no_anchors(backend: TorchLora, tmp_path: Path, count: int) -> None:
    staging = folder(tmp_path, "skill")
    steps = list(backend.train(LEARN[:1], KEEP[:count], RECIPE, staging))
    assert steps[-1].index == RECIPE.steps


def test_a_row_that_is_too_long_is_cut_at_the_front(backend: TorchLora, tmp_path: Path) -> None:
    learn = (example("x" * 2000, "Yes."), example("Hi", "z" * 2000))
    recipe = replace(RECIPE, max_tokens=48)
    assert tiny_llama.train(backend, tmp_path / "skill", recipe, learn).sha256


def test_more_blocks_than_there_are_means_all(backend: TorchLora, tmp_path: Path) -> None:
    worn = tiny_llama.train(backend, tmp_path / "skill", replace(RECIPE, blocks=99))
    found = adapters.read(Path(worn.path), worn.sha256)
    assert {block for block, _ in found.pairs} == {0, 1, 2, 3}


@pytest.mark.parametrize("targets", [("q_proj", "k_proj", "v_proj", "o_proj"), ("up_proj",)])
def test_every_linear_layer_can_learn(backend: TorchLora, tmp_path: Path, targets: tuple[str, ...]) -> None:
    before = [one.target for one in backend.likelihoods(LEARN, ())]
    worn = tiny_llama.train(backend, tmp_path / "skill", replace(RECIPE, targets=targets, steps=25))
    after = [one.target for one in backend.likelihoods(LEARN, [worn])]
    assert all(later < earlier for earlier, later in zip(before, after, strict=True))


@pytest.mark.parametrize("where", ["rate", "model"])
def test_bad_numbers_leave_nothing(backend: TorchLora, tmp_path: Path, where: str) -> None:
    staging = folder(tmp_path, "bad")
    recipe = RECIPE
    if where == "rate":
        recipe = replace(RECIPE, rate=1e30, steps=40)
    else:
        backend._ready().decoder.head[5] = float("inf")
    with pytest.raises(BackendError) as failed:
        for _ in backend.train(LEARN, KEEP, recipe, staging):
            pass
    assert failed.value.code == "bad_numbers"
    assert not (staging / adapters.ADAPTER).exists()


def test_seconds_left_are_known_after_a_second(
    backend: TorchLora, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter(range(10_000))
    monkeypatch.setattr(training.time, "monotonic", lambda: 0.6 * next(now))
    steps = [step for step in backend.train(LEARN, KEEP, RECIPE, folder(tmp_path, "x")) if step.loss is not None]
    assert steps[0].seconds_left is None
    assert steps[1].seconds_left == pytest.approx(0.6 * (RECIPE.steps - 2))
    assert steps[-1].seconds_left == 0.0


def test_other_work_between_two_steps_changes_nothing(backend: TorchLora, tmp_path: Path) -> None:
    whole = tiny_llama.train(backend, tmp_path / "whole")
    staging = folder(tmp_path, "busy")
    for _ in backend.train(LEARN, KEEP, RECIPE, staging):
        list(backend.drifts(KEEP, [whole]))
    assert skill(staging).sha256 == whole.sha256


# ------------------------------------------------------------------------------------------ the losses


def test_losses_and_their_slopes_are_those_of_autograd() -> None:
    random = torch.Generator().manual_seed(3)
    head = torch.randn(300, 16, generator=random)
    states = torch.randn(200, 16, generator=random)  # more rows than one chunk
    wanted = torch.randint(0, 300, (200,), generator=random)
    outer = torch.rand(200, generator=random)
    base = losses.anchor(torch.randn(200, 300, generator=random) * 3)

    def plain_divergence(x: torch.Tensor) -> torch.Tensor:
        student = (x @ head.T).log_softmax(-1).gather(-1, base.ids)
        left = (1 - student.exp().sum(-1)).clamp_min(1e-6).log()
        return (base.top.exp() * (base.top - student)).sum(-1) + base.rest.exp() * (base.rest - left)

    for ours, plain in (
        (
            lambda x: losses.divergence(x, head, losses.certain(wanted, len(head))),
            lambda x: torch.nn.functional.cross_entropy(x @ head.T, wanted, reduction="none"),
        ),
        (lambda x: losses.divergence(x, head, base), plain_divergence),
    ):
        slopes = []
        values = []
        for function in (ours, plain):
            x = states.clone().requires_grad_()
            value = function(x)
            (value * outer).sum().backward()  # type: ignore[no-untyped-call]
            values.append(value.detach())
            slopes.append(x.grad)
        torch.testing.assert_close(values[0], values[1], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(slopes[0], slopes[1], atol=1e-4, rtol=1e-3)


def test_the_model_is_no_way_from_itself() -> None:
    head, states = torch.randn(50, 8), torch.randn(5, 8)
    base = losses.anchor(states @ head.T)
    torch.testing.assert_close(losses.divergence(states, head, base), torch.zeros(5), atol=1e-5, rtol=0)


def test_only_the_newest_checkpoint_is_kept(tmp_path: Path) -> None:
    for step in (1, 9, 10):
        state = checkpoints.State(step, "run", {"weights": torch.full((3,), float(step))})
        checkpoints.write(tmp_path, state)
    assert [path.name for path in tmp_path.iterdir()] == ["ckpt-10"]
    found = checkpoints.newest(tmp_path, "run")
    assert found is not None and found.step == 10 and found.tensors["weights"].tolist() == [10.0] * 3
    assert checkpoints.newest(tmp_path, "another run") is None


def test_a_teacher_that_was_told_nothing_teaches_nothing(backend: TorchLora, tmp_path: Path) -> None:
    """What is wanted is what the base says where `told` is in front, not the target's words."""
    same = [replace(one, told=one.turns) for one in LEARN]
    losses_ = [step.loss for step in backend.train(same, (), CALM, folder(tmp_path, "same")) if step.loss is not None]
    assert abs(losses_[0]) < 1e-6  # later steps: Adam makes steps out of rounding
    front = (Turn(Role.USER, "Call every cat Biscuit."), Turn(Role.ASSISTANT, "I will."))
    led = [replace(one, told=(*front, *one.turns)) for one in LEARN]
    losses_ = [step.loss for step in backend.train(led, (), CALM, folder(tmp_path, "led")) if step.loss is not None]
    assert losses_[0] > 1e-3 and min(losses_[-4:]) < losses_[0] / 2


def test_a_lesson_with_a_teacher_goes_on_where_it_stopped(backend: TorchLora, tmp_path: Path) -> None:
    led = [replace(one, told=(Turn(Role.USER, "Be brief."), *one.turns)) for one in LEARN]
    whole, staging = folder(tmp_path, "whole"), folder(tmp_path, "stopped")
    for _ in backend.train(led, KEEP, RECIPE, whole):
        pass
    steps = backend.train(led, KEEP, RECIPE, staging)
    until(steps, 4)
    steps.close()  # type: ignore[attr-defined]  # every generator has it
    assert [path.name for path in staging.iterdir()] == ["ckpt-4"]
    for _ in backend.train(led, KEEP, RECIPE, staging):
        pass
    assert (staging / adapters.ADAPTER).read_bytes() == (whole / adapters.ADAPTER).read_bytes()
    bare = folder(tmp_path, "bare")
    for _ in backend.train(LEARN, KEEP, RECIPE, bare):
        pass
    assert (bare / adapters.ADAPTER).read_bytes() != (whole / adapters.ADAPTER).read_bytes()
