"""Which passages of a web page are its main text: those that trafilatura keeps, with the headings above them.

Hidden passages stay, marked: the review shall see them. Knows trafilatura; fetches nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from learning.parse.document import Part, Passage

_WORD: Final = re.compile(r"\w+")
_RUN: Final = 3  # words that have to stand together
_SHARE: Final = 0.6
_ENOUGH_WORDS: Final = 25


@dataclass(frozen=True, slots=True)
class MainText:
    """`words` is "" where there is no main text to be seen."""

    words: str
    date: str = ""


def main_text(root: Any, address: str) -> MainText:  # Any: an element of lxml; it is changed
    from trafilatura import bare_extraction  # noqa: PLC0415  # takes a second

    found = bare_extraction(
        root, url=address or None, include_comments=False, include_tables=True, with_metadata=True, favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": False},
    )  # fmt: skip
    if found is None or isinstance(found, dict):
        return MainText("")
    words = _WORD.findall((found.text or "").lower())
    date = found.date or ""
    return MainText(" ".join(words), date) if len(words) >= _ENOUGH_WORDS else MainText("", date)


def only_main(passages: list[Passage], main: MainText, least: float) -> list[Passage]:
    """All of them when the main text is missing or less than the share `least` of the whole."""
    words = main.words.split()
    if not words or len(words) < least * sum(len(_WORD.findall(passage.text)) for passage in passages):
        return passages
    runs = {tuple(words[at : at + _RUN]) for at in range(len(words))}
    kept = [_is_in(passage, f" {main.words} ", runs) for passage in passages]
    return [
        passage
        for at, passage in enumerate(passages)
        if kept[at] or passage.hidden or (passage.part is Part.HEADING and _leads(at, passages, kept))
    ]


def _is_in(passage: Passage, main: str, runs: set[tuple[str, ...]]) -> bool:
    """Rows hold their columns' names again and again: there each value counts for itself."""
    if passage.part is Part.ROW:
        values = [_words(cell.partition(": ")[2] or cell) for cell in passage.text.split(" · ")]
        return sum(f" {' '.join(value)} " in main for value in values) >= _SHARE * len(values)
    words = _words(passage.text)
    if len(words) < 2 * _RUN:
        return bool(words) and f" {' '.join(words)} " in main
    own = [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
    return sum(run in runs for run in own) >= _SHARE * len(own)


def _leads(at: int, passages: list[Passage], kept: list[bool]) -> bool:
    """A heading stays when what follows it stays."""
    for place in range(at + 1, len(passages)):
        if passages[place].part is not Part.HEADING:
            return kept[place]
    return False


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
