"""The words of a fact that a question could ask for: dates, amounts, names, lists, what stands behind a verb.

Knows the look of values and light English clauses; no questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from learning.english import vocabulary as words
from learning.english.clause import clauses

_MONTHS: Final = "|".join(month.capitalize() for month in sorted(words.MONTHS))
_DAYS: Final = "|".join(day.capitalize() for day in sorted(words.WEEKDAYS))
_SMALL: Final = "|".join(
    sorted((n for n in words.NUMBERS if n not in ("one", "first", "second", "third")), key=len)[::-1]
)
_CAPITAL: Final = r"(?!(?:I|The|A|An|In|On|At|It|He|She|They|We|You|This|That|These|If|When)\b)[A-Z][\w'’.&-]*[\w'’]"
_AMOUNT: Final = re.compile(
    rf"((?:[$€£] ?)?\b(?:\d[\d.,]*\d|\d|{_SMALL})\b(?: ?%)?(?: (?:[a-z]+[-/]?){{1}}[a-z]*)?)", re.IGNORECASE
)
_NAME: Final = re.compile(rf"({_CAPITAL}(?: (?:of|of the|and|de|van|von|&) {_CAPITAL}| {_CAPITAL})*)")
LINKS: Final = frozenset(
    [
        "but",
        "and",
        "or",
        "if",
        "when",
        "while",
        "after",
        "before",
        "since",
        "because",
        "as",
        "so",
        "that",
        "which",
        "please",
    ]
)
_PATTERNS: Final = (
    re.compile(r"\"([^\"]{2,60})\"|“([^”]{2,60})”"),
    re.compile(rf"\b((?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{_MONTHS})(?: \d{{1,2}}\b)?(?:,? \d{{4}})?)"),
    re.compile(rf"\b((?:{_DAYS})s?(?:(?:,? (?:and|to|or) |, )(?:{_DAYS})s?)*)"),
    re.compile(r"(?<!\w)(\.[a-z]{2,5}\b|[A-Z]{1,4}-?\d[\w-]*)"),  # codes and file endings
    re.compile(r"\b(\d{1,2}[:.]\d\d(?: to \d{1,2}[:.]\d\d)?)\b"),
    _AMOUNT,
    _NAME,
    re.compile(r": ([^:]{3,80}?(?:, | and | or )[^:.]{2,60})\.?$"),
)
_MOST_WORDS: Final = 9
_STUMP: Final = 5  # words behind a label that are told as a whole


def spans(fact: str, most: int = 6) -> tuple[str, ...]:
    """The best `most` values of a fact, as they stand there; none lies inside one before it."""
    chosen: list[str] = []
    for value in (*_marked(fact), *_behind(fact)):
        value = re.sub(r"['’]s$", "", value.lstrip(" ,;:").rstrip(" ,.;:"))  # noqa: PLW2901
        if not _whole(value) or value not in fact:
            continue
        if not any(value in other or other in value for other in chosen):
            chosen.append(value)
    return tuple(chosen[:most])


def _whole(value: str) -> bool:
    """Whether it could be an answer: not half a phrase, not a clause."""
    parts = value.split()
    if not parts or len(parts) > _MOST_WORDS or parts[-1].lower() in words.DETERMINERS | words.PREPOSITIONS:
        return False
    return parts[0].lower() not in LINKS and value.lower() not in words.STOP


def _marked(fact: str) -> Iterator[str]:
    """What shows by its look; what a sentence begins with comes last, for it is mostly what the text is about."""
    opening: list[str] = []
    for pattern in _PATTERNS:
        for found in pattern.finditer(fact):
            value = next(group for group in found.groups() if group)
            if pattern is _AMOUNT:
                yield _trimmed(value)
            elif pattern is _NAME and (found.start() == 0 or fact[: found.start()].endswith(": ")):
                opening += [value] if " " in value else []
            else:
                yield value
    yield from opening


def _trimmed(amount: str) -> str:
    """ "12 crowns" but "14" of "14 and"."""
    first, _, last = amount.rpartition(" ")
    return first if first and last.lower() in words.STOP | words.PREPOSITIONS | words.AUX else amount


def _behind(fact: str) -> Iterator[str]:
    """The last piece behind a verb, then the others, then who or what it is about; all of what is no sentence."""
    _, _, rest = fact.partition(": ")
    if rest and len(rest.split()) <= _STUMP:
        yield rest
    for clause in clauses(rest or fact):
        for piece in dict.fromkeys((*clause.pieces[-1:], *clause.pieces)):
            yield re.sub(r"^(?:the|a|an) ", "", piece.text)
        if clause.subject.lower() not in words.PRONOUNS:
            yield re.sub(r"^(?:the|a|an) ", "", clause.subject, flags=re.IGNORECASE)
