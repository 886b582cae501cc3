"""PDF files, written byte by byte, so that they can be wrong in every way we like."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
BOLD = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>"
CATALOGUE, TREE, PLAIN_FONT, BOLD_FONT, FIRST_PAGE = 1, 2, 3, 4, 5


def stream(data: bytes, entries: bytes = b"", packed: bool = False) -> bytes:
    if packed:
        data, entries = zlib.compress(data, 9), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def file_of(objects: Sequence[bytes], trailer: bytes = b"", shift: int = 0) -> bytes:
    """Objects count from 1. `shift` makes every place in the table wrong."""
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(made) + shift)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made) + shift
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, table)
    return bytes(made)


def of_pages(
    contents: Sequence[bytes], more: Sequence[bytes] = (), resources: bytes = b"", catalogue: bytes = b"",
    trailer: bytes = b"", packed: bool = False, shift: int = 0,
) -> bytes:  # fmt: skip
    """One page for each stream of operators; `more` are objects after them, numbered from `after(len(contents))`."""
    kids = b" ".join(b"%d 0 R" % (FIRST_PAGE + 2 * at) for at in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        FONT,
        BOLD,
    ]
    for at, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R/B 4 0 R>>%s>>>>" % (FIRST_PAGE + 2 * at + 1, resources)
        )
        objects.append(stream(content, packed=packed))
    return file_of([*objects, *more], trailer, shift)


def after(pages: int) -> int:
    return FIRST_PAGE + 2 * pages


def line(text: str, x: float, y: float, size: float = 11, font: str = "F", before: str = "") -> bytes:
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"{before} BT /{font} {size} Tf {x} {y} Td ({shown}) Tj ET\n".encode("cp1252")


def paragraph(lines: Sequence[str], y: float, x: float = 72, size: float = 11) -> bytes:
    return b"".join(line(text, x, y - 14 * at, size) for at, text in enumerate(lines))
