"""A PDF by pypdf, with narrower limits than its own. Knows pypdf and the dictionary of a page."""

from __future__ import annotations

import io
import re
from typing import Any, Final

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError

from learning.parse.lines import Line
from learning.parse.pdf_ink import Box, Ink

TooMuch = LimitReachedError
_LIMITS: Final = Configuration(
    zlib_maximum_output_length=40_000_000,
    lzw_maximum_output_length=40_000_000,
    run_length_maximum_output_length=40_000_000,
    brotli_maximum_output_length=40_000_000,
    array_based_stream_maximum_output_length=40_000_000,
    stream_decoding_work_maximum_length=120_000_000,
    stream_parsing_work_maximum_count=1_000_000,
    page_tree_maximum_entries=20_000,
    page_tree_maximum_page_entries=400_000,
    xform_maximum_invocations_per_extraction=1_000,
    jbig2dec_binary=None,  # no programs
)
_LETTER: Final[Box] = (0.0, 0.0, 612.0, 792.0)
_DAY: Final = re.compile(r"(?:D:)?(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_NO_TITLE: Final = re.compile(r"untitled.*|microsoft word.*|.*\.(?:docx?|pdf|indd|tex|dvi|odt|rtf)|\W*", re.IGNORECASE)


class Pypdf:
    """Its methods raise whatever pypdf raises."""

    def __init__(self, data: bytes) -> None:
        with apply_configuration(_LIMITS):
            self._reader = PdfReader(io.BytesIO(data), strict=False)
            self.locked = self._reader.is_encrypted and not self._reader.decrypt("")
            self.pages = 0 if self.locked else len(self._reader.pages)

    def lines(self, number: int) -> list[Line]:
        """Of a page, which counts from 1."""
        with apply_configuration(_LIMITS):
            page = self._reader.pages[number - 1]
            ink = Ink(number, _box(page), _pictures(page))
            page.extract_text(visitor_operand_before=ink.before, visitor_operand_after=ink.after, visitor_text=ink.text)
        ink.end()
        return ink.lines

    def about(self) -> tuple[str, str, str]:
        """Title, date and rights as the file says them."""
        with apply_configuration(_LIMITS):
            said = self._reader.metadata
        if said is None:
            return "", "", ""
        title = _text(said.get("/Title"))
        date = _DAY.match(_text(said.get("/ModDate")) or _text(said.get("/CreationDate")))
        title = "" if _NO_TITLE.fullmatch(title) else title
        return title, "-".join(date.groups()) if date else "", _text(said.get("/Copyright"))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _box(page: Any) -> Box:  # Any: any page of pypdf; what its dictionary holds may be of any kind
    try:
        box = page.cropbox
        return float(box.left), float(box.bottom), float(box.right), float(box.top)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError):
        return _LETTER


def _pictures(page: Any) -> frozenset[str]:
    """Names of the page's own pictures."""
    try:
        things = page["/Resources"]["/XObject"].get_object()
        return frozenset(str(name) for name, thing in things.items() if thing.get_object().get("/Subtype") == "/Image")
    except (TypeError, ValueError, KeyError, AttributeError):
        return frozenset()
