"""From "my dog" to "your dog": a statement as the person makes it, turned into how the assistant says it back.

Knows pronouns only. Text inside double quotation marks stays as it is.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_SWAP: Final = MappingProxyType(
    {
        "i": "you", "me": "you", "my": "your", "myself": "yourself", "we": "you", "us": "you", "our": "your",
        "ours": "yours", "ourselves": "yourselves", "i'm": "you're", "i've": "you've", "i'd": "you'd",
        "i'll": "you'll", "we're": "you're", "we've": "you've", "we'll": "you'll", "we'd": "you'd",
        "your": "my", "yours": "mine", "yourself": "myself", "you're": "I'm", "you've": "I've", "you'll": "I'll",
    }
)  # fmt: skip
_TOKEN: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|[\w]+(?:['’-][\w]+)*|\s+|[^\w\s]")
_MINE_BEFORE: Final = frozenset(["of", "is", "are", "was", "were", "like", "than", "with", "to", "and"])
_SUBJECT_BEFORE: Final = frozenset(
    [
        "and",
        "but",
        "because",
        "when",
        "while",
        "if",
        "that",
        "where",
        "so",
        "which",
        ",",
        ";",
        ".",
        "—",
        ":",
        "or",
        "since",
        "what",
        "who",
        "how",
        "before",
        "after",
        "until",
    ]
)


def second_person(text: str) -> str:
    """The statement said back to the person: "I am Ada and my dog is Pixel" → "You are Ada and your dog is Pixel"."""
    tokens = _TOKEN.findall(text.strip().replace("’", "'"))
    words = [token for token in tokens if not token.isspace()]
    out: list[str] = []
    position = -1
    for token in tokens:
        if token.isspace():
            out.append(token)
            continue
        position += 1
        out.append(_turn(words, position))
    said = "".join(out).strip()
    said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "!", "?", "…")) else said + "."


def _turn(words: list[str], position: int) -> str:
    word = words[position]
    lower = word.lower()
    before = words[position - 1].lower() if position else ""
    if lower in ("am", "was") and _near_i(words, position):
        return "are" if lower == "am" else "were"
    if lower == "are" and _near_you(words, position):
        return "am"
    if lower == "you":
        return "I" if position == 0 or before in _SUBJECT_BEFORE else "me"
    if lower == "mine" and before in _MINE_BEFORE:
        return "yours"
    if (word.isupper() and len(word) > 1) or lower not in _SWAP:  # US stays US
        return word
    return _SWAP[lower]


def _near_i(words: list[str], position: int) -> bool:
    """ "I am", "I still am", "am I"."""
    return "i" in [w.lower() for w in words[max(0, position - 2) : position] + words[position + 1 : position + 2]]


def _near_you(words: list[str], position: int) -> bool:
    return position > 0 and words[position - 1].lower() == "you"
