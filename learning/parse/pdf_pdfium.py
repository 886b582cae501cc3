"""A PDF by pdfium: the second opinion, and the faster one. Knows pypdfium2 and pdfium's plain functions."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw

from learning.parse.hiding import TINY_POINTS, WHITE, Hidden, same
from learning.parse.lines import Line

Wrong = pypdfium2.PdfiumError
_CUT_WORD: Final = {0x2: "-", 0xFFFE: "-"}
_ENDS: Final = (0x0A, 0x0D)
_BOLD: Final = 600
_MOST_LETTERS: Final = 2_000_000  # of one page


class Pdfium:
    """Raises `Wrong` for what it cannot open."""

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)
        self.pages = len(self._document)

    def lines(self, number: int) -> list[Line]:
        """Of a page, which counts from 1."""
        page = self._document[number - 1]
        text = page.get_textpage()
        try:
            left, bottom, right, top = page.get_cropbox()
            return list(_lines(text.raw, number, (left, bottom, right, top)))
        finally:
            text.close()
            page.close()


def is_locked(data: bytes) -> bool:
    """Whether it wants a password."""
    try:
        Pdfium(data)
    except Wrong as error:
        return "password" in str(error).lower()
    return False


def _lines(page: Any, number: int, box: tuple[float, ...]) -> Iterator[Line]:  # Any: pdfium's handle
    letters: list[str] = []
    first, hidden = -1, ""
    for at in range(min(raw.FPDFText_CountChars(page), _MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(page, at)
        if code in _ENDS:
            if line := _line(page, number, letters, first, hidden):
                yield line
            letters, first, hidden = [], -1, ""
            continue
        letter = _CUT_WORD.get(code) or (chr(code) if code else "")
        if letter.strip():
            if not letters or letters[-1] == " " or first < 0:
                hidden = hidden or _hidden(page, at, box)
            first = at if first < 0 else first
        letters.append(letter)
    if line := _line(page, number, letters, first, hidden):
        yield line


def _line(page: Any, number: int, letters: list[str], first: int, hidden: str) -> Line | None:
    text = " ".join("".join(letters).split())
    if not text or first < 0:
        return None
    x, y = _place(page, first)
    bold = raw.FPDFText_GetFontWeight(page, first) >= _BOLD
    return Line(text, number, x, y, _size(page, first), bold, hidden)


def _hidden(page: Any, at: int, box: tuple[float, ...]) -> str:
    x, y = _place(page, at)
    left, bottom, right, top = box
    if not (left - 2 <= x <= right + 2 and bottom - 2 <= y <= top + 2):
        return Hidden.OFF_PAGE
    if 0 < _size(page, at) <= TINY_POINTS:
        return Hidden.TINY
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if raw.FPDFText_GetFillColor(page, at, red, green, blue, alpha):
        if alpha.value == 0:
            return Hidden.INVISIBLE
        if same((red.value / 255, green.value / 255, blue.value / 255), WHITE):
            return Hidden.WHITE
    return ""


def _place(page: Any, at: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, at, x, y)
    return x.value, y.value


def _size(page: Any, at: int) -> float:
    matrix = raw.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(page, at, matrix) else 1.0
    return float(raw.FPDFText_GetFontSize(page, at)) * scale
