"""What two statements have in common, word by word: the same word bent another way, half of a compound, a new value.

Knows words and readings, no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from learning.change.reading import Reading, Token

_DERIVED: Final = frozenset(["ance", "ence", "ed", "e", "", "y", "ies"])  # "insurance" and "insured"
_HAN: Final = re.compile(r"[一-鿿]")


def same(one: str, other: str) -> bool:
    """Whether two words are one word with different endings."""
    if one == other or any(letter.isdigit() for letter in one + other) or _HAN.match(one):
        return one == other
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    tails = {one[shared:], other[shared:]}
    if shared > 4 and tails <= _DERIVED:
        return True
    if "" not in tails and any(len(tail) == 2 and tail[0] not in "aeiou" and tail[1] in "aeiou" for tail in tails):
        return False  # "vuelta" and "vuelo"
    if any(len(tail) > 2 and tail != "ing" for tail in tails):
        return False
    return shared >= 4 or (shared == 3 and tails == {"", "s"})


def among(word: str, words: Iterable[Token]) -> bool:
    """Whether a word is there, also as two that make it ("Zahnarzttermin": "Termin beim Zahnarzt")."""
    keys = [token.key for token in words]
    if any(same(word, key) for key in keys):
        return True
    begins = [key for key in keys if len(key) > 3 and word.startswith(key[:-1])]
    ends = [key for key in keys if len(key) > 3 and word.endswith(key)]
    return bool(begins and ends) and not _HAN.match(word)


def kin(one: str, other: str) -> bool:
    """Two of a sort: "Waldschule" and "Bergschule"."""
    shared = next((i for i, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b), 0)
    return one != other and shared >= (2 if _HAN.match(one) else 5)


def within(words: Sequence[Token], of: Sequence[Token]) -> bool:
    return all(among(token.key, of) or any(_half(token.key, one.key) for one in of) for token in words)


def _half(part: str, whole: str) -> bool:
    """ "Termin" of "Zahnarzttermin"; "zimmer" of "Zimmernummer"."""
    if _HAN.match(part):
        return len(part) > 1 and part != whole and part in whole
    fits = len(part) > 3 and part != whole and part.isalpha()
    return fits and (whole.endswith(part) or (whole.startswith(part) and len(whole) > len(part) + 3))


def tells_more(one: Reading, old: Reading) -> bool:
    """Whether it tells anything that the stored statement does not, or that something is off."""
    turned = one.has("without") != old.has("without")
    return turned or one.has("cancelled", "sold", "became") or any(not exactly(token, old) for token in one.words)


def exactly(token: Token, old: Reading) -> bool:
    return any(token.text.lower() == other.text.lower() for other in old.tokens)


def held(words: Sequence[Token], old: Reading) -> bool:
    return all(is_in(token, old) or is_part(token, old) for token in words)


def is_in(token: Token, old: Reading) -> bool:
    return is_among(token, old.words)


def is_among(token: Token, words: Sequence[Token]) -> bool:
    return any(alike(token, other) for other in words)


def alike(token: Token, other: Token) -> bool:
    return token.key == other.key or (not token.number and not other.number and same(token.key, other.key))


def same_colour(here: set[str], there: set[str]) -> bool:
    return any(
        one[:3] == other[:3] or one.startswith(other) or other.startswith(one) for one in here for other in there
    )


def is_part(token: Token, old: Reading) -> bool:
    return within((token,), old.words)


def leads(token: Token, to: frozenset[str]) -> bool:
    """ "to", and the "to" of "moved to"."""
    last = token.key.rpartition(" ")[2]
    return last in to or (bool(token.roles) and token.key > "一" and token.key[-1] in to)


def fresh_kinds(one: Reading, old: Reading) -> frozenset[str]:
    """Kinds of values that both have, with another value in the new one."""
    return frozenset(token.kind for token in one.tokens if token.kind in old.kinds and not exactly(token, old)) - {""}


def is_verb(token: Token, old: Reading) -> bool:
    """Whether it stands right behind "I", "I am" or "my sister"."""
    tokens = [each for each in old.tokens if each.key not in ("am", "are", "is")]
    pairs = pairwise(tokens)
    return any(alike(token, after) and before.roles & {"first", "persons"} for before, after in pairs)
