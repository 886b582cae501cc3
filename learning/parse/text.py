"""Plain text: lines to paragraphs, underlined lines and short lines that stand alone to headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from learning.parse.document import Part, Passage
from learning.parse.encoding import decoded
from learning.parse.lines import Line
from learning.parse.paragraphs import Paragraphs
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.source import Source

_UNDERLINE: Final = re.compile(r"([=\-~*^_])\1{2,}")
_HEADING_WORDS: Final = 8
_STEP: Final = 2_000  # lines between two signs of progress


def read(source: Source) -> Pieces:
    lines = decoded(source.data).text.splitlines()
    joiner = Paragraphs()
    for start, block in _blocks(lines):
        if start % _STEP < len(block):
            yield Progress(start, len(lines))
        yield from _block(joiner, start, block, start + len(block) < len(lines))
    yield Progress(len(lines), len(lines))
    return About()


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, with the place of the first."""
    block: list[str] = []
    for place, line in enumerate(lines):
        if line.strip():
            block.append(line)
            continue
        if block:
            yield place - len(block), block
        block = []
    if block:
        yield len(lines) - len(block), block


def _block(joiner: Paragraphs, start: int, block: list[str], more: bool) -> Iterator[Passage]:
    if len(block) > 1 and _UNDERLINE.fullmatch(block[1].strip()):
        yield Passage(Part.HEADING, block[0].strip(), 0, 1 if block[1].strip()[0] == "=" else 2)
        block, start = block[2:], start + 2
    elif len(block) == 1 and more and _is_heading(block[0].strip()):
        yield Passage(Part.HEADING, block[0].strip(), 0, 2)
        return
    kept = [(at, line) for at, line in enumerate(block) if not _UNDERLINE.fullmatch(line.strip())]
    yield from joiner.add([_line(line, start + at) for at, line in kept])
    yield from joiner.close()


def _line(text: str, number: int) -> Line:
    return Line(text.strip(), x=len(text) - len(text.lstrip()), y=-float(number))


def _is_heading(text: str) -> bool:
    """A few words that say no fact: no number, no name and value, no sentence."""
    line = Line(text)
    return (
        len(text.split()) <= _HEADING_WORDS
        and text[:1].isupper()
        and text[-1:].isalpha()
        and not line.is_item
        and not line.is_label
        and not any(letter.isdigit() for letter in text)
    )
