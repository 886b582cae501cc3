"""What a text says that another does not: the words that tell a right answer from a wrong one. Knows words only."""

from __future__ import annotations

import re
from typing import Final

from learning.english import vocabulary as words
from learning.english.verbs import lemma

_SILENT: Final = (words.STOP | words.PREPOSITIONS) - (words.NUMBERS - {"one"})


def telling(text: str, known: str) -> tuple[str, ...]:
    """What a text says beyond what is `known`, in its own words; names and numbers, where there are any."""
    seen = set(content(known))
    runs: list[list[str]] = [[]]
    for word in re.findall(r"[\w'’:./-]*\w|[^\w\s]", text):
        lower = word.lower()
        if not re.match(r"\w", word) or lower in seen or lower in _SILENT:
            runs.append([])
        else:
            runs[-1].append(word)
    found = list(dict.fromkeys(" ".join(run) for run in runs if run))
    for keep in (_is_named, _is_thing):
        found = [value for value in found if keep(value, text)] or found
    return tuple(found)


def _is_named(value: str, text: str) -> bool:
    """A name or a number; a capital at the beginning of a sentence says nothing."""
    begins = re.search(rf"(?:^|[.!?]\s+){re.escape(value)}", text) is not None
    words_in = value.split()[1:] if begins else value.split()
    numbers = any(word.lower() in words.NUMBERS for word in value.split())
    return numbers or any(re.match(r"[A-Z\d]", word) for word in words_in)


def _is_thing(value: str, text: str) -> bool:
    return " " in value or not lemma(value.lower())


def content(text: str) -> tuple[str, ...]:
    """The words of a text that mean something, in small letters."""
    return tuple(word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in words.STOP - words.NUMBERS)
