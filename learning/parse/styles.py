"""Which styles of a page hide text from its reader: inline, by attribute, and by the page's own simple rules.

Knows the part of CSS that hides. Does not know style sheets elsewhere: nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from learning.parse.hiding import BLACK, TINY_POINTS, WHITE, Colour, Hidden, same

Style = Mapping[str, str]

_RULE_EDGE: Final = re.compile(r"[{}]")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE: Final = re.compile(r"(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
_LENGTH: Final = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh)?")
_POINTS: Final = {"px": 0.75, "pt": 1.0, "em": 12.0, "rem": 12.0, "%": 0.12, "vw": 8.0, "vh": 8.0, "": 0.75}
_HEX: Final = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2}|[0-9a-f])?")
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+))?\s*\)")
_NAMES: Final = {"white": WHITE, "black": BLACK, "snow": (1.0, 0.98, 0.98), "ivory": (1.0, 1.0, 0.94),
                 "whitesmoke": (0.96, 0.96, 0.96), "ghostwhite": (0.97, 0.97, 1.0)}  # fmt: skip
_FAR: Final = -700.0  # points to the left or above
_MOST_RULES: Final = 5_000


@dataclass(frozen=True, slots=True)
class Look:
    """What an element passes on to those inside it. A colour is None where we cannot tell."""

    hidden: str = ""
    colour: Colour | None = BLACK
    ground: Colour | None = WHITE


class Rules:
    """A page's own rules for one class or one name each."""

    def __init__(self, sheets: list[str]) -> None:
        self._styles: dict[str, dict[str, str]] = {}
        for sheet in sheets:
            self._add(_COMMENT.sub(" ", sheet))

    def look(self, element: Any, around: Look) -> Look:  # Any: an element of lxml, which has no types
        if around.hidden:
            return around
        style = self._style(element)
        colour, ground = _colours(style, around)
        hidden = _by_style(style, element)
        if not hidden and colour is not None and ground is not None and same(colour, ground):
            hidden = Hidden.WHITE
        return Look(hidden, colour, ground)

    def _style(self, element: Any) -> Style:
        style: dict[str, str] = {}
        for name in ("color", "bgcolor"):
            if value := element.get(name):
                style[{"color": "color", "bgcolor": "background-color"}[name]] = value.strip().lower()
        if self._styles:
            keys = [f".{name}" for name in (element.get("class") or "").split()] + [f"#{element.get('id') or ''}"]
            for key in keys:
                style |= self._styles.get(key, {}) | self._styles.get(f"{element.tag}{key}", {})
        return style | declarations(element.get("style") or "")

    def _add(self, sheet: str) -> None:
        """Rules inside @media and the like hold only sometimes: left out."""
        open_rules: list[str] = []
        at = 0
        for edge in _RULE_EDGE.finditer(sheet):
            text, at = sheet[at : edge.start()], edge.end()
            if edge.group() == "{":
                open_rules.append(text.strip())
            elif open_rules:
                selector = open_rules.pop()
                if not open_rules and not selector.startswith("@") and len(self._styles) < _MOST_RULES:
                    self._rule(selector, text)

    def _rule(self, selector: str, body: str) -> None:
        for one in selector.split(","):
            if _SIMPLE.fullmatch(one.strip()):
                self._styles.setdefault(one.strip(), {}).update(declarations(body))


def declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip().lower() for name, _, value in pairs if value}


def _by_style(style: Style, element: Any) -> str:
    if element.get("hidden") is not None or style.get("display") == "none":
        return Hidden.INVISIBLE
    if style.get("visibility") in ("hidden", "collapse") or _points(style.get("opacity"), 9.0) <= 0.05:
        return Hidden.INVISIBLE
    if _points(style.get("font-size"), 12.0) <= TINY_POINTS:
        return Hidden.TINY
    if _points(style.get("text-indent"), 0.0) <= _FAR:
        return Hidden.OFF_PAGE
    if style.get("position") in ("absolute", "fixed", "relative"):
        if any(_points(style.get(side), 0.0) <= _FAR for side in ("left", "top", "right", "bottom")):
            return Hidden.OFF_PAGE
        if style.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px,1px")):
            return Hidden.INVISIBLE
    if style.get("overflow") == "hidden" and any(_points(style.get(side), 9.0) <= 1.0 for side in ("height", "width")):
        return Hidden.INVISIBLE
    return ""


def _colours(style: Style, around: Look) -> tuple[Colour | None, Colour | None]:
    colour, ground = around.colour, around.ground
    if "color" in style and style["color"] not in ("inherit", "currentcolor"):
        colour = _colour(style["color"])
    if value := style.get("background-color") or style.get("background"):
        ground = around.ground if value in ("transparent", "inherit", "none") else _colour(value.split()[0])
    if "background-image" in style:
        ground = None
    return colour, ground


def _colour(text: str) -> Colour | None:
    if found := _HEX.fullmatch(text):
        digits = found.group(1)
        digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
        return int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:], 16) / 255
    if found := _RGB.match(text):
        red, green, blue = (min(int(part[:4]), 255) / 255 for part in found.groups()[:3])
        return red, green, blue
    return _NAMES.get(text)


def _points(text: str | None, otherwise: float) -> float:
    found = _LENGTH.fullmatch(text.strip()[:40]) if text else None
    return float(found.group(1)) * _POINTS[found.group(2) or ""] if found else otherwise
