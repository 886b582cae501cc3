"""Hostile files of every kind: each ends in a document or in one reason, inside its limits, and nothing else is read.

All are read in the child, two at a time; what came of each is then looked at in a test of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from learning.parse.document import Document
from learning.parse.limits import LIMITS
from learning.parse.reasons import CannotRead, Reason
from tests.learning.parse import hostile_pdfs as pdfs
from tests.learning.parse import hostile_texts as texts
from tests.learning.parse.hostile_places import PLACES, cannot_be_made
from tests.learning.parse.reading import read_all

READ = "read"
SPOILED = Reason.DAMAGED
Outcomes = dict[str, Document | CannotRead]
Made = Callable[[], bytes] | Callable[[Path], bytes]

# Name of the file, what is in it, and how it may end.
CONTENTS: dict[str, tuple[Made, set[str]]] = {
    "flate_bomb.pdf": (pdfs.flate_bomb, {Reason.TOO_LARGE}),
    "nested_filters.pdf": (pdfs.nested_filters, {READ, Reason.TOO_LARGE, Reason.NO_TEXT}),
    "cyclic_pages.pdf": (pdfs.cyclic_pages, {SPOILED, Reason.NO_TEXT}),
    "deep_pages.pdf": (pdfs.deep_pages, {SPOILED, Reason.NO_TEXT, Reason.TOO_LARGE}),
    "a_page_a_million_times.pdf": (pdfs.a_page_a_million_times, {SPOILED, Reason.TOO_LARGE}),
    "lying_count.pdf": (pdfs.lying_count, {READ}),
    "many_outlines.pdf": (pdfs.many_outlines, {READ}),
    "cyclic_outline.pdf": (pdfs.cyclic_outline, {READ}),
    "form_storm.pdf": (pdfs.form_storm, {READ, Reason.TOO_LARGE, Reason.TOO_LONG}),
    "form_in_itself.pdf": (pdfs.form_in_itself, {READ}),
    "scanned.pdf": (pdfs.scanned, {Reason.NO_TEXT}),
    "huge_picture.pdf": (pdfs.huge_picture, {READ}),
    "locked.pdf": (lambda: pdfs.locked("secret"), {Reason.ENCRYPTED}),
    "locked_for_changes.pdf": (lambda: pdfs.locked(""), {READ}),
    "truncated.pdf": (pdfs.truncated, {READ, SPOILED}),
    "wrong_places.pdf": (lambda: pdfs.of_pages([pdfs.SHORT], shift=37), {READ}),
    "only_a_head.pdf": (pdfs.only_a_head, {SPOILED}),
    "deep_arrays.pdf": (pdfs.deep_arrays, {READ, SPOILED}),
    "self_length.pdf": (pdfs.self_length, {READ, SPOILED, Reason.NO_TEXT, Reason.TOO_LARGE}),
    "wild_numbers.pdf": (pdfs.wild_numbers, {READ, SPOILED}),
    "large_numbers.pdf": (pdfs.large_numbers, {READ, Reason.TOO_LARGE}),
    "many_operators.pdf": (pdfs.many_operators, {READ, Reason.TOO_LARGE, Reason.NO_TEXT}),
    "program.pdf": (pdfs.program, {READ}),
    "outside_file.pdf": (pdfs.outside_file, {Reason.NO_TEXT}),
    "bomb.docx": (texts.docx_bomb, {Reason.TOO_LARGE}),
    "many_paragraphs.docx": (texts.docx_many_paragraphs, {Reason.TOO_LARGE, Reason.TOO_LONG}),
    "laughs.docx": (texts.docx_laughs, {SPOILED}),
    "outside.docx": (texts.docx_outside, {SPOILED}),
    "remote_template.docx": (texts.docx_remote_template, {READ}),
    "linked_picture.docx": (texts.docx_linked_picture, {READ}),
    "deep.docx": (texts.docx_deep, {READ, SPOILED}),
    "without_text.docx": (texts.docx_without_text, {Reason.NO_TEXT}),
    "not_xml.docx": (texts.docx_not_xml, {SPOILED}),
    "upwards.docx": (texts.docx_upwards, {READ}),
    "twice.docx": (texts.zip_same_name_twice, {READ, SPOILED}),
    "locked.docx": (texts.zip_locked, {Reason.ENCRYPTED}),
    "false_sizes.docx": (texts.zip_false_sizes, {READ, SPOILED}),
    "old_word.docx": (texts.old_word, {Reason.UNKNOWN_FORMAT}),
    "locked_word.docx": (texts.locked_word, {Reason.ENCRYPTED}),
    "many_members.docx": (texts.zip_of_many, {Reason.TOO_LARGE}),
    "upwards.zip": (texts.zip_upwards, {Reason.UNKNOWN_FORMAT}),
    "in_itself.zip": (texts.zip_in_zip, {Reason.UNKNOWN_FORMAT}),
    "torn.zip": (lambda: texts.zip_of_many()[:5000], {SPOILED}),
    "without_spine.epub": (texts.epub_without_spine, {READ}),
    "upwards.epub": (texts.epub_upwards, {READ}),
    "outside.epub": (texts.epub_outside, {READ}),
    "laughs.epub": (texts.epub_laughs, {READ}),
    "locked.epub": (texts.epub_locked, {Reason.ENCRYPTED}),
    "empty.epub": (texts.epub_empty, {Reason.NO_TEXT}),
    "deep.html": (texts.html_deep, {READ, SPOILED, Reason.NO_TEXT}),
    "deep_lists.html": (lambda: texts.html_deep("ul><li"), {READ, SPOILED, Reason.NO_TEXT}),
    "deep_bold.html": (lambda: texts.html_deep("b"), {READ, SPOILED, Reason.NO_TEXT}),
    "laughs.html": (texts.html_laughs, {READ}),
    "outside.html": (texts.html_outside, {READ}),
    "wide_tables.html": (texts.html_wide_tables, {READ, Reason.TOO_LARGE}),
    "many_tables.html": (texts.html_many_tables, {READ, SPOILED, Reason.NO_TEXT}),
    "long_style.html": (texts.html_long_style, {READ}),
    "long_attribute.html": (texts.html_long_attribute, {READ, SPOILED, Reason.NO_TEXT}),
    "unending_comment.html": (texts.html_unending_comment, {READ}),
    "half_tags.html": (texts.html_half_tags, {READ, SPOILED, Reason.NO_TEXT}),
    "zeros.txt": (texts.text_of_zero_bytes, {Reason.UNKNOWN_FORMAT}),
    "with_zeros.txt": (texts.text_with_zeros, {Reason.UNKNOWN_FORMAT}),
    "long_line.txt": (texts.one_long_line, {READ}),
    "long_word.txt": (texts.one_long_word, {READ}),
    "broken.txt": (texts.broken_encoding, {READ}),
    "half_letter.txt": (texts.half_letter_at_the_end, {READ}),
    "mark_only.txt": (texts.mark_only, {Reason.NO_TEXT}),
    "odd.txt": (texts.odd_utf16, {READ}),
    "mark_of_another.txt": (texts.mark_of_another, {READ, Reason.UNKNOWN_FORMAT}),
    "unseen.txt": (texts.unseen_letters, {READ}),
    "spaces.txt": (lambda: b" \n\t\r\n" * 100, {Reason.NO_TEXT}),
    "empty.txt": (lambda: b"", {Reason.EMPTY}),
    "long.csv": (texts.csv_long, {Reason.TOO_LARGE}),
    "wide.csv": (texts.csv_wide, {Reason.TOO_LARGE}),
    "open_quote.csv": (texts.csv_open_quote, {READ, SPOILED}),
    "formula.csv": (texts.csv_formula, {READ}),
    "quotes.md": (lambda: texts.markdown_deep(">"), {READ, SPOILED, Reason.NO_TEXT}),
    "lists.md": (lambda: texts.markdown_deep("- "), {READ, SPOILED, Reason.NO_TEXT}),
    "brackets.md": (texts.markdown_links, {READ, Reason.TOO_LONG}),
    "files.md": (texts.markdown_files, {READ}),
    "text.rtf": (texts.rtf, {Reason.UNKNOWN_FORMAT}),
    "picture.pdf": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, {Reason.UNKNOWN_FORMAT}),
}  # fmt: skip
FALSE_NAMES: dict[str, tuple[Callable[[], bytes], str]] = {
    "page.pdf": (lambda: b"<!doctype html><html><body><p>A page.</p></body></html>", "html"),
    "page.csv": (lambda: b"<html><body><p>A page.</p></body></html>", "html"),
    "pdf.txt": (lambda: pdfs.of_pages([pdfs.SHORT]), "pdf"),
    "late.docx": (lambda: b"junk\n" + pdfs.of_pages([pdfs.SHORT]), "pdf"),
    "docx.txt": (lambda: texts.docx(texts.word(texts.said("A fact."))), "docx"),
    "epub.html": (texts.epub_without_spine, "epub"),
    "text.pdf": (lambda: b"No page, only words.", "text"),
    "text.html": (lambda: b"No tags, only words.", "text"),
    "no_ending": (lambda: b"No name, only words.", "text"),
}  # fmt: skip


def outcome(path: str) -> Document | CannotRead:
    try:
        return read_all(path)
    except CannotRead as error:
        return error


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """By name. Nothing with a telling name was written anywhere meanwhile."""
    folder = tmp_path_factory.mktemp("hostile")
    canary = folder / "canary.txt"
    canary.write_text(texts.CANARY)
    with ThreadPoolExecutor(2, "hostile") as pool:
        futures = {name: pool.submit(of_content, folder, canary, name) for name in [*CONTENTS, *FALSE_NAMES]}
        for kind, (made, _) in PLACES.items():
            path = folder / kind
            futures[kind] = pool.submit(outcome, made(path) or str(path))
    assert [path for path in folder.parent.rglob("*") if "evil" in path.name] == []
    return {name: future.result() for name, future in futures.items()}


def of_content(folder: Path, canary: Path, name: str) -> Document | CannotRead:
    made = (CONTENTS.get(name) or FALSE_NAMES[name])[0]
    path = folder / name
    path.write_bytes(made(canary) if made.__code__.co_argcount else made())  # type: ignore[call-arg]
    return outcome(str(path))


def ending(result: Document | CannotRead) -> str:
    return READ if isinstance(result, Document) else result.reason


@pytest.mark.parametrize("name", CONTENTS)
def test_content(name: str, outcomes: Outcomes) -> None:
    result = outcomes[name]
    assert ending(result) in CONTENTS[name][1], result
    assert texts.CANARY not in repr(result)
    if isinstance(result, Document):
        assert 0 < len(result.passages) <= LIMITS.passages
        assert max(len(passage.text) for passage in result.passages) <= 8_000


@pytest.mark.parametrize("name", FALSE_NAMES)
def test_content_before_name(name: str, outcomes: Outcomes) -> None:
    result = outcomes[name]
    assert isinstance(result, Document), result
    assert result.format == FALSE_NAMES[name][1]


@pytest.mark.parametrize("kind", PLACES)
def test_place(kind: str, outcomes: Outcomes) -> None:
    if why_not := cannot_be_made(kind):
        pytest.skip(why_not)
    assert ending(outcomes[kind]) == PLACES[kind][1], outcomes[kind]


def test_what_is_left_of_tricks(outcomes: Outcomes) -> None:
    """The text that any reader would see is there; what was smuggled in is not."""
    for name, expected in {
        "unseen.txt": "The gate opens at nine. ok", "lying_count.pdf": "A short fact.", "outside.epub": "Before",
        "upwards.epub": "Fine.", "wrong_places.pdf": "A short fact.", "files.md": "x text",
        "unending_comment.html": "seen", "remote_template.docx": "Plain text.",
    }.items():  # fmt: skip
        result = outcomes[name]
        assert isinstance(result, Document)
        assert expected in " ".join(passage.text for passage in result.passages), name
    unseen = outcomes["unseen.txt"]
    assert isinstance(unseen, Document)
    assert unseen.removed == 22


def test_there_are_many_kinds() -> None:
    assert len(CONTENTS) + len(FALSE_NAMES) + len(PLACES) >= 100
