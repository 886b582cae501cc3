"""Which formats there are, and which one a file is: by its content first, by its name second.

Adding one: a line in `_READERS`, a file with `read(source) -> Pieces`, and how it is recognised.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, cast

from learning.parse import archive
from learning.parse.encoding import decoded
from learning.parse.pieces import Pieces
from learning.parse.reasons import CannotRead, Reason
from learning.parse.source import HEAD, Source


class Format(StrEnum):
    """The values of `Document.format`."""

    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    CSV = "csv"


_READERS: Final = {
    Format.PDF: "learning.parse.pdf",
    Format.DOCX: "learning.parse.docx",
    Format.EPUB: "learning.parse.epub",
    Format.HTML: "learning.parse.html",
    Format.MARKDOWN: "learning.parse.markdown",
    Format.TEXT: "learning.parse.text",
    Format.CSV: "learning.parse.csv",
}
ENDINGS: Final = {  # also what a file dialog offers
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".epub": Format.EPUB,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
}
_PDF: Final = b"%PDF-"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = (b"{\\rtf", b"%!PS", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"GIF8", b"\xff\xd8\xff")
_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAGS: Final = re.compile(
    r"<(?:p|div|h[1-6]|table|ul|ol|span|article|section|title|meta|br)\b[^<>]{0,500}>", re.IGNORECASE
)


def is_binary(head: bytes) -> bool:
    """Whether a file may be as large as one that holds more than its text."""
    return _PDF in head[:1024] or head.startswith((*_ZIP, _OLE))


def recognise(source: Source) -> Format:
    """Raises CannotRead for what is none of the formats, or locked as a whole."""
    data = source.data
    if data.startswith(_ZIP):
        return _in_zip(data)
    if data.startswith(_OLE):
        raise CannotRead(Reason.ENCRYPTED if _OLE_LOCKED in data else Reason.UNKNOWN_FORMAT, "OLE")
    if _PDF in data[:1024]:
        return Format.PDF
    if data.startswith(_OTHERS):
        raise CannotRead(Reason.UNKNOWN_FORMAT)
    return _of_text(source)


def reader(form: Format) -> Callable[[Source], Pieces]:
    """Imports it, and with it the libraries it needs."""
    return cast(Callable[[Source], Pieces], importlib.import_module(_READERS[form]).read)


def _in_zip(data: bytes) -> Format:
    with archive.opened(data) as zipped:
        if zipped.has("word/document.xml"):
            return Format.DOCX
        if zipped.has("META-INF/container.xml"):
            return Format.EPUB
    raise CannotRead(Reason.UNKNOWN_FORMAT, "zip")


def _of_text(source: Source) -> Format:
    start = decoded(source.data[:HEAD]).text
    named = ENDINGS.get(source.ending)
    if _PAGE.match(start) or ((named is Format.HTML or source.address) and _TAGS.search(start)):
        return Format.HTML
    return named if named in (Format.MARKDOWN, Format.CSV) else Format.TEXT
