"""Rows of a table as text that stands alone: "column: value · column: value". Knows cells of text, no formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_BETWEEN: Final = " · "
_LONGEST_NAME: Final = 60
_NUMBER: Final = re.compile(r"[\W\d]*\d[\W\d]*\w{0,3}")


def row(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Without the empty ones. No columns: a pair is a name and its value, anything longer stays a plain row."""
    if not columns and len(cells) == 2 and all(cells):
        return _named(*cells)
    names = [*columns, *[""] * (len(cells) - len(columns))]
    return _BETWEEN.join(_named(name, cell) for name, cell in zip(names, cells, strict=False) if cell)


def are_columns(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the first row of a table names what stands below it."""
    names = [name for name in first if name]
    return (
        len(names) > 1
        and len(names) == len(set(names)) >= len(first) - 1
        and list(first) != list(second)
        and all(len(name) <= _LONGEST_NAME and not _NUMBER.fullmatch(name) for name in names)
    )


def _named(name: str, value: str) -> str:
    name = name.strip().rstrip(":").strip()
    return f"{name}: {value}" if name else value
