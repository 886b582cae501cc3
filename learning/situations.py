"""Prompts that should trigger a conditional rule, and prompts that should not.

Knows which of the tables a condition is about, and mixes what it finds there; knows no rules and no gates.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from learning import forms, framed, topics, triggers
from learning.prompts import training
from learning.topics import Meant, Topic
from learning.triggers import Trigger

_INCLUDED: Final = 24  # prompts of the topics that a topic includes
_NAMING: Final = 8  # plain messages that say the name of a known topic
_CLOSE: Final = 150  # near misses: they come among the first of the others
_MIXED: Final = 100  # everyday prompts that are mixed with them


@dataclass(frozen=True, slots=True)
class Situations:
    """`known` is False when the condition's topic is not in the table. Near misses are among the first `others`."""

    triggering: tuple[str, ...]
    others: tuple[str, ...]
    known: bool


def situations(condition: str, seed: int) -> Situations:
    """Prompts for "cooking" or "I greet you", and prompts about anything else."""
    rng = random.Random(f"{seed}:{condition}")
    found = triggers.trigger(condition)
    return _triggered(found, rng, seed) if found is not None else _about(condition, rng, seed)


# ------------------------------------------------------------------------------------------------------------ topics


def _about(condition: str, rng: random.Random, seed: int) -> Situations:
    found = topics.meant(condition)
    fits = [*_of_known(found.whole, rng), *(text for part in found.unknown for text in _of_unknown(part))]
    words = _words_of(found, condition)
    near = [prompt for prompt in _neighbours(found) if not words & _spoken(prompt)]
    rng.shuffle(near)
    close = [p for topic in found.whole for p in topic.passing] + _framed(found, rng) + near
    kin = topics.relatives(found.whole) | {topic.name for topic in (*found.whole, *found.around)}
    far = [p for topic in topics.table().values() if topic.name not in kin for p in topic.prompts]
    far += training(1000, seed, frozenset(c for topic in (*found.whole, *found.around) for c in topic.categories))
    far = [prompt for prompt in far if not words & _spoken(prompt)]
    return _mixed(fits, close, far, rng, bool(found.whole))


def _of_known(whole: tuple[Topic, ...], rng: random.Random) -> list[str]:
    fits = [prompt for topic in whole for prompt in topic.prompts]
    narrower = [topics.table()[name] for topic in whole for name in topic.includes]
    each = _INCLUDED // max(1, len(narrower)) + 1
    fits += [prompt for topic in narrower for prompt in rng.sample(topic.prompts, min(each, len(topic.prompts)))]
    return fits + [text for topic in whole for text in framed.of_topic(topic.name, rng, _NAMING)]


def _of_unknown(part: str) -> list[str]:
    """Frames, and what the tables say about the thing anyway."""
    spoken = re.compile(rf"\b{re.escape(part)}(?:s|es)?\b", re.IGNORECASE)
    said = [p for topic in topics.table().values() for p in topic.prompts if spoken.search(p)]
    return [*framed.about(part), *(said if topics.content(part) else ())]


def _words_of(found: Meant, condition: str) -> frozenset[str]:
    own = frozenset(word for topic in found.whole for word in topic.words)
    said = frozenset(topics.content(condition))
    return own | said | frozenset(word + "s" for word in said) | frozenset(word.rstrip("s") for word in said)


def _neighbours(found: Meant) -> Iterable[str]:
    own = {topic.name for topic in found.whole}
    names = [name for topic in (*found.whole, *found.around) for name in topic.near if name not in own]
    for name in dict.fromkeys([*names, *(topic.name for topic in found.around)]):
        yield from topics.table()[name].prompts


def _framed(found: Meant, rng: random.Random) -> list[str]:
    """What is said about the topic in a frame, said about others: the frame tells nothing."""
    texts = [text for part in found.unknown for text in framed.about_others(part, rng)]
    relatives = topics.relatives(found.whole) | {topic.name for topic in (*found.whole, *found.around)}
    names = [name for name in topics.table() if name not in relatives]
    for name in rng.sample(names, 8 if found.whole else 3):
        texts += framed.of_topic(name, rng, 3)
    return texts


# ---------------------------------------------------------------------------------------------------------- triggers


def _triggered(found: Trigger, rng: random.Random, seed: int) -> Situations:
    """What is done in a message, how it is written, how somebody feels."""
    everyday = _everyday(seed)
    fits = list(found.prompts)
    close = list(found.others)
    for name in found.near:
        close += triggers.named(name).prompts
    rng.shuffle(close)
    if found.form and not found.form.startswith("language"):
        pool = [*everyday, *(p for one in triggers.every() for p in one.prompts if not one.form)]
        rng.shuffle(pool)
        fits += forms.written(found.form, found.word, pool, rng)
        close = forms.nearly(found.form, found.word, pool, rng) + close
        lacking = [p for p in (*close, *pool) if forms.apart(found.form, found.word, p)]
        return _mixed(fits, lacking[: len(close)], lacking, rng, True)
    like = found.like
    far = [prompt for prompt in everyday if like is None or not like.search(prompt)]
    return _mixed(fits, close, far, rng, True)


def _everyday(seed: int) -> list[str]:
    return [*(p for topic in topics.table().values() for p in topic.prompts), *training(1000, seed)]


def _mixed(fits: list[str], close: list[str], far: list[str], rng: random.Random, known: bool) -> Situations:
    rng.shuffle(fits)
    rng.shuffle(far)
    first = [*close[:_CLOSE], *far[:_MIXED]]
    rng.shuffle(first)
    unfit = frozenset(text.lower() for text in fits)
    others = [text for text in dict.fromkeys([*first, *far, *close]) if text.lower() not in unfit]
    return Situations(tuple(dict.fromkeys(fits)), tuple(others), known)


def _spoken(prompt: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", prompt.lower()))
