"""Questions of the same shape as a corrected one, which the correction does not answer.

Another thing, another deed with the same thing, and what was never said of it. Knows questions, no lessons.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Final

from learning.english import vocabulary as words
from learning.english.nouns import bare_noun, plural
from learning.english.question import Question, read
from learning.english.telling import content
from learning.frames import filled, frames, others, section, shuffled

_TIMES: Final = frozenset(["year", "day", "week", "month", "time", "today"])


def misses(question: Question, answer: str, rng: random.Random) -> Iterator[str]:
    """The same of another thing, another deed with the same thing, and what was never said of it; in turn."""
    groups = [shuffled(group, rng) for group in (
        _other_things(question, answer, rng), _other_deeds(question, answer), _other_traits(question, answer)
    )]  # fmt: skip
    groups[0] = [text for pair in zip(groups[0][::2], groups[0][1::2], strict=False) for text in pair] or groups[0]
    longest = max(len(group) for group in groups)
    yield from (group[row] for row in range(longest) for group in groups if row < len(group))


def _other_things(question: Question, answer: str, rng: random.Random) -> Iterator[str]:
    known = question.plain + " " + answer
    whole = f"{question.subject} {question.rest} {question.noun}"
    for thing in [each for at, each in enumerate(question.things[:3]) if not at or each in whole]:
        for other in _others(thing, known, rng):
            changed = question.plain.replace(thing, other)
            if changed == question.plain:
                continue
            yield changed
            turned = read(changed)
            yield from filled(rng.sample(frames()["embedded"], 2), turned)
            yield from filled(rng.sample(section(turned).get("subject", []) or ["{q}"], 1), turned)
            yield rng.choice(frames()["topic"]).format(t=other)


def _others(thing: str, known: str, rng: random.Random) -> list[str]:
    """ "Kobold printer" → "Merrow printer"; "the travel forms" → "the wall clocks"."""
    table = others()
    named = list(re.finditer(r"[A-Z0-9][\w'’-]*(?:(?: of)? [A-Z][\w'’-]*)*", thing))
    if named:
        span = named[-1]
        last = re.split(r" of ", span[0])[-1]
        put = last.split(" ")[0] if len(last.split()) == 2 and last == span[0] else last
        names = [name for name in table["names"] if name.lower() not in known.lower()]
        return [thing.replace(put, name) for name in rng.sample(names, 6)]
    bare, used = bare_noun(thing), set(content(known))
    table_of = table["plural" if plural(bare.split(" of ")[0]) else "singular"]
    things = [each for each in table_of if not set(each.split()) & used]
    return [thing.replace(bare, each) for each in rng.sample(things, min(6, len(things)))]


def _other_deeds(question: Question, answer: str) -> Iterator[str]:
    """Not how to restart it, but how to sell it."""
    verb = question.doing.split(" ")[0] if question.doing else ""
    rest = question.doing.removeprefix(verb).strip()
    if not verb or rest.split(" ")[0] in words.PREPOSITIONS:
        return
    for other in others()["doing"]:
        if other[:5] not in {word[:5] for word in content(question.plain + " " + answer)}:
            yield question.plain.replace(question.doing, f"{other} {rest}")


def _other_traits(question: Question, answer: str) -> Iterator[str]:
    known = {word[:4] for word in content(question.plain + " " + answer)}
    traits = [f for f in others()["of"] if not known & {word[:4] for word in content(f)}]
    first = question.wh.split(" ")[0].capitalize()
    for thing in question.things[:1]:
        if not set(thing.lower().split()) & _TIMES:
            fitting = [f for f in traits if not (plural(thing) and re.search(r"\b(?:is|was) ", f))]
            yield from (frame.format(t=thing) for frame in fitting if not frame.startswith(first or "-"))
