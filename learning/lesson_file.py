"""lesson.jsonl in a skill's folder: the whole lesson as it was taught, one thing a line, to read and to rebuild from.

Knows the lines. The first is the head with the sources; then come examples, held-out questions and near misses.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from learning.codec import decode, encode
from learning.types import Example, Lesson, QuizItem

NAME: Final = "lesson.jsonl"
_LIMIT: Final = 64 * 1024 * 1024  # bytes that we are willing to read


class LessonFileError(ValueError):
    """The file is not there, or is not what `text` writes."""


def text(lesson: Lesson) -> str:
    """The file of a lesson."""
    lines = [{"lesson": encode(replace(lesson, examples=(), held_out=(), near_misses=()))}]
    lines += [{"example": encode(example)} for example in lesson.examples]
    lines += [{"held_out": encode(item)} for item in lesson.held_out]
    lines += [{"near_miss": encode(item)} for item in lesson.near_misses]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def read(folder: Path) -> Lesson:
    """The lesson of a skill's folder. Raises LessonFileError."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LIMIT:
            raise LessonFileError("too large")
        found = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise LessonFileError(str(error)) from error
    return parse(found, json.loads)


def parse(text: str, loads: Callable[[str], Any]) -> Lesson:
    """The lesson in a file's text; `loads` reads one line of JSON. Raises LessonFileError."""
    try:
        lines = [loads(line) for line in text.split("\n") if line]
        head: Lesson = decode(Lesson, lines[0]["lesson"])
        examples = tuple(decode(Example, line["example"]) for line in lines if "example" in line)
        held_out, near = (
            tuple(decode(QuizItem, line[name]) for line in lines if name in line) for name in ("held_out", "near_miss")
        )
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise LessonFileError(str(error)) from error
    return replace(head, examples=examples, held_out=held_out, near_misses=near)
