"""Which language a text is in, and the tables of words that every language brings.

Knows resources/prompts/languages.toml. What the words are good for is known by `intent`, `request` and `other_orders`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

PROMPTS: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts"
QUOTED: Final = re.compile(
    r"\"([^\"]+)\"|“([^“”]+)”|„([^„“”]+)[“”]|«\s*([^«»]+?)\s*»|»([^«»]+)«|「([^「」]+)」|(?<!\w)'([^']+)'(?!\w)"
)
_TOKEN: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[一-鿿]")
_SCRIPTS: Final = (("ja", re.compile(r"[ぁ-ヿ]")), ("ko", re.compile(r"[가-힣]")))
_MUCH: Final = 1.5  # times the English words: names like "El Niño" stand in English sentences too


@dataclass(frozen=True, slots=True)
class Phrases:
    """A list of words or phrases, to be found at the beginning of a text or anywhere in it."""

    pattern: re.Pattern[str] | None

    def begin(self, text: str) -> int:
        """How long the phrase is that `text` begins with; 0: it begins with none."""
        found = self.pattern.match(text) if self.pattern else None
        return found.end() if found else 0

    def within(self, text: str) -> bool:
        return self.pattern is not None and self.pattern.search(text) is not None

    def without(self, text: str) -> str:
        return self.pattern.sub(" ", text) if self.pattern else text


@dataclass(frozen=True, slots=True)
class Language:
    """One table of languages.toml, which says what the fields are."""

    code: str
    common: frozenset[str]
    letters: frozenset[str]
    everyday: Phrases  # `common` again
    wrong: Phrases
    right: Phrases
    denies: Phrases
    orders: Phrases
    maybe: Phrases
    telling: Phrases
    conditions: Phrases
    asking: Phrases
    even: Phrases
    anew: Phrases
    ends: Phrases
    starts: Phrases
    tongue: Phrases
    negations: Phrases
    web: Phrases
    document: Phrases
    mine: Phrases


_LISTS: Final = tuple(field.name for field in fields(Language))[4:]  # those that are lists of phrases in the file


def language_of(text: str) -> str:
    """The code of the language ("de"), "" when nobody can tell. What stands in quotes tells nothing."""
    text = QUOTED.sub(" ", text).strip() or text
    for code, letters in _SCRIPTS:
        if letters.search(text):
            return code
    words = _TOKEN.findall(_HAN.sub(" ", text))
    if len(_HAN.findall(text)) > len(words):
        return "zh"
    said = [word.lower() for place, word in enumerate(words) if place == 0 or word == "I" or word.islower()]
    return _most_likely(said, frozenset(text.lower()))


def spoken() -> tuple[Language, ...]:
    """All languages with words for instructions, English left out."""
    return tuple(one for one in table().values() if one.orders.pattern is not None)


def named(text: str) -> str:
    """The one language that a text names ("answer in French" → "fr"); "" for none or several."""
    found = [code for code, names in _names().items() if names.within(text)]
    return found[0] if len(found) == 1 else ""


@cache
def table() -> Mapping[str, Language]:
    return MappingProxyType({code: _language(code, words) for code, words in _raw().items() if code != "names"})


def phrases(words: Sequence[str]) -> Phrases:
    if not words:
        return Phrases(None)
    longest_first = sorted(words, key=len, reverse=True)
    return Phrases(re.compile("|".join(_phrase(words) for words in longest_first), re.IGNORECASE))


def _most_likely(words: Sequence[str], letters: frozenset[str]) -> str:
    english = table()["en"].common
    told = {code: _evidence(one, words, letters) for code, one in table().items() if code not in ("en", "zh")}
    most = max(told.values())
    best = [code for code, score in told.items() if score == most]
    against = sum(word in english and word not in table()[best[0]].common for word in words)
    if most == 0 or most <= _MUCH * against:
        return "en" if any(word in english for word in words) else ""
    return best[0] if len(best) == 1 else ""


def _evidence(one: Language, words: Sequence[str], letters: frozenset[str]) -> int:
    """Everyday words that are not English, and letters that few others have."""
    english = table()["en"].common
    return sum(word in one.common and word not in english for word in words) + len(one.letters & letters)


def _phrase(words: str) -> str:
    """Whole words where words have spaces between them; Chinese has none."""
    left = r"(?<!\w)" if words[0].isalnum() and not _HAN.match(words[0]) else ""
    right = r"(?!\w)" if words[-1].isalnum() and not _HAN.match(words[-1]) else ""
    return left + re.escape(words).replace("'", "['’]").replace(r"\ ", r"\s+") + right


def _language(code: str, words: Mapping[str, Any]) -> Language:  # Any: TOML
    common = words.get("common", "").split()
    lists = {name: phrases(words.get(name, ())) for name in _LISTS}
    return Language(code, frozenset(common), frozenset(words.get("letters", "")), phrases(common), **lists)


@cache
def _names() -> Mapping[str, Phrases]:
    return MappingProxyType({code: phrases(names) for code, names in _raw()["names"].items()})


def _raw() -> dict[str, Any]:  # Any: TOML
    return tomllib.loads((PROMPTS / "languages.toml").read_text(encoding="utf-8"))
