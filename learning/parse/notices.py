"""What a publisher asks of machines and of those who copy: found as it stands in the text or the page's head.

Knows the signs. Does not judge: whether a notice forbids anything is for the review.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MOST: Final = 20
_LONGEST: Final = 240
ROBOTS: Final = frozenset({"robots", "googlebot", "ai", "tdm-reservation", "tdm-policy"})
_FOR_MACHINES: Final = re.compile(r"\b(noai|noimageai|noml|notrain|noimagetrain)\b", re.IGNORECASE)
_MARKS: Final = ("©", "license", "licence", "noai", "noimageai", "train", "copyright", "rights", "cc", "mining",
                 "creative", "spdx", "machine learning", "lizenz", "rechte", "licencia", "droits")  # fmt: skip
_SAYS: Final = re.compile(
    r"\b(?:noai|noimageai)\b"
    r"|\b(?:do not|don't|may not|must not|not be|no|without|prohibited|forbidden|not permitted)\b"
    r"[^.!?]{0,80}\b(?:train\w*\b[^.!?]{0,30}\b(?:ai|a\.i\.|artificial|machine|models?|language)"
    r"|(?:ai|machine|model)[- ]training|(?:text and )?data[- ]mining|machine learning)"
    r"|\ball rights reserved\b|©|\bcopyright (?:\(c\)|\d{4}|by)|\bspdx-license-identifier\b"
    r"|\bcreative commons\b|\bcc[ -](?:by|0)\b|\bpublic domain\b"
    r"|\b(?:licen[sc]ed|released|published|available|distributed) under\b"
    r"|\balle rechte vorbehalten\b|\btodos los derechos reservados\b|\btous droits réservés\b",
    re.IGNORECASE,
)


def in_text(text: str) -> tuple[str, ...]:
    """The sentences of one passage that are notices."""
    small = text.lower()
    if not any(mark in small for mark in _MARKS):
        return ()
    return distinct(_around(text, found.start(), found.end()) for found in _SAYS.finditer(text))


def in_head(name: str, content: str) -> str:
    """The notice in one meta line of a page."""
    name = name.strip().lower()
    if name in ("tdm-reservation", "tdm-policy"):
        return f"{name}: {content.strip()}"[:_LONGEST]
    if name in ROBOTS and _FOR_MACHINES.search(content):
        return f"{name}: {content.strip()}"[:_LONGEST]
    if name in ("copyright", "license", "licence", "dc.rights", "dcterms.rights", "dcterms.license", "rights"):
        return content.strip()[:_LONGEST]
    return ""


def distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notice for notice in found if notice))[:MOST]


def _around(text: str, start: int, end: int) -> str:
    """The sentence it stands in."""
    before = max(text.rfind(mark, 0, start) for mark in (". ", "! ", "? "))
    ends = [at for mark in (". ", "! ", "? ") if (at := text.find(mark, end)) >= 0]
    first = before + 2 if before >= 0 else 0
    return text[max(first, start - _LONGEST // 2) : min([*ends, len(text) - 1]) + 1].strip()[:_LONGEST]
