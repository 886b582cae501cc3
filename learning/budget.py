"""How long a lesson will take, before anything is built: for the chip "about 40 s".

Knows counts of items and one rate measured on two CPU cores; the real time is measured while it runs.
"""

from __future__ import annotations

from typing import Final

from learning.types import Intent, Kind

_FIXED: Final = 14.0  # preparing and quiz
_FACT: Final = 4.5
_FACTS_MOST: Final = 40.0  # a lesson of many facts gets fewer phrasings each
_RULE: Final = 30.0


def estimate(intent: Intent) -> float:
    """Seconds, roughly."""
    facts = sum(part.kind in (Kind.FACT, Kind.CORRECTION) for part in intent.parts)
    rules = len(intent.parts) - facts
    return _FIXED + min(_FACTS_MOST, 6.0 + facts * _FACT if facts else 0.0) + rules * _RULE
