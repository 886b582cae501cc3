"""States of which somebody is in one at a time: "single" and "married", "vegetarian" and "vegan", one's job.

Knows the table of a language and one text at a time, not who is in the state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from learning.change.table import change_table, plain

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def states(text: str, code: str) -> Mapping[str, str]:
    """Of each group the state that the text names last: "a taxi driver" → {"job": "driver"}."""
    table, pattern = change_table(code), _pattern(code)
    if table is None or pattern is None:
        return _NONE
    return {table.states[found[0]]: found[0] for found in pattern.finditer(plain(text))}


def changed(new: Mapping[str, str], old: Mapping[str, str]) -> bool:
    """Whether both name a state of one group, and not the same."""
    return any(group in old and old[group] != state for group, state in new.items())


@cache
def _pattern(code: str) -> re.Pattern[str] | None:
    table = change_table(code)
    if table is None or not table.states:
        return None
    longest_first = "|".join(re.escape(each) for each in sorted(table.states, key=len, reverse=True))
    return re.compile(longest_first if code == "zh" else rf"(?<![\w-])(?:{longest_first})(?![\w-])")
