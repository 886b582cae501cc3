"""What a document is once it has been read: passages of plain text, each with its place.

Knows no formats and no processes. Text shown is text learned: passages are what people see and what lessons come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a passage is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table: "column: value · column: value"


@dataclass(frozen=True, slots=True)
class Passage:
    """One heading, paragraph, list item or table row. `page` counts from 1; 0 where the format has none."""

    part: Part
    text: str
    page: int = 0
    level: int = 0  # of a heading, 1 the highest
    hidden: str = ""  # why a reader of the page would not see it ("white", "tiny", "off the page"); "" where one would


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `sha256` is that of the file's bytes; `language` is an ISO 639-1 code, "" when unclear."""

    sha256: str
    title: str
    format: str  # "pdf", "docx", "epub", "html", "markdown", "text", "csv"
    pages: int  # 0 where the format has none
    words: int
    language: str
    passages: tuple[Passage, ...]
    date: str = ""  # of the text as far as it says so, YYYY-MM-DD
    notices: tuple[str, ...] = ()  # what a publisher asks of machines: "noai", a licence, as found in the file
    removed: int = 0  # invisible characters that were taken out
