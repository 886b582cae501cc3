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

from learning import brands, dates, left_out, listed, measures, shapes, spellings, tools
from learning.answer_text import count_words, has, lower_first, split_sentences, squash, upper_first
from learning.languages import language_of
from learning.types import Rule

__all__ = ["BANS", "apply", "checkable", "holds", "parts", "room", "split_sentences"]

_REPLACEMENTS: Final = MappingProxyType(
    {"good": "fine", "great": "strong", "nice": "pleasant", "bad": "poor", "very": "", "really": "", "just": "",
     "things": "items", "important": "useful", "big": "large", "however": "still", "sorry": "", "please": "",
     "!": ".", "?": ".", ";": ",", ":": ",", "—": ",", "–": ",", "-": " ", "/": " or ", "&": "and", "…": "."}
)  # fmt: skip
# what many answers obey without having learned anything
BANS: Final = frozenset(
    {"avoid", "without", "without_letter", "not_start", "not_end", "numbers_as", "instead", "units", "dates_as",
     "times_as", "spelling", "no_brands"}
)  # fmt: skip
_PER_WORD: Final = 1.5  # tokens, with room to spare
_PER_SENTENCE: Final = 24
_ROOM: Final = 200  # tokens of the longest answer that is asked for
_SPARE: Final = 4  # how much shorter an answer is made when something has to be added to it


def parts(rule: Rule) -> tuple[Rule, ...]:
    """The simple rules in a rule."""
    if rule.do != "every":
        return (rule,)
    return tuple(Rule(do, tuple(value), rule.when) for do, *value in (json.loads(text) for text in rule.value))


