"""Streaming on a tiny model: memory across turns, sampling, long prompts, several streams at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from backends.attention import ChatMemory
from backends.chatting import PIECE, Chooser
from backends.torch_lora import TorchLora
from learning.backend import BackendError
from learning.types import Role, Sampling, SkillUse, Turn
from tests.backends import tiny_llama
from tests.backends.tiny_llama import ask

GREEDY = Sampling(repetition_penalty=1.0, max_tokens=10)


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TorchLora:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tiny_llama.engine(tmp_path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each forward pass of a chat put into its memory."""
    found: list[int] = []
    original = ChatMemory.reserve

    def reserve(self: ChatMemory, tokens: int) -> None:
        found.append(tokens - self.length)
        original(self, tokens)

    monkeypatch.setattr(ChatMemory, "reserve", reserve)
    return found


def say(backend: TorchLora, turns: Sequence[Turn], sampling: Sampling = GREEDY, skills: Sequence[SkillUse] = ()) -> str:
    return "".join(backend.chat(turns, sampling, skills))


def next_turns(answer: str) -> tuple[Turn, ...]:
    return (*ask("Hello there, how are you?"), Turn(Role.ASSISTANT, answer), Turn(Role.USER, "And?"))


def test_the_next_turn_reads_only_what_is_new(backend: TorchLora, read: list[int], tmp_path: Path) -> None:
    first = say(backend, ask("Hello there, how are you?"))
    turns = next_turns("!" + first)
    fresh = say(tiny_llama.engine(tmp_path), turns)
    read.clear()
    assert say(backend, turns) == fresh
    whole = len(backend._ready().prompter.prompt(turns))
    common = len(backend._ready().prompter.prompt(ask("Hello there, how are you?")))
    assert max(read) == whole - common


def test_the_same_prompt_again_reads_one_token(backend: TorchLora, read: list[int]) -> None:
    first = say(backend, ask("Hello"))
    read.clear()
    assert say(backend, ask("Hello")) == first
    assert max(read) == 1


def test_another_outfit_reads_everything_again(backend: TorchLora, read: list[int], tmp_path: Path) -> None:
    skill = tiny_llama.train(backend, tmp_path / "skill")
    whole = len(backend._ready().prompter.prompt(ask("Hello")))
    say(backend, ask("Hello"))
    for skills in ([skill], [replace(skill, strength=0.5)], []):
        read.clear()
        say(backend, ask("Hello"), skills=skills)
        assert max(read) == whole


def test_strength_nought_is_off(backend: TorchLora, tmp_path: Path) -> None:
    skill = replace(tiny_llama.train(backend, tmp_path / "skill"), strength=0.0)
    assert list(backend.likelihoods(tiny_llama.LEARN, [skill])) == list(backend.likelihoods(tiny_llama.LEARN, []))


def test_two_streams_do_not_disturb_each_other(backend: TorchLora) -> None:
    questions = ("Hello", "Hello, you")
    alone = [say(backend, ask(question)) for question in questions]
    streams = [backend.chat(ask(question), GREEDY, ()) for question in questions]
    told = ["", ""]
    for _ in range(GREEDY.max_tokens + 4):
        for index, stream in enumerate(streams):
            told[index] += next(stream, "")
    assert told == alone


def test_a_long_prompt_is_read_in_pieces(backend: TorchLora, read: list[int]) -> None:
    pieces = list(backend.chat(ask("x" * 460), replace(GREEDY, max_tokens=4), ()))
    assert max(read) <= PIECE
    assert len(pieces) >= 1
    read.clear()
    list(backend.chat(ask("x" * 30), GREEDY, ()))
    assert max(read) < 100


