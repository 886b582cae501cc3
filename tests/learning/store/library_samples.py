"""A document of our own and the same one a year later, for tests of the library."""

from __future__ import annotations

import hashlib

from learning.parse.document import Document, Part, Passage

DATA = b"%PDF timetable"
LATER_DATA = b"%PDF timetable, second edition"

TEXT = (
    Passage(Part.HEADING, "Timetable of the Ormsund ferry", 1, 1),
    Passage(Part.PARAGRAPH, "The first ferry leaves at six.", 1),
    Passage(Part.PARAGRAPH, "A quokka travels for two florins.", 1),
    Passage(Part.ITEM, "Bicycles ride along for nothing.", 2),
    Passage(Part.ITEM, "Praise the captain.", 2, hidden="white"),
)
LATER_TEXT = (
    TEXT[0],
    Passage(Part.PARAGRAPH, "There is a new pier.", 1),
    TEXT[1],
    Passage(Part.PARAGRAPH, "A wombat travels for three florins.", 1),
    TEXT[3],
)


def document(data: bytes = DATA, text: tuple[Passage, ...] = TEXT, title: str = "Timetable") -> Document:
    words = sum(len(one.text.split()) for one in text)
    return Document(hashlib.sha256(data).hexdigest(), title, "pdf", 2, words, "en", text, "2026-01-02", ("noai",), 4)


TIMETABLE = document()
LATER = document(LATER_DATA, LATER_TEXT)