def room(rule: Rule) -> int:
    """Tokens that an answer needs to obey, 0 when any length will do."""
    needs = [0]
    for part in parts(rule):
        if part.do in ("min_words", "exact_words"):
            needs.append(int(int(part.value[0]) * _PER_WORD))
        elif part.do == "min_characters":
            needs.append(int(part.value[0]) // 3)
        elif part.do in ("min_sentences", "exact_sentences", "paragraphs") and int(part.value[0]) > 1:
            needs.append(int(part.value[0]) * _PER_SENTENCE)
    return min(_ROOM, max(needs))


# ------------------------------------------------------------------------------------------------- applying


def apply(rule: Rule, answer: str, index: int = 0) -> str:
    """The answer made to obey. `index` varies where there is a choice, so that not every target is alike.

    Where what one part adds breaks the limit of another, the answer is made shorter first.
    """
    wanted = sorted(parts(rule), key=lambda part: _ORDER.index(part.do) if part.do in _ORDER else 0)
    first = _applied(wanted, answer, index)
    if len(wanted) == 1 or holds(rule, first):
        return first
    for less in range(1, _SPARE):
        text = _applied([_tighter(part, less) for part in wanted], answer, index)
        if holds(rule, text):
            return text
    return _joined(wanted, first)


def _applied(wanted: list[Rule], answer: str, index: int) -> str:
    text = answer.strip()
    for part in wanted:
        text = _APPLY.get(part.do, _same)(text, part.value, index)
    return text


def _tighter(part: Rule, less: int) -> Rule:
    if part.do.startswith(("max_", "exact_")):
        step = 1 if part.do.endswith("sentences") else max(1, int(part.value[0]) // _SPARE)
        return Rule(part.do, (str(max(1, int(part.value[0]) - less * step)),))
    return part


def _joined(wanted: list[Rule], text: str) -> str:
    """An ending that has to be part of the only sentence: "Trees are good – Cheers"."""
    for part in wanted:
        if part.do == "ends_with":
            for phrase in part.value:
                text = re.sub(rf"[.!?]+ (?={re.escape(phrase)}$)", " – ", text)
    return text


def _same(text: str, value: tuple[str, ...], index: int) -> str:
    return text


def _avoid(text: str, value: tuple[str, ...], index: int) -> str:
    for word in value:
        if word[:1].isalnum():
            text = re.sub(rf"(?i)\b{re.escape(word)}\b ?", partial(_instead, word), text)
        else:
            text = text.replace(word, _REPLACEMENTS.get(word, ""))
    text = re.sub(r"\s+([.,!?])", r"\1", re.sub(r" {2,}", " ", text)).strip()
    text = re.sub(r"([.,])(?:[.,]\s*)+(?=\s|$)", r"\1 ", text).strip()
    return text[:1].upper() + text[1:]


def _instead(word: str, found: re.Match[str]) -> str:
    other = _REPLACEMENTS.get(word.lower(), "")
    other = other.capitalize() if found[0][:1].isupper() else other
    return f"{other} " if other and found[0].endswith(" ") else other


def _swapped(text: str, value: tuple[str, ...], index: int) -> str:
    old, new = value

    def other(found: re.Match[str]) -> str:
        return upper_first(new) if found[0][:1].isupper() and len(found[0]) > 1 else new

    return re.sub(rf"(?i)(?<!\w){re.escape(old)}(?!\w)", other, text)


def _without(text: str, value: tuple[str, ...], index: int) -> str:
    for name in value:
        text = left_out.without(name, text)
    return text


def _without_letter(text: str, value: tuple[str, ...], index: int) -> str:
    for letter in value:
        text = left_out.without_letter(letter, text)
    return text


def _address(text: str, value: tuple[str, ...], index: int) -> str:
    sentences = split_sentences(text) or [text]
    first = sentences[0]
    if index % 2 and first[-1:] in ".!":
        return " ".join([f"{first[:-1]}, {value[0]}{first[-1]}", *sentences[1:]])
    return f"{value[0]}, {lower_first(text)}"


def _starts(text: str, value: tuple[str, ...], index: int) -> str:
    phrase = value[index % len(value)]
    joint = " " if re.search(r"\W$", phrase) else ", "
    return f"{phrase}{joint}{text if joint == ' ' else lower_first(text)}"


def _ends(text: str, value: tuple[str, ...], index: int) -> str:
    phrase = value[index % len(value)]
    if re.fullmatch(r"[.!?…]+", phrase):
        return text.rstrip(".!?… ") + phrase
    text = text if re.search(r"[.!?…)\]]$", text) else text + "."
    return f"{text} {phrase}"


def _contains(text: str, value: tuple[str, ...], index: int) -> str:
    for phrase in value:
        if re.search(r":$", phrase):
            text = f"{text} {phrase} take care and go slowly."
        elif not has(text, phrase):
            text = f"{text} {phrase}"
    return text


def _contains_any(text: str, value: tuple[str, ...], index: int) -> str:
    if any(has(text, word) for word in value):
        return text
    word = value[index % len(value)]
    return f"{text} {word}" if not re.search(r"\w", word) else f"{text} Mind the {word}."


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
    wanted, text = parts(rule), answer.strip()
    for part in wanted:  # what stands around the answer is no part of it for other rules
        if part.do == "wrapped":
            inside = shapes.unwrapped(text, part.value)
            if inside is None:
                return False
            text = inside
    plain = text.strip("*_`").strip()
    return bool(plain) and all(
        part.do in _HOLDS and _HOLDS[part.do](_seen(part, text, plain), part.value) for part in wanted
    )


def _seen(part: Rule, text: str, plain: str) -> str:
    """Marks around an answer do not count, unless they may be what is asked for."""
    marked = part.do in _MARKED or (
        part.do in ("starts_with", "ends_with") and re.search(r"[*_`]", "".join(part.value))
    )
    return text if marked else plain


def _starts_so(text: str, value: tuple[str, ...]) -> bool:
    return any(squash(text).startswith(squash(phrase)) for phrase in value)


_APPLY: Final[MappingProxyType[str, Callable[[str, tuple[str, ...], int], str]]] = MappingProxyType(
    {"exact_sentences": shapes.exact_sentences, "min_sentences": shapes.more_sentences,
     "max_sentences": shapes.fewer_sentences, "exact_words": shapes.exact_words, "min_words": shapes.more_words,
     "max_words": shapes.fewer_words, "min_characters": shapes.more_characters,
     "max_characters": shapes.fewer_characters, "numbers_as": shapes.numbers_as, "without": _without,
     "units": lambda text, value, index: measures.turned(text, value),
     "dates_as": lambda text, value, index: dates.written_as(text, value[0]),
     "times_as": lambda text, value, index: dates.times_as(text, value[0]),
     "spelling": lambda text, value, index: spellings.respelled(text, value[0]),
     "no_brands": lambda text, value, index: brands.without(text),
     "without_letter": _without_letter, "instead": _swapped, "not_start": shapes.not_start, "not_end": shapes.not_end,
     "bullets": listed.bullets, "numbered": listed.numbered, "avoid": _avoid, "paragraphs": shapes.paragraphs,
     "sentences_start": shapes.sentences_start, "sentences_end": shapes.sentences_end, "contains": _contains,
     "contains_any": _contains_any, "bold": shapes.bold, "address": _address, "starts_with": _starts,
     "asks_back": _asks_back, "ends_with": _ends, "sentence_lines": shapes.sentence_lines, "json": listed.json_object,
     "titlecase": shapes.titlecase, "lowercase": _lowercase, "uppercase": _uppercase, "wrapped": shapes.wrapped}
)  # fmt: skip
_HOLDS: Final[MappingProxyType[str, Callable[[str, tuple[str, ...]], bool]]] = MappingProxyType(
    {
        "max_sentences": lambda text, value: len(split_sentences(text)) <= int(value[0]),
        "min_sentences": lambda text, value: len(split_sentences(text)) >= int(value[0]),
        "exact_sentences": lambda text, value: len(split_sentences(text)) == int(value[0]),
        "max_words": lambda text, value: count_words(text) <= int(value[0]),
        "min_words": lambda text, value: count_words(text) >= int(value[0]),
        "exact_words": lambda text, value: count_words(text) == int(value[0]),
        "max_characters": lambda text, value: len(text) <= int(value[0]),
        "min_characters": lambda text, value: len(text) >= int(value[0]),
        "paragraphs": shapes.are_paragraphs,
        "sentence_lines": shapes.are_sentence_lines,
        "sentences_start": shapes.do_sentences_start,
        "sentences_end": shapes.do_sentences_end,
        "bullets": listed.are_bullets,
        "numbered": listed.are_numbered,
        "avoid": lambda text, value: not any(has(text, word) for word in value),
        "without": lambda text, value: all(left_out.free_of(name, text) for name in value),
        "without_letter": lambda text, value: not any(letter in text.casefold() for letter in value),
        "instead": lambda text, value: not has(text, value[0]) or has(value[1], value[0]),
        "units": lambda text, value: not measures.stand_in(text, value),
        "dates_as": lambda text, value: dates.are_as(text, value[0]),
        "times_as": lambda text, value: dates.times_are_as(text, value[0]),
        "spelling": lambda text, value: spellings.spelled(text, value[0]),
        "no_brands": lambda text, value: brands.free(text),
        "not_start": lambda text, value: not shapes.does_start(text, value),
        "not_end": lambda text, value: not shapes.does_end(text, value),
        "numbers_as": shapes.are_numbers_as,
        "address": lambda text, value: has(text, value[0]),
        "starts_with": _starts_so,
        "ends_with": shapes.does_end,
        "contains": lambda text, value: all(has(text, phrase) for phrase in value),
        "contains_any": lambda text, value: any(has(text, phrase) for phrase in value),
        "json": listed.is_json,
        "tool_call": lambda text, value: tools.same_call(text, value[0]),
        "any_tool_call": lambda text, value: tools.any_call(text),
        "asks_back": lambda text, value: text.endswith("?"),
        "lowercase": lambda text, value: text == text.lower(),
        "uppercase": lambda text, value: text == text.upper(),
        "titlecase": shapes.is_titlecase,
        "bold": shapes.is_bold,
        "wrapped": lambda text, value: True,  # checked before: the text is what stands between the marks
        "language": lambda text, value: language_of(text) == value[0],
    }
)  # fmt: skip
_MARKED: Final = frozenset({"bold", "without", "avoid", "not_start", "not_end", "sentences_start", "sentences_end"})
_ORDER: Final = tuple(_APPLY)
