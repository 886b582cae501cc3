"""Which of the chosen skills a conversation is worn for: those without a gate, and those whose gate opens.

Knows gates and messages, not what is done with the answer. Keeps the states of the last messages. A message is read by
the model that a gate was made with; where that one is not there, the gate counts for nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Final, Protocol

from torch import Tensor

from backends.adapters import Adapter
from backends.companion import Companion, Eyes
from backends.gate import Gate, opens
from backends.message_states import Lens
from learning.types import Role, SkillUse, Turn

_KEPT: Final = 256  # messages
_READER: Final = 8.0  # weight of the reader where gates are compared: with 4 to 16 most questions find their skill
Skills = tuple[SkillUse, ...]
Key = tuple[str, Lens]


class Adapters(Protocol):
    """Where skills are read."""

    def adapter(self, skill: SkillUse) -> Adapter: ...


class Doorkeeper:
    """One for a loaded model."""

    def __init__(self, wardrobe: Adapters, own: Eyes | None, companion: Companion | None) -> None:
        """`own` is None where the model that answers cannot be looked into."""
        self._wardrobe = wardrobe
        self._own = own
        self._companion = companion
        self._known: OrderedDict[Key, Tensor] = OrderedDict()

    def ready(self, skill: SkillUse) -> None:
        """Have what reads for this skill in memory before the first question waits for it."""
        self._gate(skill)

    def admitted(self, turns: Sequence[Turn], skills: Sequence[SkillUse]) -> Skills:
        """The skills for the next answer of one conversation."""
        return next(iter(drained(self.sorted([turns], skills))))[0]

    def sorted(
        self, conversations: Sequence[Sequence[Turn]], skills: Sequence[SkillUse]
    ) -> Generator[None, None, list[tuple[Skills, list[int]]]]:
        """Positions of the conversations by the skills they are answered with. Pauses between passes."""
        asked = [[turn.text for turn in turns if turn.role is Role.USER][-2:] for turns in conversations]
        gates = [self._gate(skill) for skill in skills]
        states: dict[Key, Tensor] = {}
        for lens in dict.fromkeys(gate.lens for gate in gates if gate is not None):
            yield from self._read(dict.fromkeys(text for texts in asked for text in texts), lens, states)
        found: dict[Skills, list[int]] = {}
        for index, texts in enumerate(asked):
            worn = self._worn(gates, texts, states)
            found.setdefault(tuple(skills[i] for i in worn), []).append(index)
        return list(found.items())

    def _gate(self, skill: SkillUse) -> Gate | None:
        gate = self._wardrobe.adapter(skill).gate
        if gate is None:
            return None
        eyes = self._eyes(gate.lens)
        return gate if eyes is not None and eyes.fits(gate) else None

    def _eyes(self, lens: Lens) -> Eyes | None:
        """The model that reads with this lens."""
        if self._own is not None and lens.reader == self._own.name:
            return self._own
        found = self._companion.now() if self._companion is not None else None
        return found if found is not None and found.name == lens.reader else None

    def _worn(self, gates: Sequence[Gate | None], texts: Sequence[str], states: dict[Key, Tensor]) -> list[int]:
        """Skills without a gate, and those whose gate opens; of several that know facts only the one that fits best.

        Facts of several skills at once get in one another's way, and what a question is about is mostly in one of them.
        """
        scores = [[gate.score(states[text, gate.lens]) for text in texts] if gate else [] for gate in gates]
        fits = [i for i, gate in enumerate(gates) if gate is None or (texts and opens(scores[i]))]
        told = {
            i: self._fit(gate, texts, states) for i, gate in enumerate(gates) if i in fits and gate and gate.lens.told
        }
        best = max(told, key=lambda i: told[i], default=None)
        return [i for i in fits if i == best or i not in told]

    def _fit(self, gate: Gate, texts: Sequence[str], states: dict[Key, Tensor]) -> tuple[bool, float]:
        """What a gate says, and still more the model's reader: it is the same for every skill.

        A message that fits by itself goes before one that only follows one that did.
        """
        alone = gate.score(states[texts[-1], gate.lens]) > 0
        state = states[texts[-1] if alone else texts[0], gate.lens]
        eyes = self._eyes(gate.lens)
        reader = eyes.readers.known(gate.lens) if eyes is not None else None
        sure = _READER * float(reader.scores(state)) if reader is not None else 0.0
        return alone, gate.score(state) + sure

    def _read(self, texts: Iterable[str], lens: Lens, states: dict[Key, Tensor]) -> Iterator[None]:
        """Put the states of all texts into `states`, out of what is kept where possible."""
        new = []
        for text in texts:
            if (text, lens) in self._known:
                states[text, lens] = self._known[text, lens]
            else:
                new.append(text)
        eyes = self._eyes(lens)
        assert eyes is not None  # else its gate would not be asked
        for group, found in eyes.states.read(new, lens):
            states.update({(new[i], lens): state.cpu() for i, state in zip(group, found, strict=True)})
            yield
        self._known.update(states)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def drained(work: Generator[None, None, list[tuple[Skills, list[int]]]]) -> list[tuple[Skills, list[int]]]:
    """The outcome, without the pauses."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            done: list[tuple[Skills, list[int]]] = end.value
            return done
