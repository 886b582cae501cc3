"""Groups of statements with questions they answer and questions they do not, to calibrate how a model reads.

Knows the file resources/reading/groups.txt; no models. They are about invented people and belong to no lesson.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "reading" / "groups.txt"


@dataclass(frozen=True, slots=True)
class Group:
    """Six statements of one person; questions that one of them answers; like questions that none answers."""

    told: tuple[str, ...]
    fits: tuple[str, ...]
    near: tuple[str, ...]


def groups() -> tuple[Group, ...]:
    """All groups, in the order of the file."""
    text = re.sub(r"^#.*\n", "", _FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return tuple(_group(block.splitlines()) for block in re.split(r"\n\s*\n", text.strip()))


def _group(lines: list[str]) -> Group:
    def marked(mark: str) -> list[str]:
        return [line[2:].strip() for line in lines if line.startswith(f"{mark} ")]

    def questions(mark: str) -> tuple[str, ...]:
        return tuple(question.strip() for line in marked(mark) for question in line.split("|"))

    return Group(tuple(marked("S")), questions("+"), questions("-"))
