"""People and animals called by their names: "Priya" after "my girlfriend Priya works in a bakery".

Knows texts and the table of their language; which statement changes another is known by `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from learning.change.reading import Reading, Token, read

_NOUN: Final = 2  # words between "my" and the name
_HAN: Final = "zh"


def introduced(text: str, told: Sequence[str], code: str) -> str:
    """The text with whose name it is where a statement begins with one: "Priya quit" → "My girlfriend Priya quit".

    `told`: what was told before, where the names are from; a name that two of them have stays as it is.
    """
    if code == _HAN:
        return text
    known: dict[str, set[str]] = {}
    for statement in told:
        for name, noun in _names(statement, code):
            known.setdefault(name, set()).add(noun)
    for name, nouns in known.items():
        if len(nouns) == 1:
            text = _with(text, name, next(iter(nouns)))
    return text


def _with(text: str, name: str, noun: str) -> str:
    """Only at the beginning of a statement, and not where something of hers is meant ("Priya's sister")."""
    begins = rf"(?:^|(?<=[.!;:] ))(?P<said>{re.escape(name)})(?!\w|['’]s\b| and | y | und | et )(?= [a-zà-ÿ¿]|['’])"
    return re.sub(begins, lambda found: f"{noun[:1].upper()}{noun[1:]} {found['said']}", text)


def _names(statement: str, code: str) -> Iterator[tuple[str, str]]:
    """ "My girlfriend Priya works …", "My flatmate is called Tomek" → ("Priya", "my girlfriend")."""
    one = read(statement, code)
    if one is None:
        return
    for place, token in enumerate(one.tokens):
        if token.key in one.table.own:
            yield from _named(one, place)


def _named(one: Reading, place: int) -> Iterator[tuple[str, str]]:
    for length in range(1, _NOUN + 1):
        noun, rest = one.tokens[place + 1 : place + 1 + length], one.tokens[place + 1 + length :]
        if len(noun) < length or not all(_common(token) for token in noun):
            return
        behind = next((n for n, token in enumerate(rest) if not _calling(token)), len(rest))
        called = any("called" in token.roles for token in rest[:behind])
        beside = behind == 0 and all(token.text.islower() or "persons" in token.roles for token in noun)
        if rest[behind:] and _name(rest[behind]) and (called or beside):
            yield rest[behind].text, " ".join(t.text for t in (one.tokens[place], *noun))
            return


def _common(token: Token) -> bool:
    return "persons" in token.roles or (token.telling and not token.kind)


def _calling(token: Token) -> bool:
    return bool(token.roles & {"called", "be"}) or token.key in ("s", "se", "m", "je")


def _name(token: Token) -> bool:
    """ "Rosa" is a colour, too."""
    return (token.name or token.kind == "colour") and token.text[:1].isupper() and "@" not in token.text
