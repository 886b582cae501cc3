"""PDF: pypdf first; pdfium where it finds little or nothing, where it gives up, and when it takes too long.

Knows which of the two is asked for which page. Pages stream: a few are held to tell running headers from text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from learning.parse.lines import Line
from learning.parse.margins import without_margins
from learning.parse.notices import distinct
from learning.parse.paragraphs import Paragraphs
from learning.parse.pdf_pdfium import Pdfium, is_locked
from learning.parse.pdf_pypdf import Pypdf, TooMuch
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.reasons import CannotRead, Reason
from learning.parse.source import Source

_THIN: Final = 40  # characters of a page: ask the other one
_PATIENCE: Final = 25.0  # seconds of processor time for pypdf; pdfium does the rest
_MOST_PAGES: Final = 10_000
_T = TypeVar("_T")


def read(source: Source) -> Pieces:
    pages = _Pages(source.data)
    joiner = Paragraphs()
    yield Progress(0, pages.count)
    for number, lines in without_margins(_seen(pages, joiner)):
        yield from joiner.add(lines)
        yield Progress(number, pages.count)
    yield from joiner.close()
    if pages.too_much and not pages.letters:
        raise CannotRead(Reason.TOO_LARGE, "unfolds to too much")
    if pages.failed and not pages.letters:
        raise CannotRead(Reason.DAMAGED, "pages")
    title, date, rights = pages.about()
    return About(title, pages.count, date, distinct([rights]))


def _seen(pages: _Pages, joiner: Paragraphs) -> Iterator[tuple[int, list[Line]]]:
    for number in range(1, pages.count + 1):
        lines = pages.lines(number)
        joiner.learn(lines)
        yield number, lines


class _Pages:
    """Both readers of one file; each is asked only when it is needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._until = time.process_time() + _PATIENCE
        self._second: Pdfium | None = None
        self._second_fails = False
        self._first = self._pypdf()
        self.count = self._first.pages if self._first and self._first.pages else self._second_count()
        if self.count > _MOST_PAGES:
            raise CannotRead(Reason.TOO_LARGE, f"{self.count} pages")
        self.too_much = self.failed = False
        self.letters = 0

    def lines(self, number: int) -> list[Line]:
        lines = self._by_pypdf(number)
        if lines is None or _letters(lines) < _THIN:
            other = self._by_pdfium(number)
            lines = other if _letters(other) > 2 * _letters(lines or []) else lines or []
        self.letters += _letters(lines)
        return lines

    def about(self) -> tuple[str, str, str]:
        nothing = ("", "", "")
        try:
            return _attempt(self._first.about, nothing) if self._first else nothing
        except TooMuch:
            return nothing

    def _pypdf(self) -> Pypdf | None:
        """None when it cannot open the file. Raises CannotRead when a password is wanted."""
        try:
            first = _attempt(lambda: Pypdf(self._data), None)
        except TooMuch as error:
            raise CannotRead(Reason.TOO_LARGE, "pages") from error
        if (first is None or first.locked) and is_locked(self._data):
            raise CannotRead(Reason.ENCRYPTED)
        return None if first is None or first.locked else first

    def _by_pypdf(self, number: int) -> list[Line] | None:
        """None when the other one has to be asked; nothing for a page that unfolds to too much for both."""
        if self._first is None or time.process_time() > self._until or number > self._first.pages:
            return None
        try:
            return self._first.lines(number)
        except TooMuch:
            self.too_much = True
            return []
        except MemoryError:
            raise
        except Exception:  # a damaged page makes it raise anything at all
            self.failed = True
            return None

    def _by_pdfium(self, number: int) -> list[Line]:
        """It has no limits of its own: not for a file in which pypdf met its own."""
        second = None if self.too_much else self._opened()
        return [] if second is None or number > second.pages else _attempt(lambda: second.lines(number), [])

    def _opened(self) -> Pdfium | None:
        if self._second is None and not self._second_fails:
            self._second = _attempt(lambda: Pdfium(self._data), None)
            self._second_fails = self._second is None
        return self._second

    def _second_count(self) -> int:
        second = self._opened()
        if second is None or not second.pages:
            raise CannotRead(Reason.DAMAGED, "no pages")
        return second.pages


def _letters(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _attempt(work: Callable[[], _T], otherwise: _T) -> _T:
    """A damaged file makes either library raise anything at all; memory and limits are no damage."""
    try:
        return work()
    except (MemoryError, TooMuch):
        raise
    except Exception:
        return otherwise
