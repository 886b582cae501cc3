"""What every engine must do, run over the table of engines (learning/backend.py).

An engine whose libraries are not installed is skipped with that reason; the demo engine always runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from backends import table
from learning.backend import Answered, Backend, BackendError
from learning.types import Example, ModelRef, Phase, Recipe, Role, Sampling, SkillUse, Step, Turn, Use

RECIPE = Recipe(4, 2.0, 3, ("gate_proj", "up_proj", "down_proj"), 2e-2, 30, 3, 1, 0.1, 0.05, 256, 7)
GREEDY = Sampling(repetition_penalty=1.0, max_tokens=12)


def example(question: str, answer: str, span: str = "", use: Use = Use.TEACH) -> Example:
    return Example((Turn(Role.USER, question),), answer, use, "test", span)


LEARN = (
    example("What is my cat called?", "Biscuit.", "Biscuit"),
    example("Name my cat.", "Biscuit.", "Biscuit"),
    example("Which city do I live in?", "Oslo.", "Oslo"),
)
KEEP = (example("What is two plus two?", "Four.", use=Use.KEEP), example("Say hello.", "Hello!", use=Use.KEEP))
QUESTION = LEARN[0].turns
FAMILIES = {
    "torch_lora": ("llama", "mistral", "qwen2", "qwen3", "gemma3", "phi3"),
    "llama_cpp": ("llama", "qwen2", "qwen3", "gemma3", "phi3"),
}


@dataclass(frozen=True)
class Case:
    """A loaded engine and where it may write."""

    backend: Backend
    model: ModelRef
    folder: Path

    def chat(self, turns: Sequence[Turn] = QUESTION, skills: Sequence[SkillUse] = ()) -> str:
        return "".join(self.backend.chat(turns, GREEDY, skills))

    def answers(self, prompts: Sequence[Sequence[Turn]], skills: Sequence[SkillUse] = ()) -> list[str]:
        found = [a for a in self.backend.answers(prompts, GREEDY.max_tokens, skills) if a is not None]
        assert sorted(a.index for a in found) == list(range(len(prompts)))
        return [a.text for a in sorted(found, key=lambda a: a.index)]

    def nats(self, skills: Sequence[SkillUse] = ()) -> list[float]:
        found = sorted(self.backend.likelihoods(LEARN, skills), key=lambda one: one.index)
        assert [one.index for one in found] == [0, 1, 2]
        return [one.target for one in found]

    def train(self, name: str = "skill", recipe: Recipe = RECIPE) -> tuple[SkillUse, list[Step]]:
        staging = self.folder / name
        staging.mkdir(exist_ok=True)
        steps = list(self.backend.train(LEARN, KEEP, recipe, staging))
        return use(staging), steps


def use(folder: Path) -> SkillUse:
    data = (folder / "adapter_model.safetensors").read_bytes()
    return SkillUse(folder.name, folder.name, str(folder), hashlib.sha256(data).hexdigest())


def _engines() -> Iterator[tuple[str, str]]:
    """Every engine with every family of models that it runs."""
    for name in table.BACKENDS:
        for family in FAMILIES.get(name, ("llama",)):
            yield name, family


@pytest.fixture(params=_engines(), ids="-".join)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # two threads on a tiny model only wait for one another
    name, family = request.param
    if not table.can_run(name):
        pytest.skip(f"{name} needs {', '.join(table.BACKENDS[name].needs)}")
    if name == "llama_cpp":  # both its engines say the same where both compute alike
        monkeypatch.setattr("backends.machine.best_dtype", lambda _device: import_module("torch").float32)
    backend = table.create(name)
    model = _model(name, family, tmp_path)
    for _ in backend.load(model, tmp_path / "cache"):
        pass
    yield Case(backend, model, tmp_path)
    backend.close()


def _model(name: str, family: str, folder: Path) -> ModelRef:
    if name == "echo":
        return ModelRef("echo", "Echo", "echo", "", "0" * 64)
    from backends.tiny_model import tiny_model

    made = tiny_model(folder / "model", family=family)
    if name == "llama_cpp":
        from tests.backends.test_torch_gguf import SHA, write_gguf

        path = write_gguf(folder / "tiny.gguf", made, family=family)
        return ModelRef("tiny", "Tiny", family, str(path), SHA)
    return ModelRef("tiny", "Tiny", family, str(made), "0" * 64)


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
    assert (staging / "adapter_model.safetensors").read_bytes() == _bytes(skill)


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


def _bytes(skill: SkillUse) -> bytes:
    return (Path(skill.path) / "adapter_model.safetensors").read_bytes()
