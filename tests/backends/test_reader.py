"""The reader of a model: made from groups of statements, made once, and made again when what was kept is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from backends import gate, reader
from backends.message_states import MessageStates
from backends.reader import Reader, Readers
from learning.reading import Group, groups
from tests.backends import tiny_llama

LOOKS = gate.looks(4, told=True)
SMALL = (
    Group(("My goat is called Juno.",), ("What is my goat called?", "Goat?"), ("What is my cow called?", "Cow?")),
    Group(("I own a red hat.",), ("What colour is my hat?",), ("What colour is my coat?",)),
)


@pytest.fixture
def states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MessageStates:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(reader, "groups", lambda: SMALL)
    return tiny_llama.engine(tmp_path).states()


def done(work: Iterator[None]) -> tuple[Reader, int]:
    """What the work made, and how often it paused."""
    pauses = 0
    while True:
        try:
            next(work)
            pauses += 1
        except StopIteration as end:
            return end.value, pauses


def test_every_group_is_whole() -> None:
    found = groups()
    assert len(found) >= 11
    for group in found:
        assert len(group.told) == 6 and len(group.fits) >= 24 and len(group.near) >= 18, group.told[0]
        assert not set(group.fits) & set(group.near)
        assert all(text and "|" not in text for text in (*group.told, *group.fits, *group.near))


def test_it_tells_what_fits_from_what_is_near(states: MessageStates) -> None:
    made, pauses = done(reader.calibrated(states, LOOKS))
    assert pauses >= 2 and made.looks == LOOKS
    for group in SMALL:
        scores = {}
        for places, part in states.read((*group.fits, *group.near), reader.Lens(group.told, LOOKS)):
            scores.update(zip(places, made.scores(part).tolist(), strict=True))
        assert min(scores[i] for i in range(len(group.fits))) > max(
            scores[i] for i in range(len(group.fits), len(scores))
        )


def test_it_is_made_once_for_a_model(states: MessageStates, tmp_path: Path) -> None:
    first, pauses = done(Readers("aa", tmp_path).get(states, LOOKS))
    assert pauses
    again, pauses = done(Readers("aa", tmp_path).get(states, LOOKS))
    assert not pauses and torch.equal(first.weights, again.weights) and again.bias == first.bias
    assert done(Readers("bb", tmp_path).get(states, LOOKS))[1]


@pytest.mark.parametrize("damage", ["", "{}", '{"looks": []}', "["])
def test_a_damaged_one_is_made_again(states: MessageStates, tmp_path: Path, damage: str) -> None:
    whole, _ = done(Readers("aa", tmp_path).get(states, LOOKS))
    (tmp_path / "readers" / "aa.json").write_text(damage, encoding="utf-8")
    again, pauses = done(Readers("aa", tmp_path).get(states, LOOKS))
    assert pauses and torch.equal(whole.weights, again.weights)


def test_the_default_model_brings_its_own() -> None:
    paths = list(reader.SHIPPED.glob("*.json"))
    assert paths
    for path in paths:
        _, looks, weights, _ = reader.unpacked(path.read_text(encoding="utf-8"))
        assert looks == gate.looks(30, told=True) and len(weights) == len(looks) * 576
