"""The language of a text, or "" where it is too short or unclear. Knows py3langid; runs in the child."""

from __future__ import annotations

import re
from typing import Final

_ENOUGH_WORDS: Final = 12
_SURE: Final = 0.9
_LOOK_AT: Final = 20_000  # characters
_WORD: Final = re.compile(r"[^\W\d_]+")


def language(text: str) -> str:
    """ISO 639-1."""
    words = _WORD.findall(text[:_LOOK_AT])
    if len(words) < _ENOUGH_WORDS and sum(map(len, words)) < 5 * _ENOUGH_WORDS:
        return ""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # brings numpy

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    code, sure = identifier.classify(" ".join(words))
    return str(code) if sure >= _SURE and len(code) == 2 else ""
