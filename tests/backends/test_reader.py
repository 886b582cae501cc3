"""The reader of a model: made from groups of statements, made once, and made again when what was kept is damaged."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from backends import adapters, built_in, gate, reader, teach_reader
from backends.message_states import Lens, MessageStates
from backends.reader import Reader, Readers
from learning.catalogue import known_models
from learning.reading import Group, Told, groups
from tests.backends import tiny_llama

LOOKS = gate.looks(4, told=True)
LENS = Lens((), LOOKS, words=True)
SMALL = (
    Group((Told("My goat is called Juno.", ("What is my goat called?", "Goat?"), ("My cow is called what?", "Cow?")),)),
    Group((Told("I own a red hat.", ("What colour is my hat?",), ("What colour is my coat?",)),)),
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


@pytest.mark.parametrize("words", [False, True])
def test_it_tells_what_fits_from_what_is_near(states: MessageStates, words: bool) -> None:
    made, pauses = done(reader.calibrated(states, LOOKS, words=words))
    assert pauses >= 2 and made.lens == Lens((), LOOKS, words)
    for group in SMALL:
        scores = {}
        for places, part in states.read((*group.fits, *group.near), Lens(group.told, LOOKS, words)):
            scores.update(zip(places, made.scores(part).tolist(), strict=True))
        assert min(scores[i] for i in range(len(group.fits))) > max(
            scores[i] for i in range(len(group.fits), len(scores))
        )


def test_it_is_made_once_for_a_model(states: MessageStates, tmp_path: Path) -> None:
    first, pauses = done(Readers("aa", tmp_path).get(states, LENS))
    assert pauses
    again, pauses = done(Readers("aa", tmp_path).get(states, LENS))
    assert not pauses and torch.equal(first.weights, again.weights) and again.bias == first.bias
    assert done(Readers("bb", tmp_path).get(states, LENS))[1]


@pytest.mark.parametrize(
    "damage",
    ["", "{}", '{"looks": []}', "[", '{"looks": [{"block": 1, "last": false}], "words": 1, "weights": "", "bias": 0}'],
)
def test_a_damaged_one_is_made_again(states: MessageStates, tmp_path: Path, damage: str) -> None:
    whole, _ = done(Readers("aa", tmp_path).get(states, LENS))
    (tmp_path / "readers" / "aa.json").write_text(damage, encoding="utf-8")
    again, pauses = done(Readers("aa", tmp_path).get(states, LENS))
    assert pauses and torch.equal(whole.weights, again.weights)


def test_the_default_model_brings_its_own() -> None:
    known = next(known for known in known_models() if known.default)
    ships = built_in.reading(known.sha256)
    assert ships is not None and ships.gate is not None
    assert ships.gate.lens.looks == gate.looks(30, told=True)
    assert max(block for block, _ in ships.pairs) < ships.gate.lens.looks[-1].block
    ready = built_in.reader_of(ships)
    assert ready is not None and len(ready.weights) == ready.lens.size(576) == 2 * 576
    assert not Readers("aa", Path(), ready).lens(("x",), LOOKS).words  # it was taught without


def test_other_models_bring_none() -> None:
    assert built_in.reading("0" * 64) is None and built_in.reader_of(None) is None


def test_one_that_ships_is_taken_before_any_other(states: MessageStates, tmp_path: Path) -> None:
    ready = Reader(Lens((), LOOKS), torch.ones(len(LOOKS) * 64), 0.5)
    readers = Readers("aa", tmp_path, ready)
    assert done(readers.get(states, readers.lens(("x",), LOOKS))) == (ready, 0)
    elsewhere = Reader(Lens((), gate.looks(8, told=True)), torch.ones(8), 0.5)  # of another shape: calibrated instead
    assert done(Readers("aa", tmp_path, elsewhere).get(states, LENS))[1]


def test_of_statements_left_out_the_questions_are_near_misses() -> None:
    group = groups()[0]
    left_out = False
    for seed in range(12):
        batch = teach_reader._drawn(group, groups()[:4], random.Random(seed))
        assert batch.told and set(batch.told) <= set(group.told)
        answers = {question: one.text for one in group.statements for question in one.fits}
        for message, fits in zip(batch.messages, batch.fits.tolist(), strict=True):
            if message in answers:
                assert (answers[message] in batch.told) == bool(fits)
                left_out = left_out or not fits
    assert left_out


def test_a_model_can_be_taught_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rounds over two groups: the loss falls, and what was made is an adapter with its reader."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    wide = tuple(
        Group(tuple(replace(one, fits=one.fits * 8, near=one.near * 8) for one in group.statements)) for group in SMALL
    )
    monkeypatch.setattr(reader, "groups", lambda: wide)
    monkeypatch.setattr(teach_reader, "groups", lambda: wide)
    engine = tiny_llama.engine(tmp_path)
    course = teach_reader.Lesson(engine, rounds=6)
    losses = [course._step(step) for step in range(12)]
    assert sum(losses[-4:]) < sum(losses[:4])
    made = course.adapter()
    adapters.write(tmp_path, made, teach_reader._RANK, "tiny", torch.float16)
    digest = hashlib.sha256((tmp_path / adapters.ADAPTER).read_bytes()).hexdigest()
    again = adapters.read(tmp_path, digest)
    assert made.gate is not None and again.gate is not None and torch.equal(again.gate.weights, made.gate.weights)
    assert any(bool(b.abs().sum()) for _, b in again.pairs.values())
