"""What could be learned from a document, before anybody has agreed to it: its facts, the best ones first in each part.

Knows facts, places and flags; stores and teaches nothing. Nothing here is learned unless a person ticks it, or asked
for all that is not flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.atoms import Atom, atoms
from learning.moderation import Flag
from learning.parse.document import Document
from learning.spans import spans

PART: Final = 120  # facts that are offered at once: one lesson of a few minutes
_TELLING: Final = 3  # values of a fact that count


@dataclass(frozen=True, slots=True)
class Draft:
    """One fact on offer. `flags` say in the rules' names why it is left out unless it is ticked."""

    atom: Atom
    flags: tuple[str, ...] = ()

    @property
    def ticked(self) -> bool:
        return not self.flags


def drafts(document: Document, flags: Sequence[Flag] = ()) -> tuple[Draft, ...]:
    """Every fact in the document's order, with the names of the rules that speak against it."""
    found: dict[int, list[Flag]] = {}
    for flag in flags:
        found.setdefault(flag.passage, []).append(flag)
    return tuple(
        Draft(atom, tuple(dict.fromkeys(flag.rule for flag in found.get(atom.passage, ()) if flag.covers(atom.text))))
        for atom in atoms(document)
    )


def parts(offered: Sequence[Draft], size: int = PART) -> tuple[tuple[Draft, ...], ...]:
    """The facts in lessons of at most `size`, the most telling ones first; within a part in the document's order."""
    ranked = sorted(range(len(offered)), key=lambda at: (-importance(offered, at), at))
    cut = [sorted(ranked[start : start + size]) for start in range(0, len(ranked), size)]
    return tuple(tuple(offered[at] for at in part) for part in cut)


def importance(offered: Sequence[Draft], at: int) -> int:
    """How much a fact tells: its values, and that it comes first in its passage. What is flagged comes last."""
    draft = offered[at]
    first = at == 0 or offered[at - 1].atom.passage != draft.atom.passage
    return (len(spans(draft.atom.text, _TELLING)) + first) * draft.ticked
