"""Lines to passages: which belong together, what is a heading, an item, a line of its own. Knows lines, no formats.

Sizes of letters are learned on the way, so that long documents stream: `learn` sees pages before `add` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from learning.parse.document import Part, Passage
from learning.parse.lines import Line, joined, without_dots

_LARGER: Final = 1.15  # than the body: a heading
_GAP: Final = 1.4  # times the usual distance of lines: a new paragraph
_SHORT: Final = 0.6  # of the usual length: the line ended by itself
_LONGEST_HEADING: Final = 160  # characters
_BOLD_WORDS: Final = 12
_BOLD_LEVEL: Final = 4
_INDENT: Final = 0.8  # letters


class Paragraphs:
    """Feed it page after page; what still may go on waits for the next page."""

    def __init__(self) -> None:
        self._letters: Counter[float] = Counter()
        self._head_sizes: set[float] = set()
        self._open: list[Line] = []
        self._leading = 0.0
        self._usual = 0

    def learn(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._letters[_rounded(line.size)] += len(line.text)
        body = self._body()
        self._head_sizes |= {_rounded(line.size) for line in lines if body and line.size >= body * _LARGER}

    def add(self, lines: Sequence[Line]) -> Iterator[Passage]:
        gaps = [one.y - two.y for one, two in pairwise(lines) if one.y - two.y > 0.1]
        self._leading = median(gaps) if gaps else self._leading
        lengths = sorted(len(line.text) for line in lines if not self._level(line))
        self._usual = lengths[len(lengths) * 9 // 10] if lengths else 0
        for line in lines:
            if self._open and not self._continues(self._open[-1], line):
                yield self._passage()
            self._open.append(line)

    def close(self) -> Iterator[Passage]:
        if self._open:
            yield self._passage()

    def _continues(self, last: Line, line: Line) -> bool:
        level = self._level(last)
        if level != self._level(line) or last.hidden != line.hidden or line.is_item or last.leads:
            return False
        elsewhere = last.page != line.page or line.y > last.y + last.size / 2  # the next page or column
        if level:
            return not elsewhere and last.y - line.y < 1.8 * last.size
        if last.breaks_a_word and line.goes_on:
            return True
        runs_on = line.goes_on and not last.ends
        if elsewhere:
            return runs_on
        if self._leading and last.y - line.y > self._leading * _GAP:
            return False
        short = len(last.text) < self._usual * _SHORT
        if line.is_label and (short or last.ends or last.is_label):
            return False
        if short:
            return runs_on
        indented = line.x > last.x + line.size * _INDENT and len(self._open) > 1 and last.ends
        return not indented

    def _level(self, line: Line) -> int:
        """Of a heading; 0 for anything else."""
        body = self._body()
        if not body or len(line.text) > _LONGEST_HEADING or not any(map(str.isalpha, line.text)):
            return 0
        if line.size >= body * _LARGER:
            size = _rounded(line.size)
            return min(1 + sum(other > size for other in self._head_sizes), 6)
        stands_out = line.bold and len(line.text.split()) <= _BOLD_WORDS and not line.ends
        return _BOLD_LEVEL if stands_out and not line.is_item and not line.is_label else 0

    def _body(self) -> float:
        return self._letters.most_common(1)[0][0] if self._letters else 0.0

    def _passage(self) -> Passage:
        lines, self._open = self._open, []
        first = lines[0]
        text = first.text[first.bullet :]
        for line in lines[1:]:
            text = joined(text, line.text)
        text = without_dots(text)
        level = self._level(first)
        part = Part.HEADING if level else Part.ITEM if first.is_item else Part.PARAGRAPH
        return Passage(part, text, first.page, level, first.hidden)


def _rounded(size: float) -> float:
    return round(size * 2) / 2
