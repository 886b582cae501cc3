"""Whatever is written behind `[Learn]`: it is read and made into a lesson, or refused with one of two reasons."""

from __future__ import annotations

import random

import pytest

from learning.intent import EmptyLesson, Exchange, LessonTooLong, parse
from learning.lessons import build
from learning.tools import BadTool
from learning.types import Kind

PIECES = (
    "My dog is called Rex.", "Ich heiße Ada", "je m'appelle", "¿Qué?", "我叫小丽", "。", "私は", "Ёжик", "مرحبا",
    '"', "“", "”", "„", "«", "»", "{", "}", "[", "]", "'", '{"name": "x", "description": "y"}', '{"a": [',
    "No, ", "nein,", "不对，", "Actually", "the right answer is", "https://a.b/c?d=e#f", "www.", "C:\\a.pdf", "../x.md",
    "Look up", "Wenn ich", "quand je parle de", "当我问", "时，", "antworte auf", "Deutsch", "in French", "Always",
    "when I ask about", "end every answer with", "even if", "Termine", "3.", "am 3. Mai", "\n", "\t", " ", "\u200b",
    "\u202e", "…", "?", "!", ",", "，", ":", "-", "(", ")", "\\", "```json", "$", "%s", "{0}", "{x}", "a" * 90, "1e999",
    "\ud83d", "İ", "ﬁ", "😀", "\x00",
)  # fmt: skip
DEEP = ("{" * 3000, "“" * 3000, "No, " * 1400, "[" * 2000 + "{" * 900, '{"a":' * 1000, "a." * 2900)


@pytest.mark.parametrize("seed", range(12))
def test_anything_is_read_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    read = 0
    for _ in range(25):
        glue = rng.choice(("", " ", " ", "\n"))
        text = glue.join(rng.choice(PIECES) for _ in range(rng.randint(1, 14)))
        before = rng.choice((None, Exchange("Where?", "There.")))
        try:
            intent = parse(text, before)
            build(intent, "message:1", "2026-03-01T12:00:00+00:00")
        except (EmptyLesson, LessonTooLong, BadTool):
            continue
        read += 1
        assert intent.parts and all(part.text.strip() for part in intent.parts)
        assert all(part.asked for part in intent.parts if part.kind in (Kind.WEB, Kind.DOCUMENT))
        assert before is not None or all(part.kind is not Kind.CORRECTION for part in intent.parts)
    assert read > 10


@pytest.mark.parametrize("text", ["1) -", "- ", "[Learn] \u200b", "``` ```", "{}", "[Learn] https://", "No,", "。。。"])
def test_next_to_nothing_is_refused_or_read(text: str) -> None:
    try:
        assert parse(text, Exchange("Where?", "There.")).parts
    except EmptyLesson as error:
        assert not any(letter.isalpha() for letter in text.removeprefix("[Learn]")), error


def test_requests_alone_make_no_lesson() -> None:
    with pytest.raises(EmptyLesson):
        build(parse("Look up the dog tax."), "message:1", "2026-03-01T12:00:00+00:00")


def test_nothing_is_taught_from_a_request_beside_facts() -> None:
    made_of = build(parse("My dog is called Rex. Look up the dog tax."), "message:1", "2026-03-01T12:00:00+00:00")
    assert [source.text for source in made_of.sources] == ["My dog is called Rex."]
    assert not any("tax" in example.target for example in made_of.examples)


def test_a_long_message_in_three_languages_is_read() -> None:
    text = "Ich heiße Ada und wohne in Graz. No, my dog is called Rex. 我的狗叫小白。" * 80
    assert len(parse(text).parts) >= 200


@pytest.mark.parametrize("text", DEEP, ids=range(len(DEEP)))
def test_deep_and_repeated_signs_end(text: str) -> None:
    assert parse(text + " My dog is called Rex.").parts
