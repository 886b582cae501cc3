"""Which of the chosen skills a conversation is worn for: those without a gate, and those whose gate opens.

Knows gates and messages, not what is done with the answer. Keeps the states of the last messages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Final

from torch import Tensor

from backends.gate import Gate, opens
from backends.message_states import Lens, MessageStates
from backends.wardrobe import Wardrobe
from learning.types import Role, SkillUse, Turn

_KEPT: Final = 256  # messages
Skills = tuple[SkillUse, ...]
Key = tuple[str, Lens]


class Doorkeeper:
    """One for a loaded model."""

    def __init__(self, states: MessageStates, wardrobe: Wardrobe) -> None:
        self._states = states
        self._wardrobe = wardrobe
        self._known: OrderedDict[Key, Tensor] = OrderedDict()

    @property
    def states(self) -> MessageStates:
        return self._states

    def admitted(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> Skills:
        """The skills for the next answer of one conversation."""
        return next(iter(drained(self.sorted([turns], skills))))[0]

    def sorted(
        self, conversations: Sequence[Sequence[Turn]], skills: Sequence[SkillUse]
    ) -> Generator[None, None, list[tuple[Skills, list[int]]]]:
        """Positions of the conversations by the skills they are answered with. Pauses between passes."""
        asked = [[turn.text for turn in turns if turn.role is Role.USER][-2:] for turns in conversations]
        gates = [self._wardrobe.adapter(skill).gate for skill in skills]
        states: dict[Key, Tensor] = {}
        for lens in dict.fromkeys(gate.lens for gate in gates if gate is not None):
            yield from self._read(dict.fromkeys(text for texts in asked for text in texts), lens, states)
        found: dict[Skills, list[int]] = {}
        for index, texts in enumerate(asked):
            chosen = [s for s, gate in zip(skills, gates, strict=True) if gate is None or _fits(gate, texts, states)]
            found.setdefault(tuple(chosen), []).append(index)
        return list(found.items())

    def _read(self, texts: Iterable[str], lens: Lens, states: dict[Key, Tensor]) -> Iterator[None]:
        """Put the states of all texts into `states`, out of what is kept where possible."""
        new = []
        for text in texts:
            if (text, lens) in self._known:
                states[text, lens] = self._known[text, lens]
            else:
                new.append(text)
        for group, found in self._states.read(new, lens):
            states.update({(new[i], lens): state.cpu() for i, state in zip(group, found, strict=True)})
            yield
        self._known.update(states)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _fits(gate: Gate, texts: Sequence[str], states: dict[Key, Tensor]) -> bool:
    return bool(texts) and opens([gate.score(states[text, gate.lens]) for text in texts])


def drained(work: Generator[None, None, list[tuple[Skills, list[int]]]]) -> list[tuple[Skills, list[int]]]:
    """The outcome, without the pauses."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            done: list[tuple[Skills, list[int]]] = end.value
            return done
