"""Answers in other languages, for rules like "Always answer in French": a small model cannot translate its own.

Knows the file resources/prompts/translations.toml.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Final

from learning.languages import PROMPTS

_FILE: Final = PROMPTS / "translations.toml"


def translated(language: str) -> tuple[tuple[str, str], ...]:
    """Prompts with an answer in that language; () for one that there are none in."""
    return tuple((answer["prompt"], answer[language]) for answer in _answers() if language in answer)


@cache
def _answers() -> tuple[dict[str, str], ...]:
    return tuple(tomllib.loads(_FILE.read_text(encoding="utf-8"))["answer"])
