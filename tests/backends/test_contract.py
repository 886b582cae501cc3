"""What every engine must do, run over the table of engines (learning/backend.py).

An engine whose libraries are not installed is skipped with that reason; the demo engine always runs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from learning.backend import Answered, BackendError
from learning.types import Phase, Role, Turn
from tests.backends.engine_case import GREEDY, KEEP, LEARN, QUESTION, RECIPE, Case, bytes_of, use


def test_loading_is_done_in_steps(case: Case) -> None:
    steps = list(case.backend.load(case.model, case.folder / "cache"))
    assert all(step.phase is Phase.LOAD for step in steps)
    assert steps[-1].index == steps[-1].total
    able = case.backend.capabilities()
    assert able.backend == case.backend.name and able.can_learn and able.blocks > 0 and able.context > 0


def test_chat_streams_and_can_be_closed(case: Case) -> None:
    whole = case.chat()
    stream = case.backend.chat(QUESTION, GREEDY, ())
    first = next(piece for piece in stream if piece)
    stream.close()  # type: ignore[attr-defined]  # every generator has it
    assert whole.startswith(first)
    assert case.chat() == whole


def test_training_makes_the_loss_fall_and_leaves_a_skill(case: Case) -> None:
    skill, steps = case.train()
    losses = [step.loss for step in steps if step.loss is not None]
    assert losses[-1] < losses[0]
    assert all(step.phase is Phase.TRAIN for step in steps)
    assert steps[-1].index == steps[-1].total == RECIPE.steps
    assert sorted(path.name for path in Path(skill.path).iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
    ]
    case.backend.check(skill)


def test_on_changes_the_answers_and_off_restores_them_exactly(case: Case) -> None:
    before, nats = case.chat(), case.nats()
    skill, _ = case.train()
    assert case.nats() == nats
    assert all(on < off for on, off in zip(case.nats([skill]), nats, strict=True))
    assert case.chat(skills=[skill]) != before
    assert case.chat() == before
    assert case.nats() == nats


def test_off_in_the_middle_of_a_conversation(case: Case) -> None:
    skill, _ = case.train()
    first = case.chat(skills=[skill])
    turns = (*QUESTION, Turn(Role.ASSISTANT, first), Turn(Role.USER, "And what else?"))
    wanted = case.chat(turns)
    case.chat(skills=[skill])
    assert case.chat(turns) == wanted


def test_a_chat_during_training_wears_only_what_it_was_given(case: Case) -> None:
    wanted = case.chat()
    skill, _ = case.train()
    dressed = case.chat(skills=[skill])
    staging = case.folder / "other"
    staging.mkdir()
    training = iter(case.backend.train(LEARN, KEEP, RECIPE, staging))
    bare, worn = case.backend.chat(QUESTION, GREEDY, ()), case.backend.chat(QUESTION, GREEDY, [skill])
    told: list[list[str]] = [[], []]
    for _ in range(40):
        next(training, None)
        for stream, text in zip((bare, worn), told, strict=True):
            text.append(next(stream, ""))
    assert "".join(told[0]) == wanted
    assert "".join(told[1]) == dressed
    for _ in training:
        pass
    assert (staging / "adapter_model.safetensors").read_bytes() == bytes_of(skill)


def test_a_stopped_training_goes_on_to_the_same_skill(case: Case) -> None:
    whole, _ = case.train()
    staging = case.folder / "stopped"
    staging.mkdir()
    training = case.backend.train(LEARN, KEEP, RECIPE, staging)
    for step in training:
        if step.index == RECIPE.steps // 2:
            break
    training.close()  # type: ignore[attr-defined]  # every generator has it
    assert [path.suffix for path in staging.glob("ckpt-*")] == [""]
    steps = list(case.backend.train(LEARN, KEEP, RECIPE, staging))
    assert min(step.index for step in steps) >= RECIPE.steps // 2
    assert case.nats([use(staging)]) == pytest.approx(case.nats([whole]), rel=1e-5)
    assert not list(staging.glob("ckpt-*"))


def test_answers_are_what_chat_says(case: Case) -> None:
    skill, _ = case.train()
    prompts = [e.turns for e in (*LEARN, *KEEP)]
    for skills in ((), (skill,)):
        assert case.answers(prompts, skills) == [case.chat(turns, skills) for turns in prompts]


def test_answers_can_be_paused(case: Case) -> None:
    found = list(case.backend.answers([QUESTION], GREEDY.max_tokens, ()))
    assert isinstance(found[-1], Answered)


def test_nothing_worn_means_no_drift(case: Case) -> None:
    skill, _ = case.train()
    drifts = list(case.backend.drifts(KEEP, ()))
    assert [(one.kl, one.top1) for one in drifts] == [(0.0, 1.0)] * len(KEEP)
    taught = list(case.backend.drifts(LEARN, (skill,)))
    assert all(one.kl > 0 for one in taught)
    assert all(0 <= one.top1 <= 1 for one in taught)


@pytest.mark.parametrize("damage", ["cut", "flipped", "missing"])
def test_a_damaged_skill_is_refused(case: Case, damage: str) -> None:
    skill, _ = case.train()
    path = Path(skill.path) / "adapter_model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(data[:-4] if damage == "cut" else data)
    with pytest.raises(BackendError) as refused:
        case.backend.check(skill)
    assert refused.value.code == "skill_damaged"
    assert case.chat()
