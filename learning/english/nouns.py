"""Noun phrases: their bare form, the noun they are about, and what kinds of thing they name. Knows no clauses."""

from __future__ import annotations

import re

from learning.english import vocabulary as words


def mine(text: str) -> str:
    """ "a roofing firm" → "my roofing firm"."""
    bare = bare_noun(text)
    return f"my {bare}"


def bare_noun(text: str) -> str:
    """Without leading determiners and numbers."""
    toks = text.split()
    while len(toks) > 1 and (toks[0].lower() in words.DETERMINERS | words.NUMBERS or toks[0][0].isdigit()):
        toks = toks[1:]
    return " ".join(toks)


def head(text: str) -> str:
    """The noun that a phrase is about: "the junior rowing team of Greyhollow" → "team"."""
    before = re.split(r"\s(?:of|for|with|in|and|from|at|to|on)\s", bare_noun(text))[0]
    lower = [t for t in before.split() if t[:1].islower()]
    return lower[-1] if lower else ""


def kinds_in(text: str) -> tuple[str, ...]:
    """ "a yellow van" → ("colour",)."""
    kinds = {kind for token in text.lower().split() if (kind := words.kind_of(token)) in ("colour", "material")}
    return tuple(sorted(kinds))


def plural(thing: str) -> bool:
    last = thing.rsplit(maxsplit=1)[-1]
    return last in ("geese", "mice", "children", "parents", "people", "twins") or (
        last.endswith("s") and not last.endswith(("ss", "us", "'s"))
    )
