"""A parsed page as passages: headings, paragraphs, items and rows in their order, hidden ones marked.

Walks without recursion: pages may be nested as deep as they like. Knows lxml's elements and the meaning of tags.
Web pages, EPUB chapters, DOCX (through mammoth) and Markdown all end here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from learning.parse.document import Part, Passage
from learning.parse.page_tables import is_layout, table_passages
from learning.parse.styles import Look, Rules

HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_ITEMS: Final = frozenset({"li", "dd", "dt"})
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
     "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
     "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
_SKIPPED: Final = frozenset(
    {"head", "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
     "select", "textarea", "button", "datalist", "input", "nav", "map", "math"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Open:
    """An element we are in."""

    part: Part
    level: int
    look: Look
    tag: str


def passages(root: Any, page: int = 0) -> Iterator[Passage]:  # Any: an element of lxml, which has no types
    yield from _Walk(root, page).run()


class _Walk:
    """Collects text until a block begins or ends; what is hidden inside a line of text becomes a passage of its own."""

    def __init__(self, root: Any, page: int) -> None:
        self._root = root
        self._page = page
        self._rules = Rules([style.text for style in root.iter("style") if style.text])
        self._open = [_Open(Part.PARAGRAPH, 0, Look(), "")]
        self._text: list[tuple[str, str]] = []  # and why it is not seen
        self._term = ""

    def run(self) -> Iterator[Passage]:
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if not isinstance(element.tag, str):
                if event == "end":
                    self._hear(element.tail)
            elif event == "end":
                yield from self._end(element)
            else:
                yield from self._start(element)
                if element.tag == "table" and not is_layout(element):
                    walk.skip_subtree()
                    yield from table_passages(element, self._rules, self._open[-1].look, self._page)
                elif element.tag in _SKIPPED:
                    walk.skip_subtree()
                else:
                    self._hear(element.text)
        yield from self._flush()

    def _start(self, element: Any) -> Iterator[Passage]:
        around = self._open[-1]
        look = self._rules.look(element, around.look)
        if element.tag in _BLOCKS:
            yield from self._flush()
        if element.tag in HEADINGS:
            self._open.append(_Open(Part.HEADING, HEADINGS[element.tag], look, element.tag))
        elif element.tag in _ITEMS:
            self._open.append(_Open(Part.ITEM, 0, look, element.tag))
        else:
            inside = "" if element.tag in ("ul", "ol", "dl") else around.tag
            self._open.append(_Open(around.part, around.level, look, inside))

    def _end(self, element: Any) -> Iterator[Passage]:
        closing = self._open[-1]
        if element.tag in _BLOCKS:
            yield from self._flush()
        if element.tag == "dl":
            yield from self._term_alone(closing)
        self._open.pop()
        self._hear(element.tail)

    def _hear(self, text: str | None) -> None:
        if text:
            self._text.append((text, self._open[-1].look.hidden))

    def _flush(self) -> Iterator[Passage]:
        for hidden in sorted({hidden for _, hidden in self._text}):  # what is seen goes first
            text = " ".join("".join(text for text, why in self._text if why == hidden).split())
            if text:
                yield from self._passage(self._open[-1], text, hidden)
        self._text.clear()

    def _passage(self, now: _Open, text: str, hidden: str) -> Iterator[Passage]:
        if now.tag == "dt" and not hidden:
            yield from self._term_alone(now)
            self._term = text
            return
        if now.tag == "dd" and self._term and not hidden:
            text, self._term = f"{self._term.rstrip(':')}: {text}", ""
        yield Passage(now.part, text, self._page, now.level, hidden)

    def _term_alone(self, now: _Open) -> Iterator[Passage]:
        """A name in a list of definitions that none follows."""
        if self._term:
            yield Passage(Part.ITEM, self._term, self._page, 0, now.look.hidden)
        self._term = ""
