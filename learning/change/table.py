"""Words of change in five languages, as resources/prompts/changes.toml has them. Knows no statements and no rules."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from learning.languages import PROMPTS

_LISTS: Final = tuple(
    "first persons stop be called name spelled renamed new now correct also past stopped moved cancelled changed sold "  # noqa: SIM905
    "verbs days months numbers colours to beside without wish not again became posts stays sole amounted groups "
    "attributes best another parted pairs links becoming we definite".split()
)
_FORMS: Final = ("mine", "other", "words", "changed", "ended")
_DOTS: Final = "\u0308"  # "würde" is not "wurde"
_LETTER: Final = r"[^\W一-鿿]"
_ADDRESS: Final = rf"{_LETTER}+(?:[.+-]{_LETTER}+)*@{_LETTER}+(?:[.-]{_LETTER}+)+"
_WHOLE: Final = rf"{_ADDRESS}|{_LETTER}+(?:[.:/]{_LETTER}+)+"  # "8:10" too
_WORD: Final = r"[^\W_一-鿿]+(?:-[^\W_一-鿿]+)*"


@dataclass(frozen=True, slots=True)
class Relation:
    """What can be told of a person in several words: where she lives, where she works."""

    one: bool
    at: frozenset[str]
    role: str


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """One table of the file, which says what the fields are. `roles`: a word or phrase and what it is good for."""

    code: str
    roles: Mapping[str, frozenset[str]]
    scanner: re.Pattern[str]
    own: frozenset[str]
    ranked: frozenset[str]
    you: frozenset[str]
    subjects: frozenset[str]
    to: frozenset[str]
    prepositions: frozenset[str]
    of: frozenset[str]
    single: tuple[str, ...]
    favourite: tuple[str, ...]
    no_more: tuple[re.Pattern[str], ...]
    contrast: tuple[re.Pattern[str], ...]
    swapped: tuple[re.Pattern[str], ...]
    handed: tuple[re.Pattern[str], ...]
    remade: tuple[re.Pattern[str], ...]
    joins: re.Pattern[str]
    pronoun: str
    implied: str
    spelling: bool
    grammar: bool
    relations: Mapping[str, Relation]
    states: Mapping[str, str]


def plain(text: str) -> str:
    """The same text, letter for letter, without capitals and accents."""
    return "".join(_plain(letter) for letter in text.replace("’", "'"))


def change_codes() -> tuple[str, ...]:
    """The languages with a table, English first."""
    return tuple(_tables())


def change_table(code: str) -> ChangeTable | None:
    """None for a language without a table."""
    return _tables().get(code)


def _plain(letter: str) -> str:
    spelled = unicodedata.normalize("NFD", letter.lower()[:1] or letter)
    return unicodedata.normalize("NFC", spelled[0] + _DOTS) if _DOTS in spelled else spelled[0]


@cache
def _tables() -> Mapping[str, ChangeTable]:
    raw = tomllib.loads((PROMPTS / "changes.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _table(code, words) for code, words in raw.items()})


def _table(code: str, words: Mapping[str, Any]) -> ChangeTable:  # Any: TOML
    roles = _roles(words)
    relations = {
        name: Relation(each.get("one", False), frozenset(_split(each.get("at", ""))), plain(each.get("role", "")))
        for name, each in words.get("relation", {}).items()
    }
    return ChangeTable(
        code=code,
        roles=MappingProxyType(roles),
        scanner=_scanner(roles),
        own=frozenset(_split(words["own"])),
        ranked=frozenset(_split(words.get("ranked", ""))),
        you=frozenset(_split(words.get("you", ""))),
        subjects=frozenset(_split(words.get("subjects", ""))),
        to=frozenset(_split(words["to"])),
        of=frozenset(_split(words.get("of", ""))),
        prepositions=frozenset(_split(words.get("prepositions", ""))),
        single=tuple(_split(words["single"])),
        favourite=tuple(_split(words["favourite"])),
        no_more=_patterns(words["no_more"]),
        contrast=_patterns(words["contrast"]),
        swapped=_patterns(words.get("swapped", ())),
        handed=_patterns(words.get("handed", ())),
        remade=_patterns(words.get("remade", ())),
        joins=re.compile(words["joins"], re.IGNORECASE),
        pronoun=words.get("pronoun", ""),
        implied=words.get("implied", ""),
        spelling=words["spelling"],
        grammar=words.get("grammar", False),
        relations=MappingProxyType(relations),
        states=MappingProxyType({s: group for group, some in words.get("states", {}).items() for s in _split(some)}),
    )


def _roles(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:  # Any: TOML
    found: dict[str, set[str]] = {}
    for role in _LISTS:
        for phrase in _split(words.get(role, "")):
            found.setdefault(phrase, set()).add(role)
    for name, each in words.get("relation", {}).items():
        for form in _FORMS:
            for phrase in _split(each.get(form, "")):
                found.setdefault(phrase, set()).update({f"{name}:{form}", name})
    for phrase in (each for name in ("single", "you", "subjects", "cut") for each in _split(words.get(name, ""))):
        found.setdefault(phrase, set())
    return {phrase: frozenset(roles) for phrase, roles in found.items()}


def _scanner(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(f"{_WHOLE}|{'|'.join(_phrase(each) for each in longest_first)}|{_WORD}|[一-鿿]")


def _phrase(phrase: str) -> str:
    """Whole words where words have spaces between them."""
    left = r"(?<![\w-])" if re.match(r"[^\W一-鿿]", phrase) else ""
    right = r"(?![\w-])" if re.search(r"[^\W一-鿿]$", phrase) else ""
    return left + re.escape(phrase).replace(r"\ ", r"\s+") + right


def _split(phrases: str) -> list[str]:
    return [plain(each.strip()) for each in phrases.replace("\n", " ").split(",") if each.strip()]


def _patterns(expressions: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each, re.IGNORECASE) for each in expressions)
