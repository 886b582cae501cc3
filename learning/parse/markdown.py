"""Markdown: read by markdown-it into a page, so that HTML inside it is judged like any other. Knows front matter."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt

from learning.parse import page
from learning.parse.encoding import decoded
from learning.parse.notices import distinct, in_head
from learning.parse.page_walk import passages
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.source import Source

_FRONT: Final = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD: Final = re.compile(r"^([\w-]+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DEEPEST: Final = 50  # of quotes and lists in each other


class _Markdown(MarkdownIt):
    """Takes any link for one: only its words are kept, so there is nothing to guard, and no half links stay as text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # markdown-it's name
        return True


def read(source: Source) -> Pieces:
    text = decoded(source.data).text
    front = _FRONT.match(text)
    fields = {name.lower(): value for name, value in _FIELD.findall(front.group(1))} if front else {}
    yield Progress(0, 1)
    parser = _Markdown("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    rendered = parser.render(text[front.end() :] if front else text)
    yield from passages(page.parsed(f"<body>{rendered}</body>"))
    yield Progress(1, 1)
    day = _DAY.match(fields.get("date", ""))
    return About(
        fields.get("title", ""), 0, day.group() if day else "", distinct(in_head(*field) for field in fields.items())
    )
