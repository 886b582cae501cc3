"""Answers as lists and as JSON objects: how a text becomes one, and how each is checked.

Knows points and keys, no other rules.
"""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Final

from learning.answer_text import more, plain_points, split_sentences

Value = tuple[str, ...]
_FIELDS: Final = MappingProxyType(
    {"mood": "calm", "tone": "friendly", "feeling": "calm", "emotion": "calm", "confidence": "high",
     "certainty": "high", "language": "English", "source": "general knowledge", "sources": "general knowledge",
     "status": "ok", "type": "answer", "category": "general", "difficulty": "easy", "emoji": "🙂", "rating": "good",
     "role": "assistant", "error": "none"}
)  # fmt: skip
_HEADINGS: Final = ("title", "topic", "subject", "heading", "headline")


def bullets(text: str, value: Value, index: int) -> str:
    most = int(value[1]) if len(value) > 1 else max(3, int(value[0]))
    points = plain_points(text)[:most]
    while len(points) < int(value[0]):
        points.append(more(len(points) % 3))
    return "\n".join(f"- {point}" for point in points)


def numbered(text: str, value: Value, index: int) -> str:
    lines = bullets(text, value, index).splitlines()
    return "\n".join(f"{n}. {line[2:]}" for n, line in enumerate(lines, 1))


def are_bullets(text: str, value: Value) -> bool:
    return _lines(text, r"\s*[-*•]\s+\S", value)


def are_numbered(text: str, value: Value) -> bool:
    return _lines(text, r"\s*\d+[.)]\s+\S", value)


def _lines(text: str, mark: str, value: Value) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    marked = sum(bool(re.match(mark, line)) for line in lines)
    most = int(value[1]) if len(value) > 1 else marked
    return int(value[0]) <= marked <= most and len(lines) - marked <= 2


def json_object(text: str, value: Value, index: int) -> str:
    """The first sentence is in the first key that is no title; what a key is called decides what else is in one."""
    said = [sentence.replace('"', "'") for sentence in split_sentences(text)][:1] or [""]
    headings = [key for key in value if key.lower() in _HEADINGS] if len(value) > 1 else []
    body = next((key for key in value if key not in headings), value[0])
    fields: dict[str, object] = {}
    for key in value:
        if key == body:
            fields[key] = said[0]
        elif key in headings:
            fields[key] = " ".join(said[0].rstrip(".!?").split()[:4])
        else:
            fields[key] = _FIELDS.get(key.lower(), True)
    return json.dumps(fields, ensure_ascii=False)


def is_json(text: str, keys: Value) -> bool:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and {key.casefold() for key in keys} <= {key.casefold() for key in fields}
