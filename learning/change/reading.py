"""A statement seen through the words of change: what it is about, what it tells, and what marks it as news.

Knows one statement at a time and the table of its language, no grammar. Which statement replaces which is known by
`rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from learning.change.table import ChangeTable, Relation, change_codes, change_table, plain
from learning.languages import language_of

_KINDS: Final = (("days", "when"), ("months", "when"), ("numbers", "number"), ("colours", "colour"))
_TYPED: Final = frozenset(role for role, _ in _KINDS)
_SAYS: Final = frozenset(
    ["stays", "sole", "groups", "attributes", "best", "again", "pairs"]
)  # words that still tell something
_SHARED: Final = frozenset(["groups", "attributes", "best"])  # "club", "date": in several languages
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
        return any(letter.isdigit() for letter in self.key) and "@" not in self.key

    @property
    def kind(self) -> str:
        if "stop" in self.roles:
            return ""
        if "@" in self.key:
            return "address"
        return "number" if self.number else next((kind for role, kind in _KINDS if role in self.roles), "")

    @property
    def telling(self) -> bool:
        """Whether it says what the statement is about or what it tells; people are looked at apart."""
        return self.roles <= _SAYS or bool(self.kind)

    @property
    def name(self) -> bool:
        return self.telling and not self.kind and (self.text[:1].isupper() or _HAN.match(self.text) is not None)


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
        """Who is told of; "with my aunt" tells of somebody else."""
        there = [(i, token.key) for i, token in enumerate(self.tokens) if "persons" in token.roles]
        return frozenset(
            key for i, key in there if not any("beside" in t.roles for t in self.tokens[max(0, i - 2) : i])
        )

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
    def negated(self) -> bool:
        """ "I do not live there": not so, but nothing says that it was."""
        return self.has("not") and not self.denied

    @property
    def relations(self) -> frozenset[str]:
        return frozenset(name for name in self.table.relations if self.has(name))

    @property
    def mine(self) -> bool:
        said = any(token.key in self.table.subjects for token in self.tokens)
        return said or self.implied or self.has("first", *(f"{name}:mine" for name in self.table.relations))

    @property
    def implied(self) -> bool:
        """ "Calzo un 39": the verb says that it is I, and stands first but for words like "now"."""
        ending = self.table.implied
        first = next((t for t in self.tokens if "now" not in t.roles), None)
        return bool(ending) and first is not None and first.telling and first.key.endswith(ending)

    @property
    def pronoun(self) -> bool:
        """Whether it begins with "I", not with "my"."""
        first = self.tokens[0] if self.tokens else None
        if first is None:
            return False
        return (
            self.implied
            or first.key in self.table.subjects
            or ("first" in first.roles and first.key not in self.table.own)
        )

    @property
    def verb(self) -> int:
        """Where the verb stands that parts what the statement is about from what it tells; -1: nowhere."""
        spoken = _VERBS | {f"{name}:{form}" for name in self.table.relations for form in ("mine", "other")}
        return next((i for i, token in enumerate(self.tokens) if token.roles & spoken), -1)

    @property
    def thing(self) -> tuple[Token, ...]:
        """ "My red car is …" → ("car",): what it is about, when that is neither "I" nor somebody."""
        led = self.pronoun and not (self.table.code == "zh" and self.tokens[self.verb].roles & {"be", "called"})
        if self.verb >= 0 and not led:
            return tuple(token for token in self.tokens[: self.verb] if token.telling and not token.kind)
        if self.pronoun or self.relations:
            return ()
        first = next((i for i, token in enumerate(self.tokens) if token.kind), 0)
        return tuple(token for token in self.tokens[:first] if token.telling)

    @property
    def counted(self) -> frozenset[str]:
        """ "second", "other": of several things it is this one; not the second floor."""
        behind = (*self.tokens[1:], None)
        pairs = zip(self.tokens, behind, strict=True)
        return frozenset(
            token.key
            for token, after in pairs
            if "also" in token.roles and not (after is not None and after.key in self.table.ranked)
        )

    @property
    def named(self) -> bool:
        """ "My name is Ada", "I am called Ada"; not "I call my dog Rex"."""
        first = next((i for i, t in enumerate(self.tokens) if t.roles & {"called", "name"}), -1)
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        owned = self.pronoun and any(a.key in self.table.own and "name" not in b.roles for a, b in pairs)
        return self.mine and first >= 0 and not (owned or self.persons or any(t.telling for t in self.tokens[:first]))

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


def states(text: str, code: str) -> bool:
    """Whether what stands behind "from now on" is a statement: of me, or of a day, and not to the assistant."""
    one = read(text, code)
    if one is None or any(token.key in one.table.you for token in one.tokens):
        return False
    me = any(token.key in one.table.subjects for token in one.tokens) or one.tokens[0].key in one.table.own
    return me or "when" in one.kinds


def spoken(text: str) -> str:
    """The language of a statement; where few everyday words tell it, that of which most words are in the table."""
    return next(iter(_likely(text)), "en")


def may_be(text: str, code: str) -> bool:
    """Whether a statement may be in this language; few words are in several."""
    return language_of(text) == code or code in _likely(text)


@lru_cache(maxsize=4096)
def _likely(text: str) -> tuple[str, ...]:
    code = language_of(text)
    if code != "en" and code in change_codes():
        return (code,)
    known = {each: _known_words(one) for each in change_codes() if (one := read(text, each)) is not None}
    return tuple(each for each, many in known.items() if many == max(known.values()))


def _known_words(one: Reading) -> int:
    return sum(len(token.key.split()) for token in one.tokens if token.roles - _SHARED)


def pieces(text: str, code: str) -> tuple[str, ...]:
    """What stands between commas and "and", be it a statement or not."""
    table = change_table(code)
    return tuple(text[start:end] for start, end in _between(table.joins, text)) if table is not None else ()


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


def _between(joins: re.Pattern[str], text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for join in joins.finditer(text):
        if text[start : join.start()].strip():
            yield start, join.start()
        start = join.end()
    if text[start:].strip():
        yield start, len(text)


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
