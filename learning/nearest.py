"""Which of many statements a message is most likely about, by the words they share (BM25).

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009. Knows words only, no models.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from learning.english import vocabulary

_K: Final = 1.2
_B: Final = 0.75
_STEM: Final = 6  # letters; "harmonicas" and "harmonica" are the same word


def scores(texts: Sequence[str], message: str) -> tuple[float, ...]:
    """The BM25 score of every text, 0 where no word is shared."""
    read = [Counter(_stems(text)) for text in texts]
    asked = set(_stems(message))
    mean = sum(words.total() for words in read) / max(len(read), 1) or 1.0
    return tuple(sum(_weight(word, words, read, mean) for word in asked if word in words) for words in read)


def nearest(texts: Sequence[str], message: str, letters: int) -> tuple[str, ...]:
    """The best texts that fit into so many letters together, in their own order; all of them where they fit."""
    if sum(map(len, texts)) <= letters:
        return tuple(texts)
    found = scores(texts, message)
    chosen: list[int] = []
    room = letters
    for index in sorted(range(len(texts)), key=lambda i: -found[i]):
        if len(texts[index]) <= room:
            chosen.append(index)
            room -= len(texts[index])
    return tuple(texts[index] for index in sorted(chosen))


def _weight(word: str, words: Counter[str], read: Sequence[Counter[str]], mean: float) -> float:
    holding = sum(word in other for other in read)
    rarity = math.log(1 + (len(read) - holding + 0.5) / (holding + 0.5))
    count = words[word]
    return rarity * count * (_K + 1) / (count + _K * (1 - _B + _B * words.total() / mean))


def _stems(text: str) -> list[str]:
    words = (word for word in re.findall(r"\w+", text.lower()) if word not in vocabulary.STOP)
    return [(word[:-1] if len(word) > 3 and word.endswith("s") else word)[:_STEM] for word in words]
