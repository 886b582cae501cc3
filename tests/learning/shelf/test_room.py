"""Whether a model fits: verdicts from sizes, the suggestion for each class of machine, and the speed of a download."""

from __future__ import annotations

from pathlib import Path

import pytest

from backends import machine as engines_machine
from desktop.models.rows import suggestion
from learning import catalogue
from learning.shelf import machine, room
from learning.shelf.facts import Facts
from learning.shelf.machine import LLAMA, MLX, TORCH, Machine
from learning.shelf.pace import Pace, Speed
from learning.shelf.room import Fit
from learning.shelf.shelf import Entry, State

GB = 10**9
KNOWN = {one.id: one.facts for one in catalogue.known_models() if one.facts is not None}


@pytest.mark.parametrize(("memory", "chat"), [(8, Fit.TOO_BIG), (24, Fit.TIGHT), (64, Fit.WELL)])
def test_more_memory_fits_more(memory: int, chat: Fit) -> None:
    assert room.verdict(KNOWN["qwen3-4b"], Machine(memory * GB)).chat is chat


def test_learning_takes_more_than_chatting() -> None:
    for engine in (TORCH, LLAMA, MLX):
        for facts in KNOWN.values():
            need = room.need(facts, Machine(0, engine))
            assert 0 < need.chat < need.learn


def test_a_small_file_is_not_unfolded_to_chat_where_llama_answers() -> None:
    plain, llama = (room.need(KNOWN["qwen3-4b"], Machine(0, engine)) for engine in (TORCH, LLAMA))
    assert llama.chat < plain.chat / 3


def test_where_nobody_tells_the_memory_nothing_is_called_too_big() -> None:
    assert room.verdict(KNOWN["qwen3-14b"], Machine(0)).chat is Fit.TIGHT


@pytest.mark.parametrize(("on", "wanted"), [
    (Machine(4 * GB), "smollm2-135m-instruct"),
    (Machine(8 * GB), "qwen2.5-0.5b-instruct"),
    (Machine(16 * GB), "qwen3-0.6b"),
    (Machine(32 * GB, MLX, 2), "qwen3-4b"),
    (Machine(64 * GB, TORCH, 2, graphics=True), "qwen3-8b"),
    (Machine(GB), ""),
])  # fmt: skip
def test_each_class_of_machine_has_its_suggestion(on: Machine, wanted: str) -> None:
    entries = [
        Entry(
            one.id, one.name, State.TO_GET, one.bytes, facts=one.facts, good=one.good, known=one.id, ships=one.default
        )
        for one in catalogue.known_models()
    ]
    assert suggestion(entries, on) == wanted


def test_the_number_format_is_the_engines() -> None:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    device = engines_machine.best_device()
    if device.type == "cpu":
        assert engines_machine.best_dtype(device).itemsize == (2 if machine.halves(text) else 4)
    assert machine.this_machine().memory >= 0


def test_speed_and_time_left_come_from_the_last_seconds() -> None:
    pace = Pace()
    assert pace.saw(0.0, 0, 1000) == Speed()
    assert pace.saw(0.5, 100, 1000) == Speed()  # nothing is said before one second
    assert pace.saw(2.0, 200, 1000) == Speed(100.0, 8.0)
    for second in range(3, 20):
        found = pace.saw(float(second), 200, 1000)
    assert found == Speed(0.0, None)  # it stands still
    assert pace.saw(21.0, 50, 1000) == Speed()  # it began anew


def test_facts_of_a_folder_in_full_numbers_take_four_bytes() -> None:
    full = Facts("llama", 10**9, 20, 2048, 8192, 512, 50_000, 4096, bits=32.0, gguf=False)
    half = Facts("llama", 10**9, 20, 2048, 8192, 512, 50_000, 4096, bits=16.0, gguf=False)
    on = Machine(0, TORCH, 2)
    assert room.need(full, on).chat > room.need(half, on).chat + 1.9 * 10**9
