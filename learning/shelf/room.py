"""How much memory a model takes to chat and to learn, and whether it fits this computer.

Pure: sizes in, bytes out. The constants were measured (docs/decisions/031), and a test compares with the peak of a real
engine process. Knows no disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from learning.parse.limits import MB
from learning.shelf.facts import Facts
from learning.shelf.machine import LLAMA, MLX, Machine

_ENGINE: Final = 300 * MB  # Python and torch, before any model
_TOKENS: Final = 2048  # of a chat whose keys and values are held
_OWN: Final = 134_515_008  # weights of the model that ships: it reads and writes questions beside every other one
_BESIDE: Final = 140 * MB  # what reading and writing take
_PACKED: Final = 250 * MB  # what torch's library for numbers of two bytes keeps while it learns on a processor
_PASS: Final = 256  # tokens of one pass
_ROWS: Final = 128  # rows of likelihoods of all words at a time
_TAUGHT: Final = 0.4  # share of the blocks that learn
_HALF: Final = 24  # bits: more than that is a number of four bytes
_VOICE: Final = 150 * MB  # what llama.cpp holds beside the file
_WELL: Final = 0.55  # shares of all memory
_TIGHT: Final = 0.8


class Fit(StrEnum):
    WELL = "well"
    TIGHT = "tight"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes of memory at the peak, of the engine's process."""

    chat: int
    learn: int


@dataclass(frozen=True, slots=True)
class Verdict:
    chat: Fit
    learn: Fit
    need: Need


def need(facts: Facts, machine: Machine, ships: bool = False) -> Need:
    """`ships`: it is the model that comes with Ingrain, which needs no other beside it."""
    number = 4 if not facts.gguf and facts.bits > _HALF else machine.number  # what is stored in full is computed so
    weights = facts.parameters * number
    talk = 2 * facts.blocks * facts.kv * _TOKENS * number
    beside = 0 if ships else _OWN * machine.number + _BESIDE
    teach = _teach(facts, machine, number)
    if machine.engine == LLAMA and facts.gguf:
        file = int(facts.parameters * facts.bits / 8)
        voice = _ENGINE + file + _VOICE + talk * 2 // number
        return Need(voice, voice + weights + beside + teach)
    if machine.engine == MLX and not facts.gguf:
        weights = int(facts.parameters * facts.bits / 8)
    chat = _ENGINE + weights + talk
    return Need(chat, chat + beside + teach)


def _teach(facts: Facts, machine: Machine, number: int) -> int:
    """What learning takes beside the weights."""
    words = 3 * _ROWS * facts.vocabulary * 4
    block = (8 * facts.hidden + 5 * facts.inner + 4 * facts.kv) * number
    packed = _PACKED if number == 2 and machine.engine != MLX and not machine.graphics else 0
    return packed + words + int(_PASS * block * facts.blocks * _TAUGHT)


def verdict(facts: Facts, machine: Machine, ships: bool = False) -> Verdict:
    found = need(facts, machine, ships)
    return Verdict(fit(found.chat, machine.memory), fit(found.learn, machine.memory), found)


def fit(wanted: int, memory: int) -> Fit:
    """Where the system does not tell its memory, nothing is called too big."""
    if not memory:
        return Fit.TIGHT
    if wanted <= memory * _WELL:
        return Fit.WELL
    return Fit.TIGHT if wanted <= memory * _TIGHT else Fit.TOO_BIG


def most_parameters(machine: Machine) -> int:
    """What this class of machine still answers with at a pace one reads at, and learns in minutes."""
    if machine.graphics:
        return 9_000_000_000
    return 4_500_000_000 if machine.engine == MLX else 1_000_000_000


def recommended(models: Sequence[Facts], machine: Machine) -> int | None:
    """Which of them to suggest: the largest that fits well for both, and is not too slow here. None: none of them."""
    most = most_parameters(machine)
    fits = [
        (one.parameters, -at)
        for at, one in enumerate(models)
        if one.parameters <= most and verdict(one, machine).learn is Fit.WELL
    ]
    return -max(fits)[1] if fits else None
