"""How words are broken into lines. Knows Qt's two ways and what the better one costs; no widget."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QTextOption

LONG_WORD: Final = 5_000  # letters without a space
_BY_WORDS: Final = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_ANYWHERE: Final = QTextOption.WrapMode.WrapAnywhere


def wrap_mode(text: str) -> QTextOption.WrapMode:
    """Between words; text with an endless word anywhere, or Qt looks for better places for seconds."""
    endless = len(text) > LONG_WORD and max(map(len, text.split()), default=0) > LONG_WORD
    return _ANYWHERE if endless else _BY_WORDS
