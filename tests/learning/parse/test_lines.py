"""Lines to paragraphs, lines in margins, and that both readers of PDF see the same page."""

from __future__ import annotations

from pathlib import Path

import pytest

from learning.parse import pdf
from learning.parse.document import Part, Passage
from learning.parse.lines import Line, joined
from learning.parse.margins import without_margins
from learning.parse.paragraphs import Paragraphs
from learning.parse.pdf_pdfium import Pdfium
from learning.parse.pdf_pypdf import Pypdf
from learning.parse.source import Source
from tests.learning.parse.pdf_files import line, of_pages, stream

WIDE = "A line that is as wide as most of the lines here"


def passages(lines: list[Line]) -> list[tuple[Part, str]]:
    joiner = Paragraphs()
    joiner.learn(lines)
    return [(one.part, one.text) for one in [*joiner.add(lines), *joiner.close()]]


def column(*texts: str, gap: float = 14, size: float = 10) -> list[Line]:
    return [Line(text, 1, 72, 700 - gap * at, size) for at, text in enumerate(texts)]


@pytest.mark.parametrize(("before", "after", "whole"), [
    ("the light-", "house", "the lighthouse"), ("the Anglo-", "Saxons", "the Anglo-Saxons"), ("10-", "20", "10- 20"),
    ("one", "two", "one two"), ("soft\u00ad", "ened", "softened"),
])  # fmt: skip
def test_joined(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


@pytest.mark.parametrize(("texts", "expected"), [
    ((WIDE, WIDE, "end."), [f"{WIDE} {WIDE} end."]),
    ((WIDE, "short end.", WIDE), [f"{WIDE} short end.", WIDE]),
    ((WIDE, "1. one", "2. two", WIDE), [WIDE, "1. one", "2. two", WIDE]),
    ((WIDE + ".", "Fee: 4 crowns", "Hours: 9 to 17"), [WIDE + ".", "Fee: 4 crowns", "Hours: 9 to 17"]),
    (("• one", "• two"), ["one", "two"]), (("\uf0b7 one", "- two"), ["one", "two"]),
    (("Lamps . . . . . . 4", "Oil ........ 9"), ["Lamps … 4", "Oil … 9"]),
    (("1 Mill Lane", "Brennick", WIDE), ["1 Mill Lane", "Brennick", WIDE]),
])  # fmt: skip
def test_what_belongs_together(texts: tuple[str, ...], expected: list[str]) -> None:
    assert [text for _, text in passages(column(*texts))] == expected


def test_a_wider_gap_and_larger_letters() -> None:
    body = column(WIDE, WIDE, WIDE)
    far = [Line(one.text, 1, 72, one.y - 60, 10) for one in body]
    head = Line("Of lamps", 1, 72, 740, 14)
    assert passages([head, *body, *far]) == [
        (Part.HEADING, "Of lamps"), (Part.PARAGRAPH, " ".join([WIDE] * 3)), (Part.PARAGRAPH, " ".join([WIDE] * 3)),
    ]  # fmt: skip


def test_a_second_column_goes_on_where_the_first_ended() -> None:
    left = column(WIDE, "and in the end of the left column it is")
    right = [Line("lower case that goes on", 1, 320, 700, 10)]
    assert len(passages(left + right)) == 1


def pages(*heads: str, feet: str = "{}", number: int = 6, size: float = 10) -> list[tuple[int, list[Line]]]:
    return [
        (at, [Line(heads[(at - 1) % len(heads)], at, 72, 780, size),
              Line(f"Body {at * at} of its own", at, 72, 500, 10),
              Line(f"More body {at * 7 % 5} here", at, 72, 480, 10), Line(feet.format(at), at, 72, 20, 10)])
        for at in range(1, number + 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("heads", "feet", "left"), [
    (("The Yearbook",), "{}", 2), (("Left head", "Right head"), "Page {} of 6", 2), (("The Yearbook",), "- {} -", 2),
    (("Of lamps 1", "Of lamps 2", "Of oil 3", "Of oil 4", "Of wicks 5", "6"), "Words of {0}{0}{0} pages", 3),
    (("a", "b", "c", "d", "e", "f"), "The lamp burned for {} days.", 4),
])  # fmt: skip
def test_margins(heads: tuple[str, ...], feet: str, left: int) -> None:
    kept = list(without_margins(pages(*heads, feet=feet)))
    assert [number for number, _ in kept] == [1, 2, 3, 4, 5, 6]
    assert {len(lines) for _, lines in kept} == {left}


def test_the_title_that_heads_every_page_stays_once() -> None:
    many = pages("The Yearbook")
    many[0][1].insert(0, Line("The Yearbook", 1, 72, 790, 20))
    kept = [one.size for _, lines in without_margins(many) for one in lines if one.text == "The Yearbook"]
    assert kept == [20]


def test_margins_of_long_documents_stream() -> None:
    taken = []
    many = (taken.append(page[0]) or page for page in pages("Chapter", number=200))
    kept = without_margins(many)
    assert next(kept)[0] == 1
    assert len(taken) < 20
    assert sum(len(lines) for _, lines in kept) == 199 * 2


def test_a_page_is_never_emptied() -> None:
    same = [(at, [Line("Only this", at, 72, 700, 10)]) for at in range(1, 9)]
    assert [lines for _, lines in without_margins(same)] == [lines for _, lines in same]


def test_chapters_that_begin_on_each_page_stay() -> None:
    chapters = []
    for at in range(1, 9):
        body = [Line(f"{WIDE} {at * row}", at, 72, 700 - row, 10) for row in range(9)]
        chapters.append((at, [Line(f"Chapter {at}", at, 72, 780, 20), *body]))
    assert [lines[0].text for _, lines in without_margins(chapters)] == [f"Chapter {at}" for at in range(1, 9)]


def test_both_readers_see_the_same_page(tmp_path: Path) -> None:
    data = of_pages([
        line("A large head", 72, 740, 20) + line("A bold line", 72, 700, font="B") + line("A plain line", 72, 680)
        + line("White", 72, 600, before="1 g") + line("Tiny", 72, 580, 1, before="0 g") + line("Far", 700, 560)
        + line("Clear", 72, 540, before="0.9 g") + line("Dark", 72, 520, before="0 0 0 1 k")
    ])  # fmt: skip
    first, second = Pypdf(data).lines(1), Pdfium(data).lines(1)
    seen = {one.text: (one.hidden, one.size, round(one.x), round(one.y)) for one in first}
    assert seen.keys() >= {"A large head", "White", "Tiny", "Far", "Clear", "Dark"}
    for one in second:
        assert seen[one.text] == (one.hidden, one.size, round(one.x), round(one.y))
    assert {one.text: one.hidden for one in first if one.hidden} == {
        "White": "white", "Tiny": "tiny", "Far": "off the page",
    }  # fmt: skip


def test_the_second_goes_on_when_the_first_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PATIENCE", -1.0)
    reading = pdf.read(Source(of_pages([line("A line that only pdfium reads here.", 72, 700)] * 2), "a.pdf"))
    assert [one.page for one in reading if isinstance(one, Passage)] == [1, 2]


def test_text_over_a_picture_is_seen_in_the_picture() -> None:
    """As scanners write it: a picture of the page, and its letters without ink."""
    picture = stream(b"0", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8")
    content = b"q 612 0 0 792 0 0 cm /I Do Q 3 Tr " + line("Recognised words", 72, 700)
    (only,) = Pypdf(of_pages([content], [picture], b"/XObject<</I 7 0 R>>")).lines(1)
    assert (only.text, only.hidden) == ("Recognised words", "")
