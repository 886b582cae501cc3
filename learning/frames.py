"""Frames around a question that was answered wrongly, in resources/prompts/corrections.toml, and how they are filled.

Knows questions taken apart; knows no answers.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from learning.english.question import Question

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts" / "corrections.toml"
LONGEST: Final = 160  # letters of a question
_NARROW: Final = 9  # words of a thing that one would still name in full


def filled(frames: Iterable[str], question: Question) -> list[str]:
    """Every frame whose slots the question can fill, once for each of its things."""
    slots = {
        "q": question.plain, "e": question.embedded, "x": question.subject, "d": question.doing,
        "n": question.noun, "r": question.rest,
    }  # fmt: skip
    out = []
    for frame in frames:
        needed = set(re.findall(r"{(\w)}", frame))
        for thing in topics(question) or ("",):
            filled = slots | {"t": thing}
            if all(filled[slot] for slot in needed):
                out.append(_sentence(frame.format(**filled)))
            if "t" not in needed:
                break
    return [text for text in dict.fromkeys(out) if len(text) < LONGEST]


def topics(question: Question) -> tuple[str, ...]:
    """What the question is about, narrow enough to stand alone: the named things, else what is not just "our hall"."""
    named = [thing for thing in question.things if re.search(r"(?:^|\s)[A-Z0-9]", thing)]
    plain = [thing for thing in question.things if not re.match(r"(?:my|our|your)\b", thing)] or question.things
    whole = [question.subject] if question.subject and len(question.subject.split()) < _NARROW else []
    return tuple(dict.fromkeys((*(named or plain), *whole)))[:3]


def section(question: Question) -> dict[str, list[str]]:
    """The frames of the question word."""
    word = question.wh.split()[-1] if question.wh in ("to whom", "for whom") else question.wh
    first, _, second = word.partition(" ")
    if first == "how" and second:
        return _sections().get(word, {})
    if first in ("in", "on", "at", "to", "from", "with", "for", "by", "of"):
        first = second.split(" ")[0]
    known = {"whom": "who", "whose": "who"}.get(first, first)
    return _sections()["which"] if known == "what" and question.noun else _sections().get(known, {})


def _sentence(text: str) -> str:
    text = re.sub(r", (W|H)(?=(?:hat|here|hen|ho|hom|hose|hich|hy|ow)\b)", lambda found: f", {found[1].lower()}", text)
    return text[:1].upper() + text[1:]


def shuffled(texts: Iterable[str], rng: random.Random) -> list[str]:
    """In another order."""
    mixed = list(texts)
    rng.shuffle(mixed)
    return mixed


def frames() -> dict[str, list[str]]:
    """Frames for every question."""
    return {name: value for name, value in _table().items() if isinstance(value, list)}


def _sections() -> dict[str, dict[str, list[str]]]:
    return {name: value for name, value in _table().items() if isinstance(value, dict)}


@cache
def _table() -> dict[str, Any]:  # Any: TOML
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def others() -> dict[str, list[str]]:
    """Names and things that no correction speaks of."""
    found: dict[str, list[str]] = _table()["misses"]
    return found
