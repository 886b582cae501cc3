"""A document's facts: sentences that can stand alone, each with its place.

Knows passages, headings and light English; no questions and no models. "Text shown is text learned": a fact has the
document's own words, but for a pronoun spelled out and the label or heading it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from learning.english import vocabulary as words
from learning.english.clause import parse
from learning.parse.document import Document, Part, Passage
from learning.sentences import sentences

_LABEL: Final = re.compile(r"^([^.:!?]{2,40}[.:])\s+(?=\S)")
_LEAST: Final = 3  # words of a fact
_MOST: Final = 45
_ASKS: Final = re.compile(r"(?:who|what|when|where|which|how|why)\b", re.IGNORECASE)
_PRONOUN: Final = re.compile(r"(She|He|Her|His)\b")
_FULL_NAME: Final = re.compile(r"[A-Z][\w-]+(?: (?:de|van|von|of|la))?(?: [A-Z][\w-]+){1,2}")
_NO_NAMES: Final = words.STOP | words.PREPOSITIONS | words.DETERMINERS | words.ADVERBS
_PLAIN_HEADS: Final = frozenset(
    ["item", "name", "value", "property", "feature", "part", "amount", "what", "detail", ""]
)
_NUMBERED: Final = re.compile(r"^(?:\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+|[A-Za-z][.)]|[IVX]+\.)\s+")
_KIND_OF_TEXT: Final = re.compile(
    r"^(?:the |an? )?(?:protocol [\w-]+|[\w' -]*?(?:guide|minutes|rules|summary|history|manual|report|notes|terms))"
    r"(?: of| for| to| on|:)\s+(?:the )?|(?:: |,? )(?:user )?(?:manual|release notes|rules|guide|summary|report)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact: `text` is what is learned, `topic` the document and the heading it stands under."""

    text: str
    topic: str
    passage: int  # position in the document
    page: int = 0


def atoms(document: Document) -> tuple[Atom, ...]:
    """Every sentence that tells something, in the document's order. Passages nobody sees are left out."""
    found: list[Atom] = []
    heads: list[tuple[int, str]] = []
    who = ""
    for index, passage in enumerate(document.passages):
        if passage.hidden:
            continue
        if passage.part is Part.HEADING:
            heads = [head for head in heads if head[0] < passage.level] + [(passage.level, _bare(passage.text))]
            if re.search(r"[(\"“].*\w", passage.text):  # Kettle K2 (code name "Steam")
                found.append(Atom(_bare(passage.text), document.title, index, passage.page))
            continue
        topic = _topic(document.title, [text for _, text in heads])
        for text in _facts(passage, who, heads[-1][1] if heads else ""):
            who = _person(text) or who
            found.append(Atom(text, topic, index, passage.page))
    return tuple(dict.fromkeys(found))


def _topic(title: str, heads: Sequence[str]) -> str:
    own = [head for head in heads if head != title]
    return f"{title} · {own[-1]}" if own else title


def subject(title: str) -> str:
    """What a document is about, as one would name it in a question: "Minutes of the Quay Club" → "the Quay Club"."""
    shorter = _KIND_OF_TEXT.sub("", re.sub(r"\s*\([^)]*\)", "", title)).strip(" :-–")
    return shorter or title


def _bare(heading: str) -> str:
    return _NUMBERED.sub("", heading).strip()


def _facts(passage: Passage, who: str, head: str) -> Iterator[str]:
    """The sentences of a passage, with the label that the passage begins with; `who` was spoken of last.

    What is no sentence at all, as in a list of things, says what list it is from.
    """
    if passage.part is Part.ROW:
        yield _row(passage.text)
        return
    label, text, lasting = _labelled(_NUMBERED.sub("", passage.text))
    if passage.part is Part.ITEM and not label and head and parse(text) is None and not text.endswith((".", "!")):
        label, lasting = head, True
    for index, sentence in enumerate(sentences(text)):
        said = _named(sentence, who)
        who = _person(said) or who
        many = len(said.split())
        if label and (lasting or not index) and many + len(label.split()) <= _MOST:
            yield f"{label}: {said}"
        elif _LEAST <= many <= _MOST:
            yield said
        else:
            yield from _cut(said)


def _row(text: str) -> str:
    """ "Item: Weight · Value: 94 kg" → "Weight: 94 kg"; "Lamp: red · Meaning: hot" → "Lamp red: meaning hot"."""
    cells = [(name.strip(), value.strip()) for name, _, value in (cell.partition(": ") for cell in text.split(" · "))]
    if len(cells) < 2 or not all(value for _, value in cells):
        return text
    (first, what), rest = cells[0], cells[1:]
    head = what if first.lower() in _PLAIN_HEADS else f"{first} {what}"
    told = [value if name.lower() in _PLAIN_HEADS else f"{name[:1].lower()}{name[1:]} {value}" for name, value in rest]
    return f"{head[:1].upper()}{head[1:]}: {'; '.join(told)}"


def _labelled(text: str) -> tuple[str, str, bool]:
    """ "Price. The rent is 880 crowns." → "Price", the rest, and whether it is for all of it ("Note: …" is not).

    A label is no sentence of its own.
    """
    found = _LABEL.match(text)
    if found is None or not found[1][:1].isupper() or len(found[1].split()) > 5:
        return "", text, False
    label, lasting = found[1][:-1].strip(), found[1].endswith(".")
    if lasting and not _ASKS.match(label) and (parse(label) is not None or re.search(r"\d|ed\b", label)):
        return "", text, False
    return label, text[found.end() :], lasting


def _named(sentence: str, who: str) -> str:
    """ "She left." → "Ilka Torvensen left.", where somebody was named before."""
    found = _PRONOUN.match(sentence) if who else None
    if found is None:
        return sentence
    own = found[1] in ("Her", "His") and not re.match(r"\s+(?:\w+ly\s+)?(?:was|is|had|has)\b", sentence[found.end() :])
    return (f"{who}'s" if own else who) + sentence[found.end() :]


def _person(sentence: str) -> str:
    """A full name that a sentence begins with."""
    found = _FULL_NAME.match(sentence)
    return found[0] if found and found[0].split()[0].lower() not in _NO_NAMES else ""


def _cut(sentence: str) -> Iterator[str]:
    """A sentence that is too long for one fact, at its semicolons."""
    for part in re.split(r";\s+", sentence):
        if _LEAST <= len(part.split()) <= _MOST:
            yield part
