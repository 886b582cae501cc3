"""Bytes to letters: what the byte order mark says, what the page says, UTF-8, and Windows' Latin at last."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from learning.parse.reasons import CannotRead, Reason

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_LOOK_AT: Final = 4096
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS: Final = 0.02
_NOT_TEXT: Final = frozenset({"utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is Python's name for it."""

    text: str
    encoding: str


def decoded(data: bytes, declared: bool = False) -> Decoded:
    """Raises CannotRead for what is no text. `declared`: a page may name its own encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, "replace"), encoding)
    _must_be_text(data)
    if declared and (encoding := _named(data)):
        return Decoded(data.decode(encoding, "replace"), encoding)
    try:
        return Decoded(codecs.getincrementaldecoder("utf-8")().decode(data), "utf-8")  # a cut last letter is none
    except UnicodeDecodeError:
        return Decoded(data.decode("cp1252", "replace"), "cp1252")


def _must_be_text(data: bytes) -> None:
    start = data[: 64 * 1024]
    if b"\0" in start or len(_CONTROLS.findall(start)) > _MOST_CONTROLS * len(start):
        raise CannotRead(Reason.UNKNOWN_FORMAT, "not text")


def _named(data: bytes) -> str:
    """A known encoding of letters, "" for none. UTF-16 cannot be: the declaration itself was read in single bytes."""
    found = _DECLARED.search(data[:_LOOK_AT])
    if not found:
        return ""
    try:
        info = codecs.lookup(found.group(1).decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return ""
    name = info.name.replace("-", "_")
    if not info._is_text_encoding or name in _NOT_TEXT or name.startswith(("utf_16", "utf_32")):
        return ""
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name
