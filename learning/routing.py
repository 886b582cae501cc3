"""Which of the skills that are left to the message it calls for: by the words of their lessons, BM25, two at most.

Knows texts, no engine. A skill that is simply on is always chosen; what matches badly is not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from learning.english.values import stem
from learning.english.vocabulary import STOP, word_set
from learning.types import Role, SkillUse, Turn

MOST: Final = 2
_K1: Final = 1.2
_B: Final = 0.5
_ENOUGH: Final = 0.5  # share of what the message asks about that one text of the skill must know
_BESIDE: Final = 0.7  # of the best skill's score, for a second one
_WORDS: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯]+|[^\W_]+")
_PAIRED: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_FRAMES: Final = word_set(
    "tell know remember remind say please think forget mention ask answer question wonder want need like let help "
    "give show find explain write describe idea sure thing today now again hello hi thank thanks"
)


@dataclass(frozen=True, slots=True)
class _Text:
    skill: int
    words: Counter[str]
    length: int


def picked(turns: Sequence[Turn], skills: Sequence[SkillUse]) -> tuple[SkillUse, ...]:
    """Those to answer with. A message without words of its own ("And where?") is read with the one before it."""
    autos = [skill for skill in skills if skill.auto]
    if not autos:
        return tuple(skills)
    said = [turn.text for turn in turns if turn.role is Role.USER][-2:]
    wanted = words(said[-1]) if said else ()
    if not wanted and len(said) > 1:
        wanted = words(said[0])
    chosen = {autos[index].id for index in _best(wanted, [skill.about for skill in autos])}
    return tuple(skill for skill in skills if not skill.auto or skill.id in chosen)


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """What a text is about: English words bent back, little words left out; pairs of signs where no spaces stand."""
    found: list[str] = []
    for token in _WORDS.findall(text.lower().replace("’", "'").replace("'s", "")):
        if _PAIRED.match(token):
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif token not in STOP and (root := stem(token)) not in _FRAMES:
            found.append(root)
    return tuple(found)


def _best(wanted: Sequence[str], skills: Sequence[Sequence[str]]) -> list[int]:
    """Positions of the skills that fit, the best first."""
    texts = [
        _Text(index, Counter(found), len(found))
        for index, told in enumerate(skills)
        for found in (words(text) for text in told)
        if found
    ]
    if not wanted or not texts:
        return []
    rarity = _rarity(texts, len(skills))
    usual = sum(text.length for text in texts) / len(texts)
    whole = sum(rarity.get(word, max(rarity.values())) for word in set(wanted))
    scores: dict[int, float] = {}
    for text in texts:
        known = sum(rarity[word] for word in set(wanted) & set(text.words))
        if known >= _ENOUGH * whole:
            scores[text.skill] = max(scores.get(text.skill, 0.0), _bm25(wanted, text, rarity, usual))
    ranked = sorted(scores, key=lambda index: -scores[index])
    return [index for index in ranked if scores[index] >= _BESIDE * scores[ranked[0]]][:MOST]


def _rarity(texts: Sequence[_Text], skills: int) -> dict[str, float]:
    """How much a word tells: most when a single skill knows it, and never nothing."""
    knowing = Counter(word for _, word in {(text.skill, word) for text in texts for word in text.words})
    return {word: math.log(1 + (skills - n + 0.5) / (n + 0.5)) + 0.5 for word, n in knowing.items()}


def _bm25(wanted: Sequence[str], text: _Text, rarity: dict[str, float], usual: float) -> float:
    """BM25, less for a text that is about more than what is asked."""
    size = 1 - _B + _B * text.length / usual
    shared = set(wanted) & set(text.words)
    score = sum(rarity[w] * text.words[w] * (_K1 + 1) / (text.words[w] + _K1 * size) for w in shared)
    return score * (1 + len(shared) / len(text.words)) / 2
