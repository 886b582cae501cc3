"""When a skill is worn: gates are fitted, stored with the adapter, and leave the base alone where they stay shut."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from backends import adapters, gate, safetensors_files
from backends.gate import Gate
from backends.message_states import Lens, Look
from backends.torch_lora import TorchLora
from learning.backend import BackendError, Cues
from learning.types import Role, Sampling, SkillUse, Turn
from tests.backends import tiny_llama
from tests.backends.tiny_llama import KEEP, LEARN, RECIPE, ask, example, skill

FITS = tuple(
    f"{start} cat {end}" for start in ("What is my", "Name my", "Tell me of my", "My") for end in ("?", "now", "please")
)
NEAR = tuple(
    f"{start} dog {end}" for start in ("What is my", "Name my", "Tell me of my", "My") for end in ("?", "now", "please")
)
FAR = ("Add two and two", "Sing a song", "Write a long letter to the king", "How far is the moon?")
CUES = Cues(FITS, NEAR, FAR)
LENS = Lens((), (Look(1),))
GREEDY = Sampling(temperature=0.0, max_tokens=8, repetition_penalty=1.0)


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TorchLora:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(gate, "_EASE", 0.0)  # a tiny random model tells cats from dogs by less than real ones
    return tiny_llama.engine(tmp_path)


def gated(backend: TorchLora, staging: Path) -> SkillUse:
    """A skill that answers everything differently, but only wants to be asked about cats."""
    staging.mkdir()
    learn = [*LEARN, example("What is my dog called?", "Biscuit.")]
    for _ in backend.train(learn, KEEP, replace(RECIPE, steps=30, keep_batch=0), staging, CUES):
        pass
    return skill(staging)


def said(backend: TorchLora, turns: tuple[Turn, ...], *skills: SkillUse) -> str:
    return "".join(backend.chat(turns, GREEDY, skills))


def test_a_gate_opens_for_what_fits_and_stays_shut_for_the_rest(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    assert all(said(backend, ask(text), worn) != said(backend, ask(text)) for text in FITS[:3])
    for other in (*NEAR[:3], *FAR):
        assert said(backend, ask(other), worn) == said(backend, ask(other))


def test_what_was_worn_is_what_the_gate_let_in(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    assert backend.worn(ask(FITS[0]), [worn]) == (worn,)
    assert backend.worn(ask(FAR[0]), [worn]) == ()
    assert backend.worn(ask(FITS[0]), []) == ()


def test_many_prompts_keep_their_places(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    prompts = [ask(text) for text in (NEAR[0], FITS[0], "Sing a song", FITS[3])]
    for skills in ((worn,), ()):
        found = [a for a in backend.answers(prompts, 8, skills) if a is not None]
        assert {a.index: a.text for a in found} == {i: said(backend, p, *skills) for i, p in enumerate(prompts)}


def test_where_it_stays_shut_nothing_is_moved(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    examples = [example(text, "Biscuit.") for text in (FITS[0], NEAR[0], FAR[0])]
    drifts = {drift.index: drift for drift in backend.drifts(examples, (worn,))}
    assert drifts[0].kl > 0.01
    assert [drifts[i].kl for i in (1, 2)] == [0.0, 0.0]
    plain, with_skill = (
        {found.index: found.target for found in backend.likelihoods(examples, skills)} for skills in ((), (worn,))
    )
    assert with_skill[0] < plain[0]
    assert [with_skill[i] for i in (1, 2)] == pytest.approx([plain[i] for i in (1, 2)])


def test_a_follow_up_may_be_shorter() -> None:
    assert gate.opens([1.0])
    assert not gate.opens([-1.0])
    assert gate.opens([2.0, -1.0])
    assert not gate.opens([2.0, -100.0])
    assert not gate.opens([-2.0, -1.0])


def test_a_conversation_follows_its_last_question(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    talk = (*ask(FITS[0]), Turn(Role.ASSISTANT, "Biscuit."), *ask(FAR[2]))
    assert said(backend, talk, worn) == said(backend, talk)


def test_it_is_stored_beside_tensors_that_stay_as_they_were(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    read = adapters.read(Path(worn.path), worn.sha256)
    assert read.gate is not None and read.gate.lens == Lens((), gate.looks(4, told=False))
    again = gate.parse(read.gate.text())
    assert torch.equal(again.weights, read.gate.weights)
    assert (again.lens, again.bias) == (read.gate.lens, read.gate.bias)
    data = (Path(worn.path) / adapters.ADAPTER).read_bytes()
    assert set(safetensors_files.notes(data)) == {"format", "ingrain_gate"}


@pytest.mark.parametrize(
    "change",
    [
        {"looks": []},
        {"looks": [{"block": 0, "last": False}]},
        {"looks": [{"block": 1, "last": "yes"}]},
        {"looks": [{"block": 1}]},
        {"looks": "12"},
        {"told": [1]},
        {"weights": "%%%"},
        {"weights": "AAA="},
        {"weights": "AADAfw=="},  # not a number
        {"bias": "much"},
        {"bias": float("inf")},
    ],
    ids=str,
)
def test_a_damaged_gate_is_refused(change: dict[str, object]) -> None:
    whole = json.loads(Gate(LENS, torch.ones(4), 0.5).text())
    assert gate.parse(json.dumps(whole)).bias == 0.5
    with pytest.raises(ValueError, match=r"."):
        gate.parse(json.dumps({**whole, **change}))
    with pytest.raises(ValueError, match=r"."):
        gate.parse("[" * 100_000)


def test_a_file_with_a_damaged_gate_is_a_damaged_skill(backend: TorchLora, tmp_path: Path) -> None:
    worn = tiny_llama.train(backend, tmp_path / "skill")
    path = Path(worn.path) / adapters.ADAPTER
    tensors = dict(adapters.named(adapters.read(Path(worn.path), worn.sha256)))
    path.write_bytes(safetensors_files.pack(tensors, {"ingrain_gate": "{}"}))
    with pytest.raises(BackendError) as caught:
        backend.check(skill(Path(worn.path)))
    assert caught.value.code == "skill_damaged"


def test_a_gate_of_another_size_belongs_to_another_model(backend: TorchLora, tmp_path: Path) -> None:
    worn = tiny_llama.train(backend, tmp_path / "skill")
    path = Path(worn.path) / adapters.ADAPTER
    tensors = dict(adapters.named(adapters.read(Path(worn.path), worn.sha256)))
    for strange in (Gate(LENS, torch.ones(3), 0.0), Gate(Lens((), (Look(99),)), torch.ones(64), 0.0)):
        path.write_bytes(safetensors_files.pack(tensors, {"ingrain_gate": strange.text()}))
        with pytest.raises(BackendError) as caught:
            backend.check(skill(Path(worn.path)))
        assert caught.value.code == "skill_other_model"


def test_a_very_long_message_is_judged_by_its_end(backend: TorchLora, tmp_path: Path) -> None:
    worn = gated(backend, tmp_path / "skill")
    door = backend._ready().door
    assert door.admitted(ask("la " * 5000 + "Name my cat now"), [worn]) in ((worn,), ())
    assert door.admitted(ask(""), [worn]) in ((worn,), ())
    assert door.admitted((), [worn]) == ()


def knowing(
    backend: TorchLora, folder: Path, score: float, told: tuple[str, ...] = ("My cat is called Tom.",)
) -> SkillUse:
    """A skill with a gate that gives every message the same score."""
    worn = tiny_llama.train(backend, folder)
    made = adapters.read(Path(worn.path), worn.sha256)
    adapters.write(folder, replace(made, gate=Gate(Lens(told, (Look(1),)), torch.zeros(32), score)), RECIPE.rank, "x")
    return replace(skill(folder), id=folder.name)


def test_of_several_that_know_facts_only_the_one_that_fits_best_is_worn(backend: TorchLora, tmp_path: Path) -> None:
    weak, strong, shut = (knowing(backend, tmp_path / name, score) for name, score in (("a", 1), ("b", 2), ("c", -1)))
    topic = knowing(backend, tmp_path / "d", 1, told=())
    always = replace(tiny_llama.train(backend, tmp_path / "e"), id="e")
    every = [weak, always, strong, shut, topic]
    assert backend.worn(ask("What is my cat called?"), every) == (always, strong, topic)
    assert backend.worn(ask("What is my cat called?"), [weak, shut, always]) == (weak, always)
    assert backend.worn(ask("What is my cat called?"), [shut]) == ()


def test_where_they_are_compared_the_reader_of_the_model_counts_most(
    backend: TorchLora, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (knowing(backend, tmp_path / name, score) for name, score in (("a", 1.0), ("b", 2.0)))
    states: list[torch.Tensor] = []

    class First:
        """Likes whichever skill it is shown first."""

        def scores(self, state: torch.Tensor) -> torch.Tensor:
            states.append(state)
            return torch.tensor(1.0 if len(states) == 1 else 0.0)

    monkeypatch.setattr(type(backend._ready().own.readers), "known", lambda *_: First())
    assert backend.worn(ask("What is my cat called?"), [one, two]) == (one,)
    assert len(states) == 2
