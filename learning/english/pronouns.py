"""Whom "she" means: a pronoun at the beginning of a clause, spelled out by the noun phrase said before it.

Knows noun phrases and kinds of things, no clauses. A pronoun that nothing before it fits stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from learning.english import vocabulary as words
from learning.english.nouns import head, plural

_SUBJECT: Final = re.compile(
    r"^(she|he|it|they)\b(?!['’]|\s+(?:rains?|snows?|is (?:raining|snowing))\b)", re.IGNORECASE
)
_OWNER: Final = re.compile(r"^(her|his|its|their)(?=\s+\w)", re.IGNORECASE)
_LIVING: Final = frozenset(["relation", "animal"])
_PLURAL: Final = frozenset(["they", "their"])
_THING: Final = frozenset(["it", "its"])


def spelled_out(clause: str, nouns: Sequence[str]) -> str:
    """ "She lives in Graz" after "my sister": "my sister lives in Graz". `nouns` were spoken of, the newest last."""
    found = _SUBJECT.match(clause) or _OWNER.match(clause)
    if found is None:
        return clause
    noun = next((noun for noun in reversed(nouns) if _fits(found[1].lower(), noun)), "")
    if not noun:
        return clause
    owned = noun if _SUBJECT.match(clause) else noun + ("'" if plural(noun) and noun.endswith("s") else "'s")
    whole = owned + clause[found.end() :]
    return whole[:1].upper() + whole[1:] if clause[:1].isupper() else whole


def _fits(pronoun: str, noun: str) -> bool:
    """By number and by whether it lives; a noun of no known kind may be either."""
    kind = words.kind_of(head(noun))
    if plural(noun) != (pronoun in _PLURAL):
        return False
    if pronoun in _PLURAL:
        return True
    return kind != "relation" and noun.islower() if pronoun in _THING else not kind or kind in _LIVING
