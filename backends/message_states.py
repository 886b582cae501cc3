"""What the base model makes of a message: states behind some of its blocks, alone or after what a skill was told.

With the statements in front of a question the states tell whether they answer it, long before a word is written. What
was told is read once and remembered. Knows the decoder and the chat template; knows no skills.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

from backends.decoder import NOTHING, Decoder, Worn
from backends.packing import Layout, Remembered, Row, common, groups
from backends.prompting import Prompter
from backends.scoring import room
from learning.nearest import nearest
from learning.overlap import SIZE, overlap
from learning.types import Role, Turn

_LONGEST: Final = 1200  # letters of a message, its end: what it asks for stands there
_TOLD: Final = 1500  # letters of what was told that are read before one message
_HEARD: Final = "Thank you, I will keep that in mind."
_REMEMBERED: Final = 12  # beginnings


@dataclass(frozen=True, slots=True)
class Look:
    """Behind which block, and whether at the last token before the answer or at the mean of the message's tokens."""

    block: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class Lens:
    """How messages are read: after these statements (none: the message alone), and where their states are taken.

    With `words`, the words that message and statements share are counted, too. `reader` is the model that reads, ""
    for the one that answers.
    """

    told: tuple[str, ...]
    looks: tuple[Look, ...]
    words: bool = False
    reader: str = ""

    def size(self, hidden: int) -> int:
        """How many numbers a message is read as."""
        return len(self.looks) * hidden + (SIZE if self.words else 0)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """Everything before a message, as read; `tail` is how many tokens of the template follow the message."""

    ids: tuple[int, ...]
    tail: int
    read: Remembered


class MessageStates:
    """One for a loaded model."""

    def __init__(self, decoder: Decoder, prompter: Prompter, worn: Worn = NOTHING) -> None:
        """What is `worn` helps to read a message after what was told; a message alone is read by the bare model."""
        self._decoder, self._prompter, self._worn = decoder, prompter, worn
        self._beginnings: OrderedDict[tuple[str, int], _Beginning] = OrderedDict()

    def read(self, messages: Sequence[str], lens: Lens) -> Iterator[tuple[list[int], Tensor]]:
        """Some messages' positions and their states [n, lens.size(hidden)] at a time."""
        told: dict[str, list[int]] = {}
        for index, message in enumerate(messages):
            told.setdefault(" ".join(nearest(lens.told, message, _TOLD)), []).append(index)
        for context, chosen in told.items():
            begin = self._beginning(context, max(look.block for look in lens.looks))
            ids = [self._ids(messages[i][-_LONGEST:], context) for i in chosen]
            rows = [Row((*one, 0), len(one), ()) for one in ids]
            for group in groups(rows, range(len(rows)), len(begin.ids), room(self._decoder.device)):
                layout = Layout([rows[i] for i in group], begin.ids, self._decoder.device, begin.read)
                state = self._states(layout, lens.looks, begin.tail, self._worn_for(context))
                some = [chosen[i] for i in group]
                yield some, _with_words(state, lens, [messages[i] for i in some]) if lens.words else state

    def layout(self, messages: Sequence[str], told: Sequence[str]) -> Layout:
        """All messages in one pass, after what was told."""
        context = " ".join(told)
        rows = [Row((*ids, 0), len(ids), ()) for ids in (self._ids(message, context) for message in messages)]
        return Layout(rows, self._head(context)[0], self._decoder.device)

    @torch.no_grad()
    def _states(self, layout: Layout, looks: Sequence[Look], tail: int, worn: Worn) -> Tensor:
        decoder = self._decoder
        rotary, attend = decoder.rotary(layout.positions()), layout.attend()
        state, done, found = decoder.embed(layout.tokens()), 0, {}
        for block in sorted({look.block for look in looks}):
            state = decoder.run(state, rotary, attend, range(done, block), worn)
            found[block] = [part.float() for part in layout.split(state)]
            done = block
        parts = [[_taken(part, look.last, tail) for part in found[look.block]] for look in looks]
        return torch.stack([torch.cat(part) for part in zip(*parts, strict=True)])

    @torch.no_grad()
    def _beginning(self, context: str, depth: int) -> _Beginning:
        """What stands before every message, read up to that block."""
        key = (context, depth)
        if key not in self._beginnings:
            (head, tail), decoder, read = self._head(context), self._decoder, Remembered()
            rotary = decoder.rotary(torch.arange(len(head), device=decoder.device))
            decoder.run(decoder.embed(decoder.tokens(head)), rotary, read, range(depth), self._worn_for(context))
            self._beginnings[key] = _Beginning(head, tail, read)
            while len(self._beginnings) > _REMEMBERED:
                self._beginnings.popitem(last=False)
        self._beginnings.move_to_end(key)
        return self._beginnings[key]

    def _head(self, context: str) -> tuple[tuple[int, ...], int]:
        """What stands before every message, and how many tokens of the template follow it."""
        one, two = self._ids("x y", context), self._ids("Hello you?", context)
        return one[: common(one, two)], common(one[::-1], two[::-1])

    def _worn_for(self, context: str) -> Worn:
        return self._worn if context else NOTHING

    def _ids(self, text: str, context: str) -> tuple[int, ...]:
        before = (Turn(Role.USER, context), Turn(Role.ASSISTANT, _HEARD)) if context else ()
        return self._prompter.prompt((*before, Turn(Role.USER, text)))


def _with_words(states: Tensor, lens: Lens, messages: Sequence[str]) -> Tensor:
    counted = [overlap(lens.told, message) for message in messages]
    return torch.cat((states, torch.tensor(counted, device=states.device)), dim=1)


def _taken(part: Tensor, last: bool, tail: int) -> Tensor:  # [tokens, hidden] → [hidden]
    return part[-1] if last else part[: max(len(part) - tail, 1)].mean(0)
