"""The text of an answer: its sentences, lines and words, and whether a phrase is in it. Knows text, no rules."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
_END: Final = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[A-Z\"'(0-9-])|\n+")
_SHORTENED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|etc|e\.g|i\.e|vs|No)\.$|^\d+\.$")
_MARK: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s*")
_MORE: Final = (
    "That is the main point.", "Ask me for more if you like.", "Take it step by step.",
    "There is more to say about it, and it is worth a closer look.", "It helps to think it over in peace.",
    "A good example makes it easier to understand.", "Small steps are often the best way to get there.",
    "You can always come back to it later and try again.",
)  # fmt: skip


def split_sentences(text: str) -> list[str]:
    """Sentences of an answer; a line break ends one."""
    out: list[str] = []
    for piece in (p.strip() for p in _END.split(text.strip())):
        if out and _SHORTENED.search(out[-1]):
            out[-1] += " " + piece
        elif piece:
            out.append(piece)
    return out


def plain_points(text: str) -> list[str]:
    """The sentences without list marks, headings and bold; one long sentence is cut in two."""
    points = [_MARK.sub("", s).replace("**", "").strip() for s in split_sentences(text)]
    points = [p for p in points if re.search(r"\w", p) and not p.endswith(":")]
    if len(points) == 1 and len(points[0].split()) > 5:
        halves = re.split(r",? (?:and|because|so|which|but) |, ", points[0], maxsplit=1)
        points = [h.strip() for h in halves if h.strip()]
    return [p[:1].upper() + p[1:] for p in points]


def flowing(text: str) -> list[str]:
    """The sentences, of a list too, each with its full stop."""
    points = plain_points(text) if "\n" in text.strip() else split_sentences(text)
    return [p if re.search(r"[.!?…][\"')\]]*$", p) else p + "." for p in points]


def more(index: int) -> str:
    """A sentence that fits anywhere, where an answer is too short."""
    return _MORE[index % len(_MORE)]


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def squash(text: str) -> str:
    """For comparing: small letters, single spaces, plain apostrophes, pictures without variants."""
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("\ufe0f", "")).casefold().strip()


def has(text: str, phrase: str) -> bool:
    """Whether a phrase is in a text, as whole words."""
    left = r"(?<!\w)" if phrase[:1].isalnum() else ""
    right = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.search(left + re.escape(squash(phrase)) + right, squash(text)) is not None


def lower_first(text: str) -> str:
    keep = re.match(r"(?:I\b|[A-Z]{2}|[A-Z]\w* [A-Z])", text)
    return text if keep else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
