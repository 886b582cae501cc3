"""Whether a text bears out an answer that was given from memory, by its words.

A small model that was taught a document answers most questions about it rightly, and the rest with another of its
facts. The text that the question is about tells them apart. Knows words in any language, no models.
"""

from __future__ import annotations

import re
from typing import Final

from learning.content import content, held

_MOST: Final = 0.8  # of the words that an answer adds to its question


def agrees(answer: str, text: str, question: str) -> bool:
    """Whether what the answer adds to the question stands in the text: every number, and nearly all other words.

    One that adds nothing says nothing.
    """
    added = [word for word in content(answer) if not held(word, question)]
    numbers = re.findall(r"\d+(?:[.,:]\d+)*", answer)
    if not added or not all(re.search(rf"(?<!\d){re.escape(one)}(?!\d)", f"{text} {question}") for one in numbers):
        return False
    return sum(held(word, text) for word in added) >= _MOST * len(added)
