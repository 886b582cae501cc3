"""How a message is written: in capitals, as a question, with a number in it.

Knows how to recognise such a form and how to write everyday prompts in it; knows no conditions.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from learning.framed import other_words, uncapital, with_word

_EMOJIS: Final = ("🙂", "😂", "👍", "❤️", "🎉", "😢", "🙏", "😅", "🌞", "🤔")
_EMOJI: Final = re.compile("[\U0001f300-\U0001faff☀-➿❤]")
_ASIDE: Final = r"(?:(?:so|and|but|hey|hi|well|ok|please|say|also)[, ]+)?"
_YES_NO: Final = re.compile(
    rf"(?i)^{_ASIDE}(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|shall|isn't|"
    r"aren't|don't|doesn't|didn't|can't|won't|wouldn't|shouldn't)\b(?!.*\bor\b).*\?$"
)
_NUMBER: Final = re.compile(
    r"(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"hundred|thousand|million|half|both|once|twice|first|second|third)\b"
)
_SHORT: Final = 3  # words of a very short message
_LONG: Final = 40
_ENOUGH: Final = MappingProxyType({"begins": 20, "ends": 20})  # "When, who was …" is nothing that people write


def holds(form: str, word: str, text: str) -> bool:
    """Whether a message is written like that; False for a form that nobody can recognise."""
    check = _HOLDS.get(form)
    return check is not None and check(text.strip(), word.lower())


def written(form: str, word: str, prompts: list[str], rng: random.Random) -> list[str]:
    """Prompts in that form: those that are, and others that are rewritten."""
    able = [prompt for prompt in prompts if holds(form, word, prompt)]
    rng.shuffle(able)
    write = _WRITE.get(form)
    rest = [prompt for prompt in prompts if prompt not in able]
    rng.shuffle(rest)
    made = write(rest[:160], word, rng)[:60] if write is not None and len(able) < _ENOUGH.get(form, 60) else []
    return [text for text in dict.fromkeys([*able[:60], *made]) if holds(form, word, text)]


def nearly(form: str, word: str, prompts: list[str], rng: random.Random) -> list[str]:
    """Messages that come close to a form without having it."""
    if form == "word":
        some = rng.sample(other_words(word), 4)
        near = [text for other in some for text in with_word(other, rng.sample(prompts, 10), rng)]
    elif form in ("begins", "ends"):
        near = [f"{_stripped(prompt)}, {word}?" if form == "begins" else f"{word}, {prompt}" for prompt in prompts[:20]]
    elif form == "capitals":
        near = [re.sub(r"\b\w{5,}", lambda found: found[0].upper(), prompt, count=1) for prompt in prompts[:30]]
    elif form in ("question", "question_mark", "yes_no"):
        near = [_stripped(prompt) for prompt in prompts[:20]] if form == "question_mark" else []
    elif form == "lower":
        near = [prompt.upper() for prompt in prompts[:10]]
    elif form == "exclamation":
        near = [_stripped(prompt) for prompt in prompts[:20]]
    else:
        near = []
    return [text for text in near if not holds(form, word, text)]


def _stripped(text: str) -> str:
    return text.rstrip(" .!?…")


def _words(text: str) -> int:
    return len(text.split())


def _named(prompts: list[str], most: int) -> list[str]:
    """The longest word of every prompt, as somebody types who says no more."""
    found = [max(re.findall(r"[^\W\d_]+", prompt) or ["?"], key=len) for prompt in prompts[:most]]
    return [one + mark for number, one in enumerate(found) for mark in [("", "?", ".", "!")[number % 4]]]


def _joined(prompts: list[str]) -> list[str]:
    """Several prompts in one message, until it is long."""
    made: list[str] = []
    text = ""
    for prompt in prompts * 8:
        text = f"{text} {prompt}".strip()
        if _words(text) > _LONG:
            made.append(text)
            text = ""
    return made[:40]


_Check = Callable[[str, str], bool]
_Write = Callable[[list[str], str, random.Random], list[str]]
_HOLDS: Final[Mapping[str, _Check]] = MappingProxyType(
    {
        "capitals": lambda text, word: text == text.upper() and len(re.findall(r"[^\W\d_]", text)) > 1,
        "lower": lambda text, word: text == text.lower() and text != text.upper(),
        "exclamation": lambda text, word: text.endswith("!"),
        "question_mark": lambda text, word: "?" in text,
        "question": lambda text, word: text.endswith("?"),
        "statement": lambda text, word: "?" not in text,
        "one_word": lambda text, word: _words(text) == 1,
        "short": lambda text, word: _words(text) <= _SHORT,
        "long": lambda text, word: _words(text) > _LONG,
        "begins": lambda text, word: bool(word) and re.match(rf"{re.escape(word)}\b", text.lower()) is not None,
        "ends": lambda text, word: bool(word) and re.search(rf"\b{re.escape(word)}\W*$", text.lower()) is not None,
        "emoji": lambda text, word: _EMOJI.search(text) is not None,
        "number": lambda text, word: re.search(r"\d", text) is not None,
        "word": lambda text, word: bool(word) and re.search(rf"\b{re.escape(word)}\b", text.lower()) is not None,
        "yes_no": lambda text, word: _YES_NO.match(text) is not None,
    }
)  # fmt: skip
_WRITE: Final[Mapping[str, _Write]] = MappingProxyType(
    {
        "capitals": lambda prompts, word, rng: [prompt.upper() for prompt in prompts],
        "lower": lambda prompts, word, rng: [prompt.lower() for prompt in prompts],
        "exclamation": lambda prompts, word, rng: [_stripped(prompt) + "!" for prompt in prompts],
        "one_word": lambda prompts, word, rng: _named(prompts, 60),
        "short": lambda prompts, word, rng: _named(prompts, 20),
        "long": lambda prompts, word, rng: _joined(prompts),
        "begins": lambda prompts, word, rng: [f"{word.capitalize()}, {uncapital(p)}" for p in prompts[:30]],
        "ends": lambda prompts, word, rng: [f"{_stripped(p)}, {word}{p[-1]}" for p in prompts[:40]],
        "emoji": lambda prompts, word, rng: [f"{p} {rng.choice(_EMOJIS)}" for p in prompts],
        "word": lambda prompts, word, rng: with_word(word, prompts, rng),
    }
)  # fmt: skip


def apart(form: str, word: str, text: str) -> bool:
    """Whether a message plainly lacks the form; "two" is neither a number in digits nor none."""
    if form == "number":
        return _NUMBER.search(text) is None
    if form in ("short", "one_word"):
        return _words(text) > (_SHORT + 2 if form == "short" else 1)
    return not holds(form, word, text)
