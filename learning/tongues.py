"""Statements in German, French, Spanish and Chinese: how they are said back and asked for.

Knows resources/prompts/other_languages.toml and no grammar beyond its tables; knows no lessons.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from learning.languages import PROMPTS, QUOTED, language_of, table

_TOKEN: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|[^\W\d_]+['’](?=\w)|\w+(?:-\w+)*|\s+|[^\w\s]")
_JOINS: Final = frozenset(["und", "aber", "denn", "oder", "sondern", "et", "mais", "ou", ",", ";", ".", ":", "–", "-"])
_NAMES: Final = re.compile(r"(?<=[\w,.:] )[^\W\d_a-zà-ÿ][\w'’-]*(?: [^\W\d_a-zà-ÿ][\w'’-]*)*")
_NUMBERS: Final = re.compile(r"\d[\w.:,/-]*\w|\d")
_TOLD_ZH: Final = re.compile(r"(?:叫|是|住在|在|有|喜欢|爱|吃|讨厌|学|做|到)(?P<v>[^，。！？,.!?]+)")
_PLURAL: Final = re.compile(r" \w+n\b")


@dataclass(frozen=True, slots=True)
class Direct:
    """Questions that a statement answers when `match` is found in it."""

    match: re.Pattern[str]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a statement is about, to be put into a frame."""

    name: str  # {x}
    dative: str  # {d}; "" when nobody knows


@dataclass(frozen=True, slots=True)
class Tongue:
    """One table of other_languages.toml, which says what the fields are."""

    code: str
    unknown: str
    swaps: Mapping[str, str]
    after: tuple[tuple[str, ...], ...]
    between: frozenset[str]
    nouns_after: frozenset[str]
    topic: re.Pattern[str]
    dative: Mapping[str, str]
    frames: tuple[str, ...]
    unseen_frames: tuple[str, ...]
    asks: tuple[str, ...]
    unseen_asks: tuple[str, ...]
    cloze: tuple[str, ...]
    near: tuple[str, ...]
    strangers: tuple[str, ...]
    questions: tuple[Direct, ...]


def tongue_of(text: str) -> Tongue | None:
    """None for English, and for what no table is there for."""
    return _tables().get(language_of(text))


def said_back(tongue: Tongue, text: str) -> str:
    """The statement as the assistant says it: "Ich heiße Ada" → "Du heißt Ada."."""
    text = text.strip()
    if tongue.code == "zh":
        said = re.sub(r"“[^”]*”|\"[^\"]*\"|[我你您]", lambda found: tongue.swaps.get(found[0], found[0]), text)
        return said if said.endswith(("。", "！", "？", "!", "?", ".")) else said + "。"
    tokens = _TOKEN.findall(text)
    words = [token for token in tokens if not token.isspace()]
    turned = iter([_turned(tongue, words, place) for place in range(len(words))])
    said = "".join(token if token.isspace() else next(turned) for token in tokens)
    said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "!", "?", "…")) else said + "."


def topics(tongue: Tongue, statement: str) -> tuple[Topic, ...]:
    """What a statement is about: "mein Hund", else what it tells."""
    found = [_topic(tongue, one[0], statement[one.end() :]) for one in tongue.topic.finditer(statement)]
    named = [value for value in values(tongue, statement) if len(value) < 40][:1]
    return tuple(dict.fromkeys([*found, *(Topic(value, value) for value in named)]))[:3]


def values(tongue: Tongue, statement: str) -> tuple[str, ...]:
    """The telling parts: quoted words, numbers, names; else the last word that says something."""
    text = statement.strip().rstrip(".!。！")
    found = [next(part for part in quoted if part) for quoted in QUOTED.findall(text)]
    found += _NUMBERS.findall(text)
    if tongue.code == "zh":
        found += [told["v"] for told in _TOLD_ZH.finditer(text)]
    plain = tongue.topic.sub(lambda topic: topic[0].lower(), QUOTED.sub(" ", text))
    found += [name for name in _NAMES.findall(plain) if name.lower() not in tongue.swaps]
    common = table()[tongue.code].common
    telling = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word.lower() not in common]
    return tuple(dict.fromkeys(found)) or tuple(telling[-1:]) or (text,)


