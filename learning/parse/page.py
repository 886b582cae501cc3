"""A page of HTML, parsed without fetching or unfolding anything, and what its head says. Knows lxml."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree, html

from learning.parse.notices import distinct, in_head

_DECLARATION: Final = re.compile(r"\s*<\?xml[^>]*>")
_NOT_LETTERS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DATES: Final = ("article:published_time", "article:modified_time", "date", "dc.date", "dcterms.date", "dcterms.issued",
                 "datepublished", "last-modified")  # fmt: skip
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def parsed(text: str) -> Any:  # Any: an element of lxml, which has no types
    """The root; an empty page for what holds nothing."""
    text = _NOT_LETTERS.sub(" ", _DECLARATION.sub("", text, count=1))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, recover=True, huge_tree=False)
    try:
        return html.document_fromstring(text or "<p></p>", parser=parser)
    except etree.ParserError:
        return html.document_fromstring("<p></p>")  # nothing but comments


def title(root: Any) -> str:
    found = root.find(".//title")
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def date(root: Any) -> str:
    """As the head says it, YYYY-MM-DD."""
    said = dict(_meta(root))
    for name in _DATES:
        if found := _DAY.match(said.get(name, "")):
            return found.group()
    return ""


def notices(root: Any) -> tuple[str, ...]:
    links = [link.get("href") or "" for link in root.iter("a", "link") if "license" in _relation(link)]
    return distinct([*(in_head(name, content) for name, content in _meta(root)), *(f"license: {to}" for to in links)])


def is_of_the_web(root: Any) -> bool:
    """Saved from a site rather than written as a document: it says where it belongs."""
    return any(name.startswith("og:") for name, _ in _meta(root)) or any(
        "canonical" in _relation(link) for link in root.iter("link")
    )


def _relation(link: Any) -> list[str]:
    return (link.get("rel") or "").lower().split()


def _meta(root: Any) -> list[tuple[str, str]]:
    return [
        ((meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower(), meta.get("content") or "")
        for meta in root.iter("meta")
    ]
