"""EPUB: the package's spine for the order, each chapter a page. Knows OPF; nothing is unpacked to disk."""

from __future__ import annotations

import posixpath
import re
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from learning.parse import archive, page
from learning.parse.encoding import decoded
from learning.parse.notices import distinct
from learning.parse.page_walk import passages
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.reasons import CannotRead, Reason
from learning.parse.source import Source

_CONTAINER: Final = "META-INF/container.xml"
_LOCKS: Final = "META-INF/encryption.xml"
_PAGES: Final = (".xhtml", ".html", ".htm")
_MOST_CHAPTERS: Final = 3_000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(source: Source) -> Pieces:
    with archive.opened(source.data) as zipped:
        place = _package_place(zipped)
        package = _parsed(zipped.read(place))
        chapters = _chapters(zipped, package, posixpath.dirname(place))[:_MOST_CHAPTERS]
        _must_be_open(zipped, chapters)
        for number, name in enumerate(chapters):
            yield Progress(number, len(chapters))
            if data := zipped.read(name):
                yield from passages(page.parsed(decoded(data, declared=True).text))
        yield Progress(len(chapters), len(chapters))
    day = _DAY.match(_said(package, "date"))
    return About(_said(package, "title"), 0, day.group() if day else "", distinct([_said(package, "rights")]))


def _package_place(zipped: archive.Archive) -> str:
    container = _parsed(zipped.read(_CONTAINER))
    places = [] if container is None else [root.get("full-path") or "" for root in container.iter("{*}rootfile")]
    return next((place for place in places if zipped.has(place)), "") or next(
        (name for name in zipped.names if name.endswith(".opf")), ""
    )


def _chapters(zipped: archive.Archive, package: Any, folder: str) -> list[str]:
    """In the order of the spine; without one, in that of the archive."""
    in_order: list[str] = []
    if package is not None:
        places = {item.get("id"): item.get("href") or "" for item in package.iter("{*}item")}
        wanted = [places.get(step.get("idref"), "") for step in package.iter("{*}itemref")]
        paths = [posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0]))) for href in wanted if href]
        in_order = [path for path in dict.fromkeys(paths) if zipped.has(path) and not path.startswith(("../", "/"))]
    return in_order or sorted(name for name in zipped.names if name.lower().endswith(_PAGES) and ".." not in name)


def _must_be_open(zipped: archive.Archive, chapters: list[str]) -> None:
    """Fonts are often scrambled; chapters are when the book is locked to a shop."""
    locks = _parsed(zipped.read(_LOCKS))
    if locks is None:
        return
    locked = {unquote(one.get("URI") or "") for one in locks.iter("{*}CipherReference")}
    if locked & set(chapters):
        raise CannotRead(Reason.ENCRYPTED, "epub")


def _parsed(data: bytes) -> Any:  # Any: an element of lxml, which has no types; None for what is no XML
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True)
    try:
        return etree.fromstring(data, parser) if data else None
    except etree.XMLSyntaxError:
        return None


def _said(package: Any, name: str) -> str:
    if package is None:
        return ""
    return next((found.text or "" for found in package.iter(f"{{*}}{name}")), "")
