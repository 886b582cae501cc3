"""Rules that a machine can check: applied to an answer, and checked on an answer.

Knows text only. How a rule is read from words is `orders`. A rule that is not mechanical is `in_words`: it changes
nothing and never holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Final

from learning import tools
from learning.languages import language_of
from learning.types import Rule

_REPLACEMENTS: Final = MappingProxyType(
    {"good": "fine", "great": "strong", "nice": "pleasant", "bad": "poor", "very": "", "really": "", "just": "",
     "things": "items", "important": "useful", "big": "large", "however": "still", "sorry": "", "please": "",
     "!": ".", "?": ".", ";": ",", ":": ","}
)  # fmt: skip

BANS: Final = frozenset({"avoid"})  # what most answers obey without having learned anything


def parts(rule: Rule) -> tuple[Rule, ...]:
    """The simple rules in a rule."""
    if rule.do != "every":
        return (rule,)
    return tuple(Rule(do, tuple(value), rule.when) for do, *value in (json.loads(text) for text in rule.value))


# ------------------------------------------------------------------------------------------------- applying


def apply(rule: Rule, answer: str, index: int = 0) -> str:
    """The answer made to obey. `index` varies where there is a choice, so that not every target is alike."""
    text = answer.strip()
    for part in sorted(parts(rule), key=lambda part: _ORDER.index(part.do) if part.do in _ORDER else 0):
        text = _APPLY.get(part.do, _same)(text, part.value, index)
    return text


def split_sentences(text: str) -> list[str]:
    """Sentences of an answer; a line break ends one."""
    pieces = re.split(r"(?<=[.!?…])[\"')\]]*\s+(?=[A-Z\"'(0-9-])|\n+", text.strip())
    out: list[str] = []
    for piece in (p.strip() for p in pieces):
        if out and re.search(r"\b(?:Mr|Mrs|Ms|Dr|St|etc|e\.g|i\.e|vs|No)\.$|^\d+\.$", out[-1]):
            out[-1] += " " + piece
        elif piece:
            out.append(piece)
    return out


def _same(text: str, value: tuple[str, ...], index: int) -> str:
    return text


def _plain_points(text: str) -> list[str]:
    points = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", s).replace("**", "").strip() for s in split_sentences(text)]
    points = [p for p in points if re.search(r"\w", p) and not p.endswith(":")]
    if len(points) == 1 and len(points[0].split()) > 5:
        halves = re.split(r",? (?:and|because|so|which|but) |, ", points[0], maxsplit=1)
        points = [h.strip() for h in halves if h.strip()]
    return [p[:1].upper() + p[1:] for p in points]


def _bullets(text: str, value: tuple[str, ...], index: int) -> str:
    points = _plain_points(text)[: max(3, int(value[0]))]
    while len(points) < int(value[0]):
        points.append(
            ("That is the main point.", "Ask me for more if you like.", "Take it step by step.")[len(points) % 3]
        )
    return "\n".join(f"- {point}" for point in points)


def _numbered(text: str, value: tuple[str, ...], index: int) -> str:
    lines = _bullets(text, value, index).splitlines()
    return "\n".join(f"{n}. {line[2:]}" for n, line in enumerate(lines, 1))


def _fewer_sentences(text: str, value: tuple[str, ...], index: int) -> str:
    if "\n" in text.strip():
        text = " ".join(_plain_points(text))
    return " ".join(split_sentences(text)[: int(value[0])])


def _fewer_words(text: str, value: tuple[str, ...], index: int) -> str:
    limit = max(1, int(value[0]) * 3 // 4)
    kept: list[str] = []
    for sentence in split_sentences(text):
        if kept and len(" ".join([*kept, sentence]).split()) > limit:
            break
        kept.append(sentence)
    words = " ".join(kept).split()
    return " ".join(words) if len(words) <= limit else " ".join(words[:limit]).rstrip(",;:") + "."


def _avoid(text: str, value: tuple[str, ...], index: int) -> str:
    for word in value:
        if word[:1].isalnum():
            text = re.sub(rf"(?i)\b{re.escape(word)}\b ?", partial(_instead, word), text)
        else:
            text = text.replace(word, _REPLACEMENTS.get(word, ""))
    text = re.sub(r"\s+([.,!?])", r"\1", re.sub(r" {2,}", " ", text)).strip()
    return text[:1].upper() + text[1:]


def _instead(word: str, found: re.Match[str]) -> str:
    other = _REPLACEMENTS.get(word.lower(), "")
    other = other.capitalize() if found[0][:1].isupper() else other
    return f"{other} " if other and found[0].endswith(" ") else other


def _address(text: str, value: tuple[str, ...], index: int) -> str:
    sentences = split_sentences(text) or [text]
    first = sentences[0]
    if index % 2 and first[-1:] in ".!":
        return " ".join([f"{first[:-1]}, {value[0]}{first[-1]}", *sentences[1:]])
    return f"{value[0]}, {_lower_first(text)}"


def _lower_first(text: str) -> str:
    keep = re.match(r"(?:I\b|[A-Z]{2}|[A-Z]\w* [A-Z])", text)
    return text if keep else text[:1].lower() + text[1:]


def _starts(text: str, value: tuple[str, ...], index: int) -> str:
    phrase = value[0]
    joint = " " if re.search(r"\W$", phrase) else ", "
    return f"{phrase}{joint}{text if joint == ' ' else _lower_first(text)}"


def _ends(text: str, value: tuple[str, ...], index: int) -> str:
    text = text if re.search(r"[.!?…)\]]$", text) else text + "."
    return f"{text} {value[0]}"


def _contains(text: str, value: tuple[str, ...], index: int) -> str:
    for phrase in value:
        if re.search(r":$", phrase):
            text = f"{text} {phrase} take care and go slowly."
        elif not _has(text, phrase):
            text = f"{text} {phrase}"
    return text


def _contains_any(text: str, value: tuple[str, ...], index: int) -> str:
    if any(_has(text, word) for word in value):
        return text
    word = value[index % len(value)]
    return f"{text} {word}" if not re.search(r"\w", word) else f"{text} Mind the {word}."


def _json(text: str, value: tuple[str, ...], index: int) -> str:
    fields = {key: _one_line(text) if position == 0 else True for position, key in enumerate(value)}
    return json.dumps(fields, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(split_sentences(text)[:1]).replace('"', "'")


def _asks_back(text: str, value: tuple[str, ...], index: int) -> str:
    return f"{text} " + ("What do you think?", "Does that help?", "What would you like to know next?")[index % 3]


def _lowercase(text: str, value: tuple[str, ...], index: int) -> str:
    return text.lower()


def _uppercase(text: str, value: tuple[str, ...], index: int) -> str:
    return text.upper()


# ------------------------------------------------------------------------------------------------- checking


def checkable(rule: Rule) -> bool:
    return all(part.do in _HOLDS for part in parts(rule))


def holds(rule: Rule, answer: str) -> bool:
    """Whether an answer obeys. An empty answer never does; a rule that nothing can check never holds."""
    text = answer.strip().strip("*_`").strip()
    return bool(text) and all(part.do in _HOLDS and _HOLDS[part.do](text, part.value) for part in parts(rule))


def _squash(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold().strip()


def _has(text: str, phrase: str) -> bool:
    left = r"(?<!\w)" if phrase[:1].isalnum() else ""
    right = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.search(left + re.escape(_squash(phrase)) + right, _squash(text)) is not None


def _lines(text: str, mark: str, least: int) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    marked = sum(bool(re.match(mark, line)) for line in lines)
    return marked >= least and len(lines) - marked <= 2


def _is_json(text: str, keys: tuple[str, ...]) -> bool:
    try:
        fields = json.loads(text)
    except ValueError:
        return False
    return isinstance(fields, dict) and set(keys) <= set(fields)


_APPLY: Final[MappingProxyType[str, Callable[[str, tuple[str, ...], int], str]]] = MappingProxyType(
    {"max_sentences": _fewer_sentences, "max_words": _fewer_words, "bullets": _bullets, "numbered": _numbered,
     "avoid": _avoid, "address": _address, "starts_with": _starts, "ends_with": _ends, "contains": _contains,
     "contains_any": _contains_any, "json": _json, "asks_back": _asks_back, "lowercase": _lowercase,
     "uppercase": _uppercase}
)  # fmt: skip
_HOLDS: Final[MappingProxyType[str, Callable[[str, tuple[str, ...]], bool]]] = MappingProxyType(
    {
        "max_sentences": lambda text, value: len(split_sentences(text)) <= int(value[0]),
        "max_words": lambda text, value: len(re.findall(r"\w+(?:['’-]\w+)*", text)) <= int(value[0]),
        "bullets": lambda text, value: _lines(text, r"\s*[-*•]\s+\S", int(value[0])),
        "numbered": lambda text, value: _lines(text, r"\s*\d+[.)]\s+\S", int(value[0])),
        "avoid": lambda text, value: not any(_has(text, word) for word in value),
        "address": lambda text, value: _has(text, value[0]),
        "starts_with": lambda text, value: _squash(text).startswith(_squash(value[0])),
        "ends_with": lambda text, value: _squash(text).rstrip(".!?").endswith(_squash(value[0]).rstrip(".!?")),
        "contains": lambda text, value: all(_has(text, phrase) for phrase in value),
        "contains_any": lambda text, value: any(_has(text, phrase) for phrase in value),
        "json": _is_json,
        "tool_call": lambda text, value: tools.same_call(text, value[0]),
        "any_tool_call": lambda text, value: tools.any_call(text),
        "asks_back": lambda text, value: text.endswith("?"),
        "lowercase": lambda text, value: text == text.lower(),
        "uppercase": lambda text, value: text == text.upper(),
        "language": lambda text, value: language_of(text) == value[0],
    }
)  # fmt: skip
_ORDER: Final = tuple(_APPLY)
