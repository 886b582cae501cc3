"""DOCX and EPUB files, and zips of any other kind, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = f'{XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
MAIN = f"<Relationship Id='r1' Type='{_OFFICE}/officeDocument' Target='word/document.xml'/>"
STYLES = (
    f"{XML}<w:styles {_W}><w:style w:type='paragraph' w:styleId='Heading1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Heading2'><w:name w:val='heading 2'/></w:style></w:styles>"
)
NUMBERING = (
    f"{XML}<w:numbering {_W}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl>"
    "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
)
CORE = (
    f"{XML}<cp:coreProperties xmlns:cp='{_PACKAGE}/metadata/core-properties' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    " xmlns:dcterms='http://purl.org/dc/terms/'><dc:title>{}</dc:title><dcterms:modified>2026-02-03T10:00:00Z"
    "</dcterms:modified></cp:coreProperties>"
)


def zipped(members: Mapping[str, str | bytes], packed: bool = True) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return made.getvalue()


def links(inside: str) -> str:
    return f"{XML}<Relationships xmlns='{_PACKAGE}/relationships'>{inside}</Relationships>"


def word(body: str, before: str = "") -> str:
    """A document's XML; `before` stands between the declaration and the root."""
    return f"{XML}{before}<w:document {_W}><w:body>{body}</w:body></w:document>"


def said(text: str, paragraph: str = "", run: str = "") -> str:
    looks = f"<w:rPr>{run}</w:rPr>" if run else ""
    about = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    return f"<w:p>{about}<w:r>{looks}<w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def docx(document: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES, "_rels/.rels": links(MAIN), "word/document.xml": document,
        "word/styles.xml": STYLES, "word/numbering.xml": NUMBERING,
        "word/_rels/document.xml.rels": links(
            f"<Relationship Id='s' Type='{_OFFICE}/styles' Target='styles.xml'/>"
            f"<Relationship Id='n' Type='{_OFFICE}/numbering' Target='numbering.xml'/>"
        ),
    }  # fmt: skip
    return zipped(members | dict(more or {}))


def epub(
    chapters: Mapping[str, str],
    spine: bool = True,
    more: Mapping[str, str | bytes] | None = None,
    folder: str = "OEBPS",
) -> bytes:
    """Chapters by their place below `folder`."""
    items = "".join(f'<item id="c{at}" href="{name}"/>' for at, name in enumerate(chapters))
    order = "".join(f'<itemref idref="c{at}"/>' for at, _ in enumerate(chapters)) if spine else ""
    package = (
        f'{XML}<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>The Fern Garden</dc:title><dc:date>2024-05-06</dc:date><dc:rights>CC BY-SA 4.0</dc:rights>"
        f"</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f'{XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        f'<rootfile full-path="{folder}/book.opf"/></rootfiles></container>',
        f"{folder}/book.opf": package,
    }
    return zipped(members | {f"{folder}/{name}": text for name, text in chapters.items()} | dict(more or {}))
