"""CSV: each row as "column: value · column: value". Finds out the separator and whether the first row names columns."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import Final

from learning.parse.document import Part, Passage
from learning.parse.encoding import decoded
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.reasons import CannotRead, Reason
from learning.parse.rows import are_columns, row
from learning.parse.source import Source

_SEPARATORS: Final = "\t;,|"
_LOOK_AT: Final = 20  # lines
_WIDEST: Final = 1_000  # columns
_STEP: Final = 1_000  # rows between two signs of progress


def read(source: Source) -> Pieces:
    text = decoded(source.data).text.replace("\0", "")
    total = text.count("\n") + 1
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    columns: list[str] | None = None
    first: list[str] | None = None
    try:
        for number, found in enumerate(rows):
            cells = [" ".join(cell.split()) for cell in _checked(found)]
            if number % _STEP == 0:
                yield Progress(min(number, total), total)
            if not any(cells):
                continue
            if columns is None:
                if first is None:
                    first = cells
                    continue
                columns = first if are_columns(first, cells) else []
                if not columns:
                    yield Passage(Part.ROW, row([], first))
            yield Passage(Part.ROW, row(columns, cells))
    except csv.Error as error:
        raise CannotRead(Reason.DAMAGED, "csv") from error
    if columns is None and first is not None:
        yield Passage(Part.ROW, row([], first))
    yield Progress(total, total)
    return About()


def _checked(cells: list[str]) -> list[str]:
    if len(cells) > _WIDEST:
        raise CannotRead(Reason.TOO_LARGE, f"{len(cells)} columns")
    return cells


def _separator(text: str) -> str:
    """The one that cuts the first lines into equally many cells, and into the most."""
    lines = [line for line in islice(io.StringIO(text[:200_000]), _LOOK_AT) if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0, usual)

    best = max(_SEPARATORS, key=evenness)
    return best if evenness(best)[1] else ","
