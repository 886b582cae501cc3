"""What is read of a message is what the model makes of the whole conversation, though what was told is read once."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from backends.message_states import Lens, Look, MessageStates
from backends.packing import Layout, Row
from backends.torch_lora import TorchLora
from learning.types import Role, Turn
from tests.backends import tiny_llama

TOLD = ("My goat is called Juno.", "I live in Brno.")
LOOKS = (Look(2), Look(3, last=True))
MESSAGES = ("Where do I live?", "Goat", "What is my goat called, please?")


@pytest.fixture
def states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MessageStates:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tiny_llama.engine(tmp_path).states()


def read(states: MessageStates, lens: Lens, *messages: str) -> list[torch.Tensor]:
    found: dict[int, torch.Tensor] = {}
    for places, part in states.read(messages, lens):
        found.update(zip(places, part, strict=True))
    return [found[i] for i in range(len(messages))]


@torch.no_grad()
def whole(engine: TorchLora, told: str, message: str, looks: tuple[Look, ...]) -> torch.Tensor:
    """The same in one plain pass over the conversation."""
    loaded = engine._ready()
    heard = Turn(Role.ASSISTANT, "Thank you, I will keep that in mind.")
    before = (Turn(Role.USER, told), heard) if told else ()
    ids, empty = (loaded.prompter.prompt((*before, Turn(Role.USER, text))) for text in (message, "x y"))
    other = loaded.prompter.prompt((*before, Turn(Role.USER, "Hello you?")))
    head = next(i for i, (a, b) in enumerate(zip(empty, other, strict=False)) if a != b)
    tail = next(i for i, (a, b) in enumerate(zip(empty[::-1], other[::-1], strict=False)) if a != b)
    decoder = loaded.decoder
    layout = Layout([Row((*ids, 0), len(ids), ())], (), decoder.device)
    rotary, attend = decoder.rotary(layout.positions()), layout.attend()
    parts = []
    for look in looks:
        state = decoder.run(decoder.embed(layout.tokens()), rotary, attend, range(look.block))
        parts.append(state[len(ids) - 1] if look.last else state[head : len(ids) - tail].mean(0))
    return torch.cat(parts)


@pytest.mark.parametrize("told", [(), TOLD], ids=["alone", "after what was told"])
def test_states_are_those_of_the_whole_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    engine = tiny_llama.engine(tmp_path)
    for message, state in zip(MESSAGES, read(engine.states(), Lens(told, LOOKS), *MESSAGES), strict=True):
        wanted = whole(engine, " ".join(told), message, LOOKS)
        torch.testing.assert_close(state, wanted, atol=1e-4, rtol=1e-3)


def test_what_was_told_changes_what_is_made_of_a_message(states: MessageStates) -> None:
    alone, told, other = (read(states, Lens(t, LOOKS), "Where do I live?")[0] for t in ((), TOLD, TOLD[:1]))
    assert not torch.allclose(alone, told) and not torch.allclose(told, other)
    assert torch.equal(told, read(states, Lens(TOLD, LOOKS), "Where do I live?")[0])  # remembered, not mixed up


def test_of_much_that_was_told_the_nearest_is_read(states: MessageStates) -> None:
    much = (
        *(f"Shelf {n} of the cellar holds {n + 3} jars of plums and nothing else at all." for n in range(60)),
        *TOLD,
    )
    near, far = (read(states, Lens(t, LOOKS), "What is my goat called?")[0] for t in (much, much[:-2]))
    assert not torch.allclose(near, far)
