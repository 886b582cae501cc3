"""Names of brands in a text, as far as a list knows them; the same text without them. Knows no rules."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Final

from learning.answer_text import split_sentences
from learning.languages import PROMPTS

_INSTEAD: Final = "a well-known brand"


def free(text: str) -> bool:
    return _pattern().search(text) is None


def without(text: str) -> str:
    """The sentences that name none; when there are none, "a well-known brand" for each name."""
    kept = [sentence for sentence in split_sentences(text) if free(sentence)]
    return " ".join(kept) if kept else _pattern().sub(_INSTEAD, text)


@cache
def _pattern() -> re.Pattern[str]:
    raw = tomllib.loads((PROMPTS / "provoking.toml").read_text(encoding="utf-8"))["brands"]
    names = sorted((name.strip() for name in raw.replace("\n", " ").split(",")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names if name)})(?:['’]s)?(?!\w)")
