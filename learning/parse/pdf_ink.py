"""What pypdf meets while it reads a page, as lines: their place, size and whether anybody would see them.

Follows colours and filled areas, since text in the colour of its ground is hidden, and white on a dark bar is not.
Knows the operators of PDF. Text in an invisible mode over a picture is what scanners write, and is seen in the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

from learning.parse.hiding import BLACK, TINY_POINTS, WHITE, Colour, Hidden, same
from learning.parse.lines import Line

Matrix = tuple[float, ...]
Box = tuple[float, float, float, float]

_SAME: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_INVISIBLE: Final = (3, 7)  # text render modes
_MOST_GROUNDS: Final = 400
_DEEPEST: Final = 200
_PAGE_EDGE: Final = 2.0  # points
_FILLS: Final = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS: Final = frozenset({b"n", b"S", b"s"})
_SHOWS: Final = frozenset({b"Tj", b"TJ", b"'", b'"'})


@dataclass(frozen=True, slots=True)
class _Pen:
    colour: Colour | None = BLACK
    mode: int = 0


@dataclass(frozen=True, slots=True)
class _Ground:
    box: Box
    colour: Colour | None  # None for a picture or a pattern


class Ink:
    """The three visitors of pypdf for one page, and the lines that come of it."""

    def __init__(self, number: int, box: Box, pictures: frozenset[str]) -> None:
        self._number, self._box, self._pictures = number, box, pictures
        self._pen, self._pens = _Pen(), list[_Pen]()
        self._base, self._bases = _SAME, list[Matrix]()
        self._path: list[tuple[float, float]] = []
        self._grounds: list[_Ground] = []
        self._shown: list[_Pen] = []
        self._parts: list[Line] = []
        self.lines: list[Line] = []

    def before(self, operator: bytes, operands: list[Any], cm: list[float], _tm: list[float]) -> None:
        if operator in _SHOWS:
            self._shown.append(self._pen)
        elif operator == b"q":
            self._pens = [*self._pens[-_DEEPEST:], self._pen]
        elif operator == b"Q":
            self._pen = self._pens.pop() if self._pens else _Pen()
        elif operator == b"Do" and operands:
            self._draw(str(operands[0]), cm)
        elif operator == b"Tr" and operands:
            self._pen = replace(self._pen, mode=int(_number(operands[0])))
        elif operator in (b"g", b"rg", b"k", b"sc", b"scn"):
            self._pen = replace(self._pen, colour=_colour(operands))
        elif operator == b"cs":
            self._pen = replace(self._pen, colour=BLACK)
        else:
            self._follow(operator, operands, cm)

    def after(self, operator: bytes, _operands: list[Any], _cm: list[float], _tm: list[float]) -> None:
        if operator == b"Do" and self._bases:
            self._base = self._bases.pop()

    def text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            matrix = _times(_times(tm, cm), self._base)
            height = abs(size) * math.hypot(matrix[2], matrix[3])
            bold = any(word in str((font or {}).get("/BaseFont", "")).lower() for word in ("bold", "black", "heavy"))
            x, y = _upright(matrix)
            if all(map(math.isfinite, (x, y, height))):
                hidden = self._hidden(matrix[4], matrix[5], height)
            else:
                x, y, height, hidden = 0.0, 0.0, 0.0, Hidden.OFF_PAGE.value
            self._shown.clear()
            self._parts.append(Line(text, self._number, x, y, height, bold, hidden))
        elif text and self._parts:
            self._parts.append(replace(self._parts[-1], text=" "))
        if "\n" in text:
            self.end()

    def end(self) -> None:
        """Of a line. What is hidden in it becomes a line of its own."""
        for hidden in dict.fromkeys(part.hidden for part in self._parts):
            parts = [part for part in self._parts if part.hidden == hidden]
            text = " ".join("".join(part.text for part in parts).split())
            if text:
                longest = max(parts, key=lambda part: len(part.text))
                bold = all(part.bold for part in parts if part.text.strip())
                self.lines.append(replace(parts[0], text=text, size=longest.size, bold=bold))
        self._parts.clear()

    def _draw(self, name: str, cm: list[float]) -> None:
        """A picture is a ground; a form brings its own operators, placed where we are."""
        here = _times(cm, self._base)
        self._bases.append(self._base)
        if name in self._pictures:
            corners = [_at(here, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            self._add_ground(corners, None)
        elif len(self._bases) < _DEEPEST:
            self._base = here

    def _follow(self, operator: bytes, operands: list[Any], cm: list[float]) -> None:
        """Paths, as far as the box around them."""
        if operator in _FILLS:
            self._add_ground(self._path, self._pen.colour)
            self._path = []
        elif operator in _ENDS:
            self._path = []
        elif operator in (b"re", b"m", b"l", b"c", b"v", b"y") and len(self._path) < 1000:
            numbers = [_number(operand) for operand in operands]
            if operator == b"re" and len(numbers) >= 4:
                x, y, wide, high = numbers[:4]
                numbers = [x, y, x + wide, y, x, y + high, x + wide, y + high]
            here = _times(cm, self._base)
            self._path += [_at(here, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]

    def _add_ground(self, points: list[tuple[float, float]], colour: Colour | None) -> None:
        if points and len(self._grounds) < _MOST_GROUNDS:
            across, up = [x for x, _ in points], [y for _, y in points]
            self._grounds.append(_Ground((min(across), min(up), max(across), max(up)), colour))

    def _hidden(self, x: float, y: float, height: float) -> str:
        left, bottom, right, top = self._box
        if not (left - _PAGE_EDGE <= x <= right + _PAGE_EDGE and bottom - _PAGE_EDGE <= y <= top + _PAGE_EDGE):
            return Hidden.OFF_PAGE
        if height <= TINY_POINTS:
            return Hidden.TINY
        ground = self._ground(x + height / 4, y + height / 4)
        for pen in self._shown:
            if pen.mode in _INVISIBLE and ground is not None:
                return Hidden.INVISIBLE
            if pen.mode not in _INVISIBLE and pen.colour and ground and same(pen.colour, ground):
                return Hidden.WHITE
        return ""

    def _ground(self, x: float, y: float) -> Colour | None:
        for ground in reversed(self._grounds):
            left, bottom, right, top = ground.box
            if left <= x <= right and bottom <= y <= top:
                return ground.colour
        return WHITE


def _colour(operands: list[Any]) -> Colour | None:
    """Grey, RGB or CMYK by the count of numbers; None for patterns and anything else."""
    try:
        numbers = [min(max(float(operand), 0.0), 1.0) for operand in operands]
    except (TypeError, ValueError):
        return None
    if len(numbers) == 1:
        return numbers[0], numbers[0], numbers[0]
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[2]
    if len(numbers) == 4:
        cyan, magenta, yellow, black = numbers
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None


def _number(operand: Any) -> float:
    try:
        number = float(operand)
    except (TypeError, ValueError):
        return 0.0
    return number if math.isfinite(number) and abs(number) < 1e9 else 0.0


def _times(one: Any, two: Any) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _upright(matrix: Matrix) -> tuple[float, float]:
    """The place as a reader would turn the page, so that lines follow each other downwards."""
    a, b, _, _, x, y = matrix
    if abs(b) > abs(a):
        return (y, -x) if b > 0 else (-y, x)
    return (x, y) if a >= 0 else (-x, -y)