def test_pieces_give_what_one_pass_gives(backend: TorchLora, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted = say(backend, ask("x" * 300))
    monkeypatch.setattr("backends.chatting.PIECE", 64)
    other = tiny_llama.engine(tmp_path)
    pieces = list(other.chat(ask("x" * 300), GREEDY, ()))
    assert pieces[:5] == [""] * 5
    assert "".join(pieces) == wanted


def test_old_turns_are_dropped_and_the_system_turn_stays(backend: TorchLora) -> None:
    prompter = backend._ready().prompter
    system, last = Turn(Role.SYSTEM, "Be kind."), Turn(Role.USER, "Now?")
    pairs = tuple(Turn(role, "x" * 60) for _ in range(20) for role in (Role.USER, Role.ASSISTANT))
    assert say(backend, (system, *pairs, last)) == say(backend, (system, *pairs[-6:], last))
    assert len(prompter.prompt((system, *pairs[-6:], last))) <= 512 - GREEDY.max_tokens
    assert len(prompter.prompt((system, *pairs[-8:], last))) > 512 - GREEDY.max_tokens


@pytest.mark.parametrize("before", [(), (Turn(Role.SYSTEM, "Hi"),), (Turn(Role.USER, "a"), Turn(Role.ASSISTANT, "b"))])
def test_a_message_that_is_too_long_alone_is_refused(backend: TorchLora, before: tuple[Turn, ...]) -> None:
    with pytest.raises(BackendError) as refused:
        say(backend, (*before, *ask("x" * 600)))
    assert refused.value.code == "too_long"


def test_an_answer_ends_with_the_context(backend: TorchLora) -> None:
    pieces = list(backend.chat(ask("x" * 410), replace(GREEDY, max_tokens=500), ()))
    assert len(pieces) <= 512 - 410


def test_sampling_is_repeatable_and_varies(backend: TorchLora) -> None:
    hot = Sampling(temperature=1.5, top_p=0.99, max_tokens=20, seed=5)
    assert say(backend, ask("Hello"), hot) == say(backend, ask("Hello"), hot)
    told = {say(backend, ask("Hello"), replace(hot, seed=seed)) for seed in range(4)}
    assert len(told) > 1
    assert say(backend, ask("Hello"), replace(hot, top_p=0.0)) == say(
        backend, ask("Hello"), replace(hot, temperature=0.0)
    )


def test_the_penalty_counts_the_answer_only() -> None:
    choose = Chooser(Sampling(repetition_penalty=2.0))
    logits = torch.tensor([-1.0, 3.0, 2.0, -0.9])
    assert [choose(logits) for _ in range(4)] == [1, 2, 1, 1]
    low = torch.tensor([-1.0, -3.0])
    choose = Chooser(Sampling(repetition_penalty=4.0))
    assert [choose(low) for _ in range(3)] == [0, 1, 0]


def test_numbers_that_are_none_end_the_answer(backend: TorchLora) -> None:
    backend._ready().decoder.head.fill_(float("nan"))
    with pytest.raises(BackendError) as failed:
        say(backend, ask("Hello"))
    assert failed.value.code == "bad_numbers"


def test_running_out_of_memory_is_said(backend: TorchLora, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")

    monkeypatch.setattr(ChatMemory, "reserve", full)
    with pytest.raises(BackendError) as failed:
        say(backend, ask("Hello"))
    assert failed.value.code == "out_of_memory"


def test_answers_leave_as_they_end(backend: TorchLora, tmp_path: Path) -> None:
    """Trained to answer at different lengths: the short ones are there before the long one is finished."""
    learn = (tiny_llama.example("a?", "1"), tiny_llama.example("b?", "A rather long answer."))
    recipe = replace(tiny_llama.RECIPE, steps=80, keep_weight=0.0, blocks=4, rank=8, rate=3e-2)
    skill = tiny_llama.train(backend, tmp_path / "skill", recipe, learn)
    found = list(backend.answers([example.turns for example in learn], 40, [skill]))
    ended = [(place, answer.text) for place, answer in enumerate(found) if answer is not None]
    assert [text for _, text in ended] == ["1", "A rather long answer."]
    assert ended[1][0] > ended[0][0] + 10


def test_no_prompts_no_answers(backend: TorchLora) -> None:
    assert list(backend.answers([], 10, ())) == []
    assert list(backend.likelihoods([], ())) == []
    assert list(backend.drifts([], ())) == []


def test_after_close_there_is_no_model(backend: TorchLora) -> None:
    backend.close()
    with pytest.raises(BackendError) as refused:
        say(backend, ask("Hello"))
    assert refused.value.code == "no_model"
