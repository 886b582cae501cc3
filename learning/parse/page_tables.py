"""Tables of a page as rows that stand alone, spans and hidden cells included. Knows lxml's elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from learning.parse.document import Part, Passage
from learning.parse.rows import are_columns, row
from learning.parse.styles import Look, Rules

_WIDEST: Final = 200  # columns
_SPACED: Final = frozenset({"p", "div", "br", "li", "td", "th", "ul", "ol", "dd", "dt"})
_UNREAD: Final = frozenset({"script", "style", "template", "noscript"})


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    hidden: tuple[tuple[str, str], ...]  # text and why it is not seen
    heads: bool
    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    heads: bool  # every cell is a head


def is_layout(table: Any) -> bool:  # Any: an element of lxml, which has no types
    """A table that only places things: one in it, or headings and lists in it, or one cell in all."""
    if next(table.iter("th"), None) is not None and sum(1 for _ in table.iter("table")) == 1:
        return False
    if any(inner is not table for inner in table.iter("table", "h1", "h2", "h3", "h4", "ul", "ol")):
        return True
    return all(sum(1 for _ in line.iter("td", "th")) < 2 for line in table.iter("tr"))


def table_passages(table: Any, rules: Rules, around: Look, page: int) -> Iterator[Passage]:
    """The caption, then one passage for each row."""
    for caption in table.iter("caption"):
        if text := " ".join("".join(caption.itertext()).split()):
            yield Passage(Part.PARAGRAPH, text, page, 0, rules.look(caption, around).hidden)
    columns: tuple[str, ...] = ()
    rows = list(_rows(table, rules, around))
    for number, one in enumerate(rows):
        first = number == 0 and len(rows) > 1
        if one.heads or (first and len(one.cells) > 2 and are_columns(one.cells, rows[1].cells)):
            columns = one.cells
            text = ""
        else:
            text = row(columns, one.cells)
        if text:
            yield Passage(Part.ROW, text, page, 0, around.hidden)
        for unseen, why in one.hidden:
            yield Passage(Part.ROW, unseen, page, 0, why)
    if len(rows) == 1 and columns:
        yield Passage(Part.ROW, row((), columns), page, 0, around.hidden)


def _rows(table: Any, rules: Rules, around: Look) -> Iterator[_Row]:
    """Cells that reach over rows or columns are said in each of them."""
    reaching: dict[int, tuple[str, int]] = {}  # column: text, rows still to come
    for line in table.iter("tr"):
        look = rules.look(line, around)
        cells = [_cell(cell, rules, look) for cell in line.iterchildren("td", "th")]
        texts: list[str] = []
        waiting = iter(cells)
        cell = next(waiting, None)
        while (cell is not None or len(texts) in reaching) and len(texts) < _WIDEST:
            place = len(texts)
            if place in reaching:
                text, left = reaching.pop(place)
                if left > 1:
                    reaching[place] = (text, left - 1)
                texts.append(text)
                continue
            assert cell is not None
            for further in range(cell.wide):
                if cell.high > 1:
                    reaching[place + further] = (cell.text, cell.high - 1)
                texts.append(cell.text)
            cell = next(waiting, None)
        hidden = tuple(pair for one in cells for pair in one.hidden)
        yield _Row(tuple(texts), hidden, bool(cells) and all(one.heads for one in cells))


def _cell(element: Any, rules: Rules, around: Look) -> _Cell:
    seen: list[str] = []
    unseen: dict[str, list[str]] = {}
    looks = [around]
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start":
            looks.append(rules.look(inner, looks[-1]) if isinstance(inner.tag, str) else looks[-1])
            if inner.tag in _UNREAD:
                walk.skip_subtree()
                continue
            text = inner.text
        else:
            looks.pop()
            text = inner.tail if inner is not element else ""
        target = unseen.setdefault(looks[-1].hidden, []) if looks[-1].hidden else seen
        target.append((" " if inner.tag in _SPACED else "") + (text or ""))
    hidden = tuple((text, why) for why, parts in unseen.items() if (text := _joined(parts)))
    return _Cell(_joined(seen), hidden, element.tag == "th", _span(element, "colspan"), _span(element, "rowspan"))


def _joined(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def _span(element: Any, name: str) -> int:
    value = (element.get(name) or "").strip()
    return min(max(int(value), 1), _WIDEST) if value.isascii() and value.isdigit() and len(value) < 6 else 1
