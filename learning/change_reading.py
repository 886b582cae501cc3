"""A statement seen through the words of change: what it is about, what it tells, and what marks it as news.

Knows one statement at a time and the table of its language, no grammar. Which statement replaces which is known by
`change_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from learning.change_table import ChangeTable, Relation, change_table, plain

_KINDS: Final = (("days", "when"), ("months", "when"), ("numbers", "number"), ("colours", "colour"))
_TYPED: Final = frozenset(role for role, _ in _KINDS)
_TELLING: Final = _TYPED | {"persons"}  # roles of words that stay words of the statement
_VERBS: Final = frozenset(["be", "called", "spelled", "verbs"])
_HAN: Final = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a phrase of the table. `bare`: the word before it is no article and no possessive."""

    key: str
    text: str
    roles: frozenset[str]

    @property
    def number(self) -> bool:
        return any(letter.isdigit() for letter in self.key)

    @property
    def kind(self) -> str:
        if "stop" in self.roles:
            return ""
        return "number" if self.number else next((kind for role, kind in _KINDS if role in self.roles), "")

    @property
    def telling(self) -> bool:
        """Whether it says what the statement is about or what it tells; people are looked at apart."""
        return not self.roles or bool(self.kind)

    @property
    def name(self) -> bool:
        return self.telling and not self.kind and self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    table: ChangeTable
    tokens: tuple[Token, ...]

    def has(self, *roles: str) -> bool:
        return any(role in token.roles for token in self.tokens for role in roles)

    def at(self, *roles: str) -> int:
        """Where the last word with one of these roles stands; -1: nowhere."""
        return max((i for i, t in enumerate(self.tokens) if t.roles & set(roles)), default=-1)

    @property
    def persons(self) -> frozenset[str]:
        return frozenset(token.key for token in self.tokens if "persons" in token.roles)

    @property
    def words(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.telling)

    @property
    def plain_words(self) -> tuple[Token, ...]:
        return tuple(token for token in self.words if not token.kind)

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(token.kind for token in self.tokens if token.kind)

    @property
    def denied(self) -> bool:
        return any(pattern.search(self.text) for pattern in self.table.no_more)

    @property
    def relations(self) -> frozenset[str]:
        return frozenset(name for name in self.table.relations if self.has(name))

    @property
    def mine(self) -> bool:
        return self.has("first", *(f"{name}:mine" for name in self.table.relations))

    @property
    def pronoun(self) -> bool:
        """Whether it begins with "I", not with "my"."""
        first = self.tokens[0] if self.tokens else None
        return first is not None and "first" in first.roles and first.key not in self.table.own

    @property
    def verb(self) -> int:
        """Where the verb stands that parts what the statement is about from what it tells; -1: nowhere."""
        spoken = _VERBS | {f"{name}:{form}" for name in self.table.relations for form in ("mine", "other")}
        return next((i for i, token in enumerate(self.tokens) if token.roles & spoken), -1)

    @property
    def thing(self) -> tuple[Token, ...]:
        """ "My red car is …" → ("car",): what it is about, when that is neither "I" nor somebody."""
        if self.verb >= 0 and not (self.pronoun and not self.tokens[self.verb].roles & {"be", "called"}):
            return tuple(token for token in self.tokens[: self.verb] if token.telling and not token.kind)
        if self.pronoun or self.relations:
            return ()
        first = next((i for i, token in enumerate(self.tokens) if token.kind), 0)
        return tuple(token for token in self.tokens[:first] if token.telling)

    def relation(self, name: str) -> Relation:
        return self.table.relations[name]


@lru_cache(maxsize=4096)
def read(text: str, code: str) -> Reading | None:
    """None for a language without a table and for what holds no word."""
    table = change_table(code)
    if table is None:
        return None
    text = text.strip().rstrip(".!。！ ").replace("’", "'")
    tokens = tuple(_tokens(text, table))
    return Reading(text, table, tokens) if tokens else None


def parts(text: str, code: str) -> tuple[str, ...]:
    """The statements that stand in one text, each with the "I" that the second has left out."""
    table = change_table(code)
    text = text.strip()
    if table is None:
        return (text,)
    spans: list[tuple[int, int]] = []
    for start, end in _between(table.joins, text.rstrip(".!。！ ")):
        known = read(text[start:end], code)
        if spans and (known is None or known.verb < 0):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(text[start:end] for start, end in spans) or (text,)


def alone(part: str, before: str, code: str) -> str:
    """ "wohne in Graz" after "Ich heiße Ada" → "Ich wohne in Graz"."""
    known, first = read(part, code), read(before, code)
    if known is None or first is None or not known.table.pronoun or known.verb != 0 or not first.pronoun:
        return part
    space = "" if _HAN.match(part) else " "
    lead = "J'" if known.table.pronoun == "Je" and known.tokens[0].key[:1] in "aeiouh" else known.table.pronoun + space
    return lead + part


def same(one: str, other: str) -> bool:
    """Whether two words are one word with different endings."""
    if one == other or any(letter.isdigit() for letter in one + other) or _HAN.match(one):
        return one == other
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    tails = {one[shared:], other[shared:]}
    return all(len(tail) <= 2 for tail in tails) and (shared >= 4 or (shared == 3 and tails == {"", "s"}))


def among(word: str, words: Iterable[Token]) -> bool:
    """Whether a word is there, also as two that make it ("Zahnarzttermin": "Termin beim Zahnarzt"), or as half of one."""
    keys = [token.key for token in words]
    if any(same(word, key) for key in keys):
        return True
    begins = [key for key in keys if len(key) > 3 and word.startswith(key[:-1])]
    ends = [key for key in keys if len(key) > 3 and word.endswith(key)]
    return bool(begins and ends) and not _HAN.match(word)


def within(words: Sequence[Token], of: Sequence[Token]) -> bool:
    return all(among(token.key, of) or any(_half(token.key, one.key) for one in of) for token in words)


def _between(joins: re.Pattern[str], text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for join in joins.finditer(text):
        if text[start : join.start()].strip():
            yield start, join.start()
        start = join.end()
    if text[start:].strip():
        yield start, len(text)


def _half(part: str, whole: str) -> bool:
    """ "Termin" of "Zahnarzttermin"; "zimmer" of "Zimmernummer"."""
    return len(part) > 3 and part != whole and not _HAN.match(part) and whole.endswith(part) and part.isalpha()


def _tokens(text: str, table: ChangeTable) -> Iterable[Token]:
    small = plain(text)
    if len(small) != len(text):  # a letter whose small form is longer
        return
    waiting = ""
    for found in table.scanner.finditer(small):
        key = re.sub(r"\s+", " ", found[0])
        lone = len(key) == 1 and _HAN.match(key) is not None and key not in table.roles
        if waiting and (not lone or small[found.start() - 1] != waiting[-1]):
            yield Token(waiting, waiting, frozenset())
            waiting = ""
        if lone:
            waiting += key
        else:
            yield Token(key, text[found.start() : found.end()], table.roles.get(key, frozenset()))
    if waiting:
        yield Token(waiting, waiting, frozenset())
