"""Letters as a reader sees them, numbers kept as they were meant, and what publishers ask of machines."""

from __future__ import annotations

import pytest

from learning.parse.cleaning import clean, pieces
from learning.parse.encoding import decoded
from learning.parse.language import language
from learning.parse.notices import in_head, in_text
from learning.parse.reasons import CannotRead, Reason


@pytest.mark.parametrize(("raw", "text", "removed"), [
    ("plain  text\n here ", "plain text here", 0), ("ﬁne Ｗide", "fine Wide", 0),
    ("10² m² 5½ ½", "10^2 m2 5 1/2 1/2", 0),
    ("a\u200bb\u200d\u2060c", "abc", 3), ("\u202eevil\u202c", "evil", 2), ("ok\U000e0041\U000e007f", "ok", 2),
    ("soft\u00adhyphen\ufeff", "softhyphen", 0), ("a\ufe0f\U000e0100", "a", 2), ("\u3164\u2800x", "x", 2),
    ("a\x00\x07\x1b[31m", "a[31m", 3), ("tab\tand\u00a0space\u2003", "tab and space", 0), ("\ue000x\uffff", "x", 2),
    ("Zoë – “café” 漢字 Привет", "Zoë – “café” 漢字 Привет", 0), ("\ud800x", "x", 1),
])  # fmt: skip
def test_clean(raw: str, text: str, removed: int) -> None:
    cleaned = clean(raw)
    assert (cleaned.text, cleaned.removed) == (text, removed)
    assert clean(text).text == text


def test_long_passages_are_cut_between_sentences() -> None:
    text = "This is a sentence of some length. " * 20
    parts = pieces(text.strip(), 100)
    assert " ".join(parts) == text.strip()
    assert all(part.endswith(".") and len(part) <= 100 for part in parts)
    assert pieces("x" * 250, 100) == ["x" * 100, "x" * 100, "x" * 50]
    assert pieces("", 100) == []


@pytest.mark.parametrize(("text", "found"), [
    ("Nice day. You may not train AI models with this. Bye.", ("You may not train AI models with this.",)),
    ("No text and data mining.", ("No text and data mining.",)), ("© 2024 The Press", ("© 2024 The Press",)),
    ("This book is licensed under CC BY-SA 4.0.", ("This book is licensed under CC BY-SA 4.0.",)),
    ("All rights reserved. Not for AI training.", ("All rights reserved.",)),
    ("The train left without a driver.", ()),
    ("Do not train the dog in the rain.", ()), ("A licence to fish costs 9.", ()),
])  # fmt: skip
def test_notices(text: str, found: tuple[str, ...]) -> None:
    assert in_text(text) == found


def test_notices_of_the_head() -> None:
    assert in_head("robots", "index, noimageai") == "robots: index, noimageai"
    assert in_head("robots", "noindex") == ""
    assert in_head("description", "noai") == ""


@pytest.mark.parametrize(("text", "code"), [
    ("Der Leuchtturm steht auf einem Felsen vor der Küste und wird seit vielen Jahren nicht mehr bewohnt.", "de"),
    ("The lighthouse stands on a rock off the coast and nobody has lived there for many years now.", "en"),
    ("Le phare se dresse sur un rocher devant la côte et personne n'y habite plus depuis des années.", "fr"),
    ("Too short", ""), ("12 45 78 99 100 200", ""),
])  # fmt: skip
def test_language(text: str, code: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(("data", "encoding"), [
    ('<meta charset="windows-1251">Привет'.encode("cp1251"), "cp1251"), (b'<meta charset="utf-16">abc', "utf-8"),
    (b'<meta charset="unicode_escape">a\\u0041', "utf-8"), (b'<meta charset="no-such">abc', "utf-8"),
    ('<meta charset="latin-1">\x93'.encode("latin-1"), "cp1252"), ("é".encode("utf-32"), "utf-32-le"),
    (b'<?xml version="1.0" encoding="koi8-r"?>\xf0', "koi8-r"), (b'<meta charset="hex">6161', "utf-8"),
])  # fmt: skip
def test_encodings(data: bytes, encoding: str) -> None:
    assert decoded(data, declared=True).encoding == encoding


def test_what_is_no_text() -> None:
    with pytest.raises(CannotRead) as caught:
        decoded(bytes(range(1, 32)) * 20)
    assert caught.value.reason is Reason.UNKNOWN_FORMAT