def questions(tongue: Tongue, statement: str, of: str = "") -> tuple[str, ...]:
    """Direct questions that the statement answers; with `of`, the same about another thing ("meine Katze")."""
    asked: list[str] = []
    for direct in tongue.questions:
        found = direct.match.search(statement)
        if found is None or (of and "x" not in direct.match.groupindex):
            continue
        about = of or _lower_first(found.groupdict().get("x") or "")
        asked += [_capital(question.format(x=about)) for question in direct.ask]
    return tuple(dict.fromkeys(asked))


def framed(frames: Sequence[str], about: Sequence[Topic]) -> list[str]:
    """Every topic in every frame that it fits."""
    fits = [(frame, one) for frame in frames for one in about if one.dative or "{d}" not in frame]
    return [_capital(frame.format(x=one.name, d=one.dative)) for frame, one in fits]


def other_topics(tongue: Tongue) -> tuple[Topic, ...]:
    """Other things to ask about, that nothing was told of."""
    return tuple(_topic(tongue, name, "") for name in tongue.near)


def beginning(tongue: Tongue, statement: str) -> str:
    """The first two thirds of a statement, never all of it."""
    text = statement.strip().rstrip(".!。！")
    if tongue.code == "zh":
        return text[: max(1, min(len(text) - 1, len(text) * 2 // 3))]
    words = text.split()
    return " ".join(words[: max(1, min(len(words) - 1, len(words) * 2 // 3))])


def _turned(tongue: Tongue, words: Sequence[str], place: int) -> str:
    word = words[place]
    lower = word.lower().replace("’", "'")
    before = words[place - 1].lower() if place else ""
    if lower in tongue.swaps and before not in tongue.nouns_after and (word == lower or _begins(words, place)):
        new = tongue.swaps[lower] + (" " if lower.endswith("'") and not tongue.swaps[lower].endswith("'") else "")
    else:
        new = _verb(tongue, words, place, lower)
    return new[:1].upper() + new[1:] if word[:1].isupper() else new


def _verb(tongue: Tongue, words: Sequence[str], place: int, lower: str) -> str:
    """The verb beside "ich": "ich wohne", "wohne ich"; not the word after it in "dass ich gerne koche"."""
    if lower in tongue.between:
        return words[place]
    behind = place - 1
    while behind > 0 and words[behind].lower() in tongue.between:
        behind -= 1
    beside = words[behind].lower().replace("’", "'") if behind >= 0 and _begins(words, behind) else ""
    ahead = words[place + 1].lower() if place + 1 < len(words) else ""
    for pronoun, ending, new in tongue.after:
        if pronoun in (beside, ahead) and lower.endswith(ending) and words[place][:1] == lower[:1]:
            return lower[: -len(ending)] + new
    return words[place]


def _begins(words: Sequence[str], place: int) -> bool:
    """Whether a word begins a clause; a French pronoun always stands before its verb."""
    before = words[place - 1].lower() if place else ","
    return before in _JOINS or words[place].lower() in ("je", "j'", "j’", "m'", "m’", "nous")


def _topic(tongue: Tongue, name: str, following: str) -> Topic:
    name = _lower_first(name)
    first, _, rest = name.partition(" ")
    if not tongue.dative:
        return Topic(name, name)
    dative = tongue.dative.get(first, "")
    return Topic(name, f"{dative} {rest}" if dative and not _PLURAL.match(following) else "")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _tables() -> Mapping[str, Tongue]:
    raw = tomllib.loads((PROMPTS / "other_languages.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _tongue(code, words) for code, words in raw.items()})


def _tongue(code: str, words: Mapping[str, Any]) -> Tongue:  # Any: TOML
    lists = ("frames", "unseen_frames", "asks", "unseen_asks", "cloze", "near", "strangers")
    asked = tuple(Direct(re.compile(one["match"]), tuple(one["ask"])) for one in words["question"])
    return Tongue(
        code=code,
        unknown=words["unknown"],
        swaps=MappingProxyType(dict(pair.split() for pair in words["swaps"])),
        after=tuple(tuple(row) for row in words.get("after", ())),
        between=frozenset(words.get("between", ())),
        nouns_after=frozenset(words.get("nouns_after", ())),
        topic=re.compile(words["topic"]),
        dative=MappingProxyType(words.get("dative", {})),
        questions=asked,
        **{name: tuple(words[name]) for name in lists},
    )
