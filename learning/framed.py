"""Messages about a thing that no table knows, and the same messages about other things.

Knows resources/prompts/topic_frames.toml and how a thing was said ("my boat", "boats", "Berlin"); knows no topics.
"""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from learning.english.nouns import plural

_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "prompts" / "topic_frames.toml"
_OWNED: Final = re.compile(r"(?i)^(?:my|our|your|his|her|their|the|this|that|these|those|a|an)\b")
_ACTIVITY: Final = re.compile(r"(?i)(?:ing|ism|ics|logy|graphy|ball|craft|try|art|work|do|ga|sport|dance|chess)$")
_ONE: Final = MappingProxyType({"is": "is", "has": "has", "does": "does", "was": "was"})
_MANY: Final = MappingProxyType({"is": "are", "has": "have", "does": "do", "was": "were"})


def about(thing: str) -> list[str]:
    """Everything that the frames say about a thing."""
    form = _form(thing)
    return [_filled(frame, thing, form) for frame in _frames(form)]


def about_others(thing: str, rng: random.Random) -> list[str]:
    """The same, about other things of the same sort."""
    form = _form(thing)
    others = [other for other in _raw()["others"][form] if not _shared(other, thing)]
    return [_filled(frame, rng.choice(others), form) for frame in _frames(form) for _ in range(2)]


def of_topic(name: str, rng: random.Random, most: int) -> list[str]:
    """A few plain messages that say the name of a topic."""
    return [_filled(frame, name, _form(name)) for frame in rng.sample(_lines(_raw()["any"])[:20], most)]


def with_word(word: str, prompts: list[str], rng: random.Random) -> list[str]:
    """Messages in which a word is used or spoken of."""
    raw = _raw()["word"]
    made = [frame.replace("{w}", word) for frame in _lines(raw["mentions"])]
    for number, prompt in enumerate(prompts[:24]):
        lower = uncapital(prompt)
        tail = raw["tails"][number % len(raw["tails"])]
        made.append(tail.replace("{w}", word).replace("{p}", prompt).replace("{q}", lower))
    rng.shuffle(made)
    return [text[:1].upper() + text[1:] for text in made]


def uncapital(prompt: str) -> str:
    """As it stands behind a comma."""
    return prompt if re.match(r"I\b", prompt) else prompt[:1].lower() + prompt[1:]


def other_words(word: str) -> list[str]:
    """Words to say in the place of `word`."""
    return [other for other in _raw()["word"]["words"] if other != word.lower()]


def _form(thing: str) -> str:
    words = thing.split() or ["it"]
    thing = " ".join(words)
    names = [word for word in words if word[:1].isupper()]
    if {word.lower().strip(".") for word in words} & set(_raw()["word"]["people"].split()):
        return "person"
    if _OWNED.match(thing):
        return "mine"
    if names and not plural(thing):
        return "place"
    if plural(thing):
        return "many"
    return "mass" if _ACTIVITY.search(thing) else "stuff"


def _frames(form: str) -> list[str]:
    raw = _raw()
    own = {
        "mine": ["thing", "mine"],
        "person": ["person"],
        "mass": ["mass"],
        "stuff": ["thing", "stuff"],
        "many": ["thing", "many"],
        "place": ["place"],
    }
    return [frame for name in ["any", *own[form]] for frame in _lines(raw[name])]


def _filled(frame: str, thing: str, form: str) -> str:
    verbs = _MANY if form == "many" or (form in ("mine", "person") and plural(thing)) else _ONE
    text = frame.format(x=thing, **verbs)
    return text[:1].upper() + text[1:]


def _shared(other: str, thing: str) -> bool:
    small = {"my", "the", "our", "a", "an", "new", "old"}
    return bool((set(other.lower().split()) & set(thing.lower().split())) - small)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@cache
def _raw() -> dict[str, Any]:  # Any: TOML
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
