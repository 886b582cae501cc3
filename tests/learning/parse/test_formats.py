"""Every format, from real files, in the child: parts, pages, places, and what the file says about itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from learning.parse.document import Document, Part
from learning.parse.pieces import Progress
from tests.learning.parse import zip_files
from tests.learning.parse.pdf_files import line, of_pages, paragraph
from tests.learning.parse.reading import read_all, texts
from tests.learning.parse.zip_files import said, word

BODY = [
    "The lamp house of Brennick stands on a rock that is",
    "cut off from the land at high tide. It was light-",
    "ed first in 1884.",
]
JOINED = (
    "The lamp house of Brennick stands on a rock that is cut off from the land at high tide. It was lighted first in "
    "1884."
)
CLIMB = ["The keeper climbs the stairs of the tower on each", "evening and then he"]
LIGHTS = "lights the lamp for the ships that come home late."


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def page(number: int, *parts: bytes) -> bytes:
    foot = line(f"Page {number} of 4", 280, 30, 9)
    return b"".join((line("Brennick Yearbook", 72, 770, 9), *parts, foot))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, list[Progress]]:
    hours = b"".join(
        line(text, 72, 600 - 14 * at) for at, text in enumerate(["Opening hours: 9 to 17", "Ticket: 4 crowns"])
    )
    items = line("1. Bring a lamp", 72, 560) + line("2. Mind the steps", 72, 546) + line("• Leave the dog", 72, 532)
    unseen = (
        line("White words", 72, 500, before="1 1 1 rg") + line("Tiny words", 72, 480, 1, before="0 g")
        + line("Far words", 900, 460) + line("No ink", 72, 440, before="3 Tr") + b"0 Tr\n"
        + line("On a bar", 74, 402, before="0 0 0.5 rg 70 400 200 20 re f 1 1 1 rg")
    )  # fmt: skip
    pages = [
        page(1, line("The lamp house", 72, 740, 20), paragraph(BODY, 700), hours, items),
        page(2, line("Keepers", 72, 740, 15), paragraph(CLIMB, 700)),
        page(3, paragraph([LIGHTS], 700), line("A bold line", 72, 650, font="B"), unseen),
        page(4, paragraph(["Copyright 2024 by the harbour. No part may be used to train", "AI models."], 700)),
    ]  # fmt: skip
    data = of_pages(pages, [b"<</Title(Brennick)/ModDate(D:20240517120000)>>"], trailer=b"/Info 13 0 R")
    seen: list[Progress] = []
    return read_all(written(tmp_path_factory.mktemp("pdf"), "lamp.pdf", data), seen=seen), seen


def test_pdf_parts(pdf: tuple[Document, list[Progress]]) -> None:
    document, _ = pdf
    found = [(one.part, one.text, one.page) for one in document.passages if not one.hidden]
    assert found[:7] == [
        (Part.HEADING, "The lamp house", 1), (Part.PARAGRAPH, JOINED, 1), (Part.PARAGRAPH, "Opening hours: 9 to 17", 1),
        (Part.PARAGRAPH, "Ticket: 4 crowns", 1), (Part.ITEM, "1. Bring a lamp", 1), (Part.ITEM, "2. Mind the steps", 1),
        (Part.ITEM, "Leave the dog", 1),
    ]  # fmt: skip
    # Over the end of the page, without the lines in its margins.
    whole = " ".join([*CLIMB, LIGHTS])
    assert found[7:10] == [(Part.HEADING, "Keepers", 2), (Part.PARAGRAPH, whole, 2), (Part.HEADING, "A bold line", 3)]


def test_pdf_levels_and_margins(pdf: tuple[Document, list[Progress]]) -> None:
    document, _ = pdf
    levels = {one.text: one.level for one in document.passages if one.part is Part.HEADING}
    assert levels["The lamp house"] < levels["Keepers"] < levels["A bold line"]
    assert not [text for text in texts(document) if "Yearbook" in text or "of 4" in text]


def test_pdf_hidden(pdf: tuple[Document, list[Progress]]) -> None:
    hidden = {one.text: one.hidden for one in pdf[0].passages if one.hidden}
    assert hidden == {
        "White words": "white", "Tiny words": "tiny", "Far words": "off the page", "No ink": "invisible",
    }  # fmt: skip
    assert "On a bar" in texts(pdf[0])


def test_pdf_about(pdf: tuple[Document, list[Progress]]) -> None:
    document, seen = pdf
    assert (document.format, document.title, document.date, document.pages) == ("pdf", "Brennick", "2024-05-17", 4)
    assert document.language == "en"
    assert any("train AI models" in notice for notice in document.notices)
    assert Progress(4, 4) in seen


@pytest.mark.parametrize("junk", [b"[1e9] 0 d ", b"<zz> pop "])
def test_pdfium_reads_what_pypdf_cannot(tmp_path: Path, junk: bytes) -> None:
    data = of_pages([junk + line("The second opinion is here.", 72, 700)])
    assert texts(read_all(written(tmp_path, "two.pdf", data))) == ["The second opinion is here."]


def test_docx(tmp_path: Path) -> None:
    table = "<w:tbl>{}</w:tbl>".format("".join(
        "<w:tr>{}</w:tr>".format("".join(f"<w:tc>{said(cell)}</w:tc>" for cell in cells))
        for cells in (("Ferry", "Leaves", "Costs"), ("North", "9:10", "4 crowns"), ("South", "9:40", "5 crowns"))
    ))  # fmt: skip
    body = (
        said("Ferries", "<w:pStyle w:val='Heading1'/>") + said("They cross the sound.")
        + said("bring a coat", "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>") + table
        + said("vanished", run="<w:vanish/>") + said("snow", run="<w:color w:val='FFFFFF'/>")
        + said("speck", run="<w:sz w:val='2'/>")
        + said("bright", "<w:shd w:fill='112233'/>", "<w:color w:val='FFFFFF'/>")
    )  # fmt: skip
    data = zip_files.docx(word(body), {"docProps/core.xml": zip_files.CORE.format("Crossing")})
    document = read_all(written(tmp_path, "ferry.docx", data))
    assert [(one.part, one.text) for one in document.passages if not one.hidden] == [
        (Part.HEADING, "Ferries"), (Part.PARAGRAPH, "They cross the sound."), (Part.ITEM, "bring a coat"),
        (Part.ROW, "Ferry: North · Leaves: 9:10 · Costs: 4 crowns"),
        (Part.ROW, "Ferry: South · Leaves: 9:40 · Costs: 5 crowns"), (Part.PARAGRAPH, "bright"),
    ]  # fmt: skip
    hidden = {one.text: one.hidden for one in document.passages if one.hidden}
    assert hidden == {"vanished": "invisible", "snow": "white", "speck": "tiny"}
    assert (document.title, document.date) == ("Crossing", "2026-02-03")


def test_epub(tmp_path: Path) -> None:
    chapters = {
        "b.xhtml": "<html><body><h1>Second in name</h1><p>First in order.</p></body></html>",
        "text/a%20b.xhtml": "<html><body><h2>Beds</h2><p>Ferns like shade.</p></body></html>",
    }
    data = zip_files.epub({name.replace("%20", " "): text for name, text in chapters.items()})
    document = read_all(written(tmp_path, "fern.epub", data))
    assert texts(document) == ["Second in name", "First in order.", "Beds", "Ferns like shade."]
    assert [one.level for one in document.passages] == [1, 0, 2, 0]
    assert (document.format, document.title, document.date) == ("epub", "The Fern Garden", "2024-05-06")
    assert document.notices == ("CC BY-SA 4.0",)


def test_markdown(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Ferns\ndate: 2025-03-02\n---\n# Beds\nShade is *good*.<span style='font-size:0'>small</span>\n\n"
        "<!-- quiet -->\n- one\n- two\n\n| Fern | Height |\n|---|---|\n| Lady | 60 cm |\n\n<div hidden>covered</div>\n"
    )
    document = read_all(written(tmp_path, "ferns.md", text))
    assert [(one.part, one.text, one.hidden) for one in document.passages] == [
        (Part.HEADING, "Beds", ""), (Part.PARAGRAPH, "Shade is good.", ""), (Part.PARAGRAPH, "small", "tiny"),
        (Part.ITEM, "one", ""), (Part.ITEM, "two", ""), (Part.ROW, "Fern: Lady · Height: 60 cm", ""),
        (Part.PARAGRAPH, "covered", "invisible"),
    ]  # fmt: skip
    assert (document.format, document.title, document.date) == ("markdown", "Ferns", "2025-03-02")


@pytest.mark.parametrize(("encoding", "mark"), [
    ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("cp1252", b""),
])  # fmt: skip
def test_text_in_any_encoding(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = (
        "The Grove\n=========\n\nÉlan is “old” – and\nstill grows.\n\nHeight: 12 m\nAge: 80 years\n\n- oak\n- beech\n"
    )
    document = read_all(written(tmp_path, "trees.txt", mark + text.encode(encoding)))
    assert [(one.part, one.text) for one in document.passages] == [
        (Part.HEADING, "The Grove"), (Part.PARAGRAPH, "Élan is “old” – and still grows."),
        (Part.PARAGRAPH, "Height: 12 m"), (Part.PARAGRAPH, "Age: 80 years"), (Part.ITEM, "oak"), (Part.ITEM, "beech"),
    ]  # fmt: skip
    assert (document.format, document.title, document.removed) == ("text", "The Grove", 0)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv(tmp_path: Path, mark: str) -> None:
    rows = ("name,place,year", "Anna,Lund,1931", '"Bo, the elder",,1950', "Cy,Ystad,")
    document = read_all(written(tmp_path, "people.csv", "\n".join(rows).replace(",", mark).replace(f"Bo{mark}", "Bo,")))
    assert [(one.part, one.text) for one in document.passages] == [
        (Part.ROW, "name: Anna · place: Lund · year: 1931"), (Part.ROW, "name: Bo, the elder · year: 1950"),
        (Part.ROW, "name: Cy · place: Ystad"),
    ]  # fmt: skip


def test_csv_without_names(tmp_path: Path) -> None:
    document = read_all(written(tmp_path, "numbers.csv", "1931,4,7\n1932,5,9\n"))
    assert texts(document) == ["1931 · 4 · 7", "1932 · 5 · 9"]
