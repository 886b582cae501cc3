"""What others wrote, made fit to be shown: plain text without tricks, and addresses that say where they really lead.

Pure: knows letters and addresses. Knows no widget and fetches nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

LONGEST: Final = 600  # letters of one line; more is cut, so that no page can make the window lay out a book
_STACKED: Final = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def line(text: str, longest: int = LONGEST) -> str:
    """One line: no control, direction or invisible letters; what is too long ends in "…"."""
    cut = text[: 4 * longest]  # room for what is dropped
    seen = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in cut)
    return _shortened(" ".join(_STACKED.sub(r"\1", seen).split()), longest, len(text) > len(cut))


def passage(text: str, longest: int = 4000) -> str:
    """Several lines of a text, cut at a length."""
    parts = (line(part, longest) for part in text[: 4 * longest].splitlines())
    return _shortened("\n".join(part for part in parts if part), longest, len(text) > 4 * longest)


def _shortened(text: str, longest: int, more: bool) -> str:
    if len(text) > longest or more:
        return text[: longest - 1].rstrip() + "…"
    return text


@dataclass(frozen=True, slots=True)
class Address:
    """`host` is what the network asks for, in its own letters (xn--…); `reads_as` what it would look like."""

    host: str
    rest: str
    reads_as: str = ""

    @property
    def shown(self) -> str:
        return f"{self.host}{self.rest}"


def address(text: str) -> Address:
    """An address without what can mislead: user names before the host, foreign letters, invisible ones."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return Address("", _ascii(text))
    if not host:
        return Address("", _ascii(text))
    rest = _ascii(parts.path if parts.path != "/" or parts.query else "")
    rest += f"?{_ascii(parts.query)}" if parts.query else ""
    scheme = "" if parts.scheme == "https" else f"{_ascii(parts.scheme)}://"
    known = ".".join(_punycode(label) for label in host.split("."))
    looks = ".".join(_unicode(label) for label in known.split("."))
    at_port = f":{port}" if port else ""
    return Address(f"{scheme}{known}{at_port}", rest, line(looks) if looks != known else "")


def _punycode(label: str) -> str:
    if label.isascii():
        return _ascii(label.lower())
    try:
        return label.encode("idna").decode()
    except UnicodeError:
        return "xn--" + label.lower().encode("punycode").decode()


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except UnicodeError:
        return label


def _ascii(text: str) -> str:
    """Everything but visible ASCII in percent signs."""
    cut = text[:LONGEST]
    return "".join(letter if "!" <= letter <= "~" else quote(letter.encode("utf-8", "replace")) for letter in cut) + (
        "…" if len(text) > LONGEST else ""
    )
