"""A part of a long text, around the words that were found in it. Knows letters and words; no library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from learning.store.passages import UNSPACED

_LETTERS: Final = 2  # of a script without spaces, that count as one word
_MORE: Final = "…"


def size(text: str) -> int:
    """Its words; where there are no spaces, about as many as it would have."""
    unspaced = sum(len(run) for run in UNSPACED.findall(text))
    return len(UNSPACED.sub(" ", text).split()) + unspaced // _LETTERS


def excerpt(text: str, marks: Sequence[tuple[int, int]], room: int) -> str:
    """The whole text where it has at most `room` words, else the piece of it with the most marks."""
    words = size(text)
    if words <= room:
        return text
    length = max(len(text) * room // words, 1)
    start = _best(marks, length)
    end = min(start + length, len(text))
    start = max(0, end - length)
    return _between_words(text, start, end)


def _best(marks: Sequence[tuple[int, int]], length: int) -> int:
    """Where a window of that length begins, a little before the marks that it holds most of."""
    if not marks:
        return 0
    first, last = max(
        ((start, max(end for begin, end in marks if start <= begin < start + length)) for start, _ in marks),
        key=lambda span: sum(span[0] <= begin < span[0] + length for begin, _ in marks),
    )
    return max(0, first - max(length - (last - first), 0) // 2)


def _between_words(text: str, start: int, end: int) -> str:
    """Not in the middle of a word, as far as there are words."""
    piece = text[start:end]
    if start and text[start - 1] != " " and " " in piece[: len(piece) // 2]:
        piece = piece[piece.index(" ") :]
    if end < len(text) and text[end] != " " and " " in piece[len(piece) // 2 :]:
        piece = piece[: piece.rindex(" ")]
    return f"{_MORE if start else ''} {piece.strip()} {_MORE if end < len(text) else ''}".strip()
