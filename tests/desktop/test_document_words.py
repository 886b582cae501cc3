"""Every reason has its words, in plain language, with a next step."""

from __future__ import annotations

import re

import pytest

from desktop.document_words import DocumentWords
from learning.parse.reasons import Reason

STEP = re.compile(r"\b(drop|choose|get it again|find|save|paste|copy)\b", re.IGNORECASE)
JARGON = re.compile(r"parse|exception|limit|byte|decode|encrypt|symlink|format|process|memory", re.IGNORECASE)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_and_a_step(reason: Reason) -> None:
    said = DocumentWords.cannot_read("lamp.pdf", reason)
    assert said.startswith("Cannot read “lamp.pdf”. ")
    assert STEP.search(DocumentWords.WHY[reason])
    assert not JARGON.search(said + DocumentWords.STATES[reason])
    assert said.endswith(".")


def test_no_text_names_the_likely_reason() -> None:
    assert "pictures" in DocumentWords.WHY[Reason.NO_TEXT]


def test_each_says_something_else() -> None:
    assert len(set(DocumentWords.WHY.values())) == len(set(DocumentWords.STATES.values())) == len(Reason)


def test_pages() -> None:
    assert DocumentWords.pages(3, 9) == "Reading page 3 of 9"
    assert DocumentWords.pages(0, 0) == DocumentWords.READING
