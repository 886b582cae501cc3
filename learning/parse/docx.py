"""DOCX through mammoth: only the parts that hold text go in, rewritten by us, and hidden runs are marked before.

Links to elsewhere (templates, pictures) and pictures stay out, as does any document type declaration.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any, Final

import mammoth
from lxml import etree

from learning.parse import archive, page
from learning.parse.hiding import Hidden
from learning.parse.notices import distinct
from learning.parse.page_walk import passages
from learning.parse.pieces import About, Pieces, Progress
from learning.parse.reasons import CannotRead, Reason
from learning.parse.source import Source

_PARTS: Final = re.compile(r"word/(?:document|styles|numbering|footnotes|endnotes)\.xml|\[Content_Types\]\.xml"
                           r"|_rels/\.rels|word/_rels/(?:document|footnotes|endnotes)\.xml\.rels")  # fmt: skip
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_STYLES: Final = {Hidden.WHITE: "IngrainWhite", Hidden.TINY: "IngrainTiny", Hidden.INVISIBLE: "IngrainInvisible"}
_LOOKS: Final = {
    Hidden.WHITE: "color:white;background:white", Hidden.TINY: "font-size:1pt", Hidden.INVISIBLE: "display:none",
}  # fmt: skip
_MAP: Final = "\n".join(
    [f"r.{style} => span.{style}" for style in _STYLES.values()] + ["p[style-name='Title'] => h1:fresh"]
)
_SHEET: Final = "".join(f".{style}{{{_LOOKS[why]}}}" for why, style in _STYLES.items())
_WHITES: Final = frozenset({"FFFFFF", "FEFEFE", "FDFDFD"})


def read(source: Source) -> Pieces:
    yield Progress(0, 1)
    with archive.opened(source.data) as zipped:
        slim = _slim(zipped)
        core = _parsed(zipped.read("docProps/core.xml"))
    made = mammoth.convert_to_html(
        slim, style_map=_MAP, include_embedded_style_map=False, external_file_access=False,
        convert_image=mammoth.images.img_element(_no_picture),
    )  # fmt: skip
    yield from passages(page.parsed(f"<head><style>{_SHEET}</style></head><body>{made.value}</body>"))
    yield Progress(1, 1)
    day = _DAY.match(_said(core, "modified") or _said(core, "created"))
    return About(_said(core, "title"), 0, day.group() if day else "", distinct([_said(core, "rights")]))


def _slim(zipped: archive.Archive) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name in zipped.names:
            if _PARTS.fullmatch(name):
                target.writestr(name, _rewritten(name, zipped.read(name)))
    made.seek(0)
    return made


def _rewritten(name: str, data: bytes) -> bytes:
    root = _parsed(data)
    if root is None:
        raise CannotRead(Reason.DAMAGED, posixpath.basename(name))
    if name.endswith(".rels"):
        for link in list(root):
            if link.get("TargetMode") == "External" and not (link.get("Type") or "").endswith("/hyperlink"):
                root.remove(link)
    for picture in list(root.iter("{*}blip", "{*}imagedata")):
        picture.getparent().remove(picture)
    for run in root.iter(f"{_W}r"):
        if why := _hidden(run):
            _mark(run, why)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _parsed(data: bytes) -> Any:  # Any: an element of lxml, which has no types
    """None for what is no XML. Entities stay as they are: nothing is unfolded or fetched."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
                             remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(data, parser) if data else None
    except etree.XMLSyntaxError:
        return None
    if root is not None and root.getroottree().docinfo.doctype:
        raise CannotRead(Reason.DAMAGED, "document type")  # no program that writes DOCX puts one in
    return root


def _hidden(run: Any) -> str:
    look = run.find(f"{_W}rPr")
    if look is None:
        return ""
    vanish = look.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false", "off"):
        return Hidden.INVISIBLE
    size = _value(look, "sz")
    if size.isdigit() and int(size) <= 4:  # half points
        return Hidden.TINY
    if _value(look, "color").upper() in _WHITES and not _on_colour(run, look):
        return Hidden.WHITE
    return ""


def _on_colour(run: Any, look: Any) -> bool:
    """Behind the run, its paragraph, or its cell."""
    if _value(look, "highlight") not in ("", "none", "white"):
        return True
    around = [look, *(found for above in run.iterancestors(f"{_W}p", f"{_W}tc")
                      if (found := above.find(f"{above.tag}Pr")) is not None)]  # fmt: skip
    shades = [shade.get(f"{_W}fill", "auto").upper() for one in around if (shade := one.find(f"{_W}shd")) is not None]
    return any(shade not in _WHITES | {"AUTO"} for shade in shades)


def _mark(run: Any, why: str) -> None:
    look = run.find(f"{_W}rPr")
    for old in look.findall(f"{_W}rStyle"):
        look.remove(old)
    look.insert(0, etree.Element(f"{_W}rStyle", {f"{_W}val": _STYLES[Hidden(why)]}))


def _value(look: Any, name: str) -> str:
    found = look.find(f"{_W}{name}")
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _said(core: Any, name: str) -> str:
    """A field of the document's properties, whatever its namespace."""
    if core is None:
        return ""
    return next((field.text or "" for field in core if etree.QName(field).localname == name), "")


def _no_picture(_image: object) -> dict[str, str]:
    return {"src": ""}
