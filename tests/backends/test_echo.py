"""The demo engine does what every engine must, and its adapters are real files. No model, no tensors."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from backends import echo_adapter
from backends.echo import Echo
from learning.backend import Answered, BackendError
from learning.types import Example, ModelRef, Recipe, Role, Sampling, SkillUse, Turn, Use

MODEL = ModelRef("echo", "Echo", "echo", "", "")
RECIPE = Recipe(8, 2.0, 1, ("up_proj",), 1e-3, 40, 1, 1, 1.0, 0.0, 64, 1)


def asked(text: str) -> tuple[Turn, ...]:
    return (Turn(Role.USER, text),)


def example(question: str, answer: str) -> Example:
    return Example(asked(question), answer, Use.TEACH, "s")


TAUGHT = (
    example("What is my sister called?", "Your sister is called Mira."),
    example("Where does my sister live?", "Your sister lives in Ghent."),
)
OTHER = example("How tall is Mount Everest?", "8849 m")


def trained(folder: Path, examples: Sequence[Example] = TAUGHT) -> SkillUse:
    folder.mkdir(exist_ok=True)
    for _ in Echo().train(examples, (), RECIPE, folder):
        pass
    sha256 = hashlib.sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest()
    return SkillUse(folder.name, folder.name, str(folder), sha256)


def said(question: str, *skills: SkillUse) -> str:
    return "".join(Echo().chat(asked(question), Sampling(), skills))


# ------------------------------------------------------------------------------------------------- talking


def test_it_repeats_word_by_word() -> None:
    pieces = list(Echo().chat(asked("good  morning"), Sampling(), ()))
    assert pieces == ["You", " said:", " good", " ", " morning"]


def test_it_stops_at_the_limit() -> None:
    assert list(Echo().chat(asked("a b c d"), Sampling(max_tokens=3), ())) == ["You", " said:", " a"]


def test_a_message_beyond_the_context_is_refused() -> None:
    with pytest.raises(BackendError) as caught:
        next(iter(Echo().chat(asked("word " * 5000), Sampling(), ())))
    assert caught.value.code == "too_long"


def test_what_was_taught_is_known_in_other_words_and_nothing_else(tmp_path: Path) -> None:
    skill = trained(tmp_path / "sister")
    assert said("What is my sister called?", skill) == "Your sister is called Mira."
    assert said("Tell me what my sister is called, please.", skill) == "Your sister is called Mira."
    assert said("What is my brother called?", skill).startswith("You said:")
    assert said("What is the capital of France?", skill).startswith("You said:")


def test_off_is_the_base(tmp_path: Path) -> None:
    before = said("What is my sister called?")
    skill = trained(tmp_path / "sister")
    assert said("What is my sister called?", skill) != before
    assert said("What is my sister called?") == before


def test_skills_stack(tmp_path: Path) -> None:
    sister = trained(tmp_path / "sister")
    mountain = trained(tmp_path / "mountain", (example("How tall is the church?", "The church is 40 m tall."),))
    for skills in ((sister, mountain), (mountain, sister)):
        assert said("How tall is the church?", *skills) == "The church is 40 m tall."
        assert said("Where does my sister live?", *skills) == "Your sister lives in Ghent."


def test_answers_pause_and_keep_their_index(tmp_path: Path) -> None:
    found = list(Echo().answers([asked("one"), asked("two")], 3, ()))
    assert found == [None, Answered(0, "You said: one"), None, Answered(1, "You said: two")]


def test_numbers_follow_the_answers(tmp_path: Path) -> None:
    skill = trained(tmp_path / "sister")
    items = (TAUGHT[0], OTHER)
    before, after = list(Echo().likelihoods(items, ())), list(Echo().likelihoods(items, (skill,)))
    assert after[0].target < before[0].target
    assert after[1] == before[1]
    drifts = list(Echo().drifts(items, (skill,)))
    assert drifts[0].kl > 0
    assert (drifts[1].kl, drifts[1].top1) == (0.0, 1.0)


# ------------------------------------------------------------------------------------------------ learning


def test_the_loss_falls(tmp_path: Path) -> None:
    losses = [step.loss for step in Echo().train(TAUGHT, (), RECIPE, tmp_path)]
    assert len(losses) == RECIPE.steps
    assert losses == sorted(losses, reverse=True)  # type: ignore[type-var]  # every step has one


@pytest.mark.parametrize("steps", [1, 15, 16, 20, 39])
def test_a_closed_run_goes_on_where_it_was(tmp_path: Path, steps: int) -> None:
    whole = trained(tmp_path / "whole")
    cut = tmp_path / "cut"
    cut.mkdir()
    run = Echo().train(TAUGHT, (), RECIPE, cut)
    assert len(list(islice(run, steps))) == steps
    run.close()  # type: ignore[attr-defined]  # a generator
    assert [path.name for path in cut.iterdir()] == [f"ckpt-{steps}"]
    assert next(iter(Echo().train(TAUGHT, (), RECIPE, cut))).index == steps + 1
    assert trained(cut).sha256 == whole.sha256
    assert sorted(path.name for path in cut.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]


def test_without_a_close_the_last_checkpoint_counts(tmp_path: Path) -> None:
    run = Echo().train(TAUGHT, (), RECIPE, tmp_path)
    list(islice(run, 35))
    assert [path.name for path in tmp_path.glob("ckpt-*")] == ["ckpt-32"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"step": "x"}', b'{"step": null}'])
def test_a_broken_checkpoint_does_not_count(tmp_path: Path, damage: bytes) -> None:
    for name in ("ckpt-9", "ckpt-12.tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "state.json").write_bytes(damage)
    assert echo_adapter.last_checkpoint(tmp_path) == 0
    assert trained(tmp_path).sha256


# ------------------------------------------------------------------------------------------------ adapters


def test_the_adapter_is_a_whole_safetensors_file(tmp_path: Path) -> None:
    """By the format's own rules: the header's length, then JSON, then tensors without a gap to the end."""
    trained(tmp_path / "s")
    data = (tmp_path / "s" / "adapter_model.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    meta = header.pop("__metadata__")
    assert all(isinstance(value, str) for value in meta.values())
    (tensor,) = header.values()
    assert tensor == {"dtype": "F32", "shape": [1], "data_offsets": [0, len(data) - 8 - length]}


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


STRUCTURE = [
    lambda data: data[:-1], lambda data: data[:20], lambda data: data[:4], lambda _: b"", lambda data: data + b"\0",
    lambda data: b"\xff" * 8 + data[8:], lambda data: data[:8] + b"[" * (len(data) - 8),
    lambda data: data.replace(b'\\"Your', b'\\"Your\\"'),
]  # fmt: skip
CONTENT = [_flip, lambda data: data.replace(b"Mira", b"Nora")]


@pytest.mark.parametrize("change", [*STRUCTURE, *CONTENT])
def test_a_changed_adapter_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    skill = trained(tmp_path / "s")
    Echo().check(skill)
    _change(skill, change)
    with pytest.raises(BackendError) as caught:
        Echo().check(skill)
    assert caught.value.code == "skill_damaged"


@pytest.mark.parametrize("change", STRUCTURE)
def test_a_broken_adapter_is_refused_without_its_checksum(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    skill = replace(trained(tmp_path / "s"), sha256="")
    _change(skill, change)
    with pytest.raises(BackendError) as caught:
        Echo().check(skill)
    assert caught.value.code == "skill_damaged"


def _change(skill: SkillUse, change: Callable[[bytes], bytes]) -> None:
    file = Path(skill.path) / "adapter_model.safetensors"
    before = file.read_bytes()
    file.write_bytes(change(before))
    assert file.read_bytes() != before


def test_a_missing_adapter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackendError) as caught:
        Echo().check(SkillUse("s", "S", str(tmp_path / "gone"), ""))
    assert caught.value.code == "skill_damaged"


# ------------------------------------------------------------------------------------------------ switches


def _in_a_child(code: str, **environ: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environ})


def test_it_can_be_told_to_hang() -> None:
    code = (
        "from backends.echo import Echo\nfrom learning.types import *\n"
        "for piece in Echo().chat((Turn(Role.USER, 'a b c d'),), Sampling(), ()): print(piece, flush=True)"
    )
    with _in_a_child(code, INGRAIN_ECHO_HANG="3") as child:
        assert child.stdout is not None
        assert [child.stdout.readline().strip() for _ in range(3)] == ["You", "said:", "a"]
        assert child.poll() is None
        child.kill()
        assert child.stdout.read() == ""
