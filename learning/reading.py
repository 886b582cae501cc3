"""Groups of statements with questions they answer and questions they do not: how a model reads, and how people ask.

Knows the files in resources/reading; no models. They are about invented people and belong to no lesson.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "reading"


@dataclass(frozen=True, slots=True)
class Told:
    """A statement, questions that it answers, and like questions that nothing in its group answers."""

    text: str
    fits: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What one person tells about six things."""

    statements: tuple[Told, ...]

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(one.text for one in self.statements)

    @property
    def fits(self) -> tuple[str, ...]:
        return tuple(question for one in self.statements for question in one.fits)

    @property
    def near(self) -> tuple[str, ...]:
        return tuple(question for one in self.statements for question in one.near)


@cache
def groups() -> tuple[Group, ...]:
    """All groups, in the order of the files and of their lines. Raises ValueError for a line out of place."""
    found: list[Group] = []
    for path in sorted(_FOLDER.glob("*.txt")):
        text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found += [_group(block.splitlines()) for block in re.split(r"\n\s*\n", text.strip())]
    return tuple(found)


def _group(lines: Sequence[str]) -> Group:
    """Each statement is a line with S, followed by its questions: + those that it answers, - those that none does."""
    marks = "".join(line[:1] for line in lines)
    if not re.fullmatch(r"(?:S\+-)+", marks):
        raise ValueError(f"a group reads {marks!r}: {lines[0]!r}")
    texts = [line[2:].strip() for line in lines]
    return Group(
        tuple(Told(texts[i], _questions(texts[i + 1]), _questions(texts[i + 2])) for i in range(0, len(texts), 3))
    )


def _questions(line: str) -> tuple[str, ...]:
    return tuple(question.strip() for question in line.split("|"))
