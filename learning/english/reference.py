"""Sentences that lean on the one before: "My sister is called Maja. She lives in Graz."

Each becomes a statement that can be asked for on its own. Knows clauses and noun phrases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from learning.english.change import announcement
from learning.english.clause import Clause, clauses, plain
from learning.english.pronouns import spelled_out
from learning.english.vocabulary import PRONOUNS

_MEMORY: Final = 4  # noun phrases
_OWN: Final = re.compile(
    r"\b(?:have|own|keep|adopted|bought|got) (?:a|an|one|two|three) ([a-z][a-z -]*?)"
    r"(?= (?:named|called|who|that|which|in|at|from|with|and)\b|[,.;:!]| [A-Z]|$)"
)


def standing_alone(sentences: Sequence[str]) -> tuple[str, ...]:
    """The same sentences with their first pronoun spelled out where it is clear whom it means."""
    nouns: list[str] = []
    told: list[str] = []
    for sentence in sentences:
        spelled = spelled_out(plain(sentence), nouns[-_MEMORY:])
        told.append(sentence if spelled == plain(sentence) else spelled)
        nouns += _spoken_of(told[-1])
    return tuple(told)


def _spoken_of(sentence: str) -> list[str]:
    """ "My sister Maja lives in Graz" → "my sister"; "I have a dog called Rex" → "my dog"."""
    owned = [f"my {noun}" for noun in _OWN.findall(plain(sentence))]
    read = clauses(sentence)
    subjects = [clause.subject for clause in read]
    if announcement(sentence):
        owned += [noun for clause in read for noun in _touched(clause)]
    return owned + [noun for noun in subjects if "'" not in noun and noun.lower() not in PRONOUNS]


def _touched(clause: Clause) -> list[str]:
    """ "I moved the old key" → ["my key"]: what somebody changed is spoken of next."""
    mine = "my" if clause.first_person else "the"
    nouns = (re.match(r"(?:the|my|our) (?:old )?(.+)", piece.text) for piece in clause.pieces if not piece.lead)
    return [f"{mine} {found[1]}" for found in nouns if found]
