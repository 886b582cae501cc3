"""Running headers, footers and page numbers: lines at the edges of pages that come back on most pages around.

Knows lines. A number counts as the same when it runs with the pages.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final

from learning.parse.lines import Line

AROUND: Final = 10  # pages before and after
_EDGE: Final = 2  # lines at the top and at the bottom
_SHARE: Final = 0.4  # left and right pages may differ
_LEAST: Final = 3
_NUMBER: Final = re.compile(r"\d{1,5}")
_MOST_NUMBERS: Final = 3
_LONGEST: Final = 120
_LARGE: Final = 1.15  # times the usual size of the page
_PAGE_NUMBER: Final = re.compile(r"\W*(?:\w{1,6}\.? )?(\d{1,5})(?: ?(?:/|\w{1,4}) ?\d{1,5})?\W*")

Page = tuple[int, list[Line]]


def without_margins(pages: Iterable[Page]) -> Iterator[Page]:
    """The same pages. Reads `AROUND` pages ahead."""
    held: deque[tuple[Page, list[frozenset[str]]]] = deque()
    at = 0  # of the next page to hand out, in `held`
    counts: Counter[str] = Counter()
    for number, lines in pages:
        usual = median(line.size for line in lines) if lines else 0.0
        keys = [_keys(number, line, line.size > usual * _LARGE) for line in lines]
        held.append(((number, lines), keys))
        counts.update(_at_edges(lines, keys))
        if len(held) - at > AROUND:
            yield _kept(held[at], counts, len(held))
            at += 1
        if at > AROUND:
            (_, left), left_keys = held.popleft()
            counts.subtract(_at_edges(left, left_keys))
            at -= 1
    for entry in list(held)[at:]:
        yield _kept(entry, counts, len(held))


def _kept(entry: tuple[Page, list[frozenset[str]]], counts: Counter[str], pages: int) -> Page:
    (number, lines), keys = entry
    edges = _edges(lines)
    least = max(_LEAST, _SHARE * pages)
    kept = [
        line
        for place, line in enumerate(lines)
        if place not in edges
        or not (any(counts[key] >= least for key in keys[place]) or (pages > 1 and _counts_pages(line, number)))
    ]
    return number, kept or lines  # a page with nothing else on it: then it is what the page says


def _at_edges(lines: Sequence[Line], keys: Sequence[frozenset[str]]) -> set[str]:
    return {key for place in _edges(lines) for key in keys[place]}


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    order = sorted(range(len(lines)), key=lambda place: -lines[place].y)
    return frozenset(order[:_EDGE] + order[-_EDGE:])


def _keys(number: int, line: Line, large: bool) -> frozenset[str]:
    """The line itself, the line with each of its numbers as the distance from the page's, and such a number at its end.

    Not the second for large letters and sentences: where a chapter begins on each page, its number runs too.
    """
    if len(line.text) > _LONGEST:
        return frozenset()
    keys = {f"{line.text}\0{round(line.size)}"}  # a title may say what the head of each page says, larger
    if large or line.ends:
        return frozenset(keys)
    for found in list(_NUMBER.finditer(line.text))[:_MOST_NUMBERS]:
        runs = int(found.group()) - number
        keys.add(f"{line.text[: found.start()]}\0{runs}\0{line.text[found.end() :]}")
        if found.start() == 0 or found.end() == len(line.text):  # “Of lamps 12”: the words change with the chapter
            keys.add(f"\0{runs}\0at an end")
    return frozenset(keys)


def _counts_pages(line: Line, number: int) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text)
    return bool(found) and int(found.group(1)) == number  # type: ignore[union-attr]
