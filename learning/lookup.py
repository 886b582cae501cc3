"""Looking something up: the passages of the library that a question is about, and how the model is asked with them.

BM25 over passages (SQLite FTS5), each given with its heading and its neighbours. Passages are data: they are put in
front of the question as text, what nobody would see in the document is never given, and an engine takes no mark in
them for its own. Knows the library; no model, no tensors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.citation import Citation, From
from learning.content import content, held, stem
from learning.excerpts import excerpt, size
from learning.parse.document import Part, Passage
from learning.store.documents import Documents
from learning.store.passages import Hit
from learning.types import Role, Turn

LIMIT: Final = 3  # texts for one question; the best is read
_ROOM: Final = 120  # words of each
_HEADING: Final = 24  # of them at most for the heading
_REACH: Final = 20  # passages before and after
_TRIED: Final = 12  # passages
_ENOUGH: Final = 0.6  # of a question's words, so that it is looked up without being asked for
_LEAST: Final = 2  # of its words
_QUOTED: Final = 50  # words
_LEAD: Final = "Answer from this text."


@dataclass(frozen=True, slots=True)
class Found:
    """One text for a question. `share` is how many of the question's words it holds, 0..1."""

    document: str
    title: str
    place: int
    page: int
    address: str
    quote: str  # of the passage that was found
    text: str  # with its heading and neighbours
    share: float

    @property
    def citation(self) -> Citation:
        return Citation(From.LOOKED_UP, self.title, self.document, self.place, self.page, self.quote, self.address)


def look_up(
    documents: Documents, question: str, limit: int = LIMIT, within: Sequence[str] | None = None
) -> tuple[Found, ...]:
    """The texts a question is about, the best first; none where only its small words fit."""
    wanted = content(question)
    found: list[Found] = []
    for hit in documents.nearest([stem(word) for word in wanted], _TRIED, within):
        if len(found) < limit and not any(_inside(hit, one) for one in found):
            found.append(_found(documents, hit, wanted))
    return tuple(sorted((one for one in found if one.share > 0), key=lambda one: -one.share))


def fits(found: Sequence[Found], question: str) -> bool:
    """Whether what was found is worth reading although nobody asked to look it up."""
    return bool(found) and len(content(question)) >= _LEAST and found[0].share >= _ENOUGH


def reading(turns: Sequence[Turn], found: Sequence[Found]) -> tuple[Turn, ...]:
    """The conversation with the best text in front of it. The question stays as it is, so that skills know it.

    One text serves a small model better than three, and in front of all it does no worse than beside the question.
    """
    if not found:
        return tuple(turns)
    return (Turn(Role.SYSTEM, f"{_LEAD}\n{found[0].text}"), *(turn for turn in turns if turn.role is not Role.SYSTEM))


def around(passages: Sequence[Passage], place: int, room: int = _ROOM) -> str:
    """A passage with its heading, and with what stands before and after it as long as there is room."""
    heading = next((at for at in range(place, -1, -1) if _leads(passages[at])), None)
    chosen = {place} | ({heading} if heading is not None else set())
    taken = sum(size(passages[at].text) for at in chosen)
    low = high = place
    while True:
        grown = False
        for at in (high + 1, low - 1):
            fits_in = 0 <= at < len(passages) and passages[at].part is not Part.HEADING and not passages[at].hidden
            if fits_in and taken + size(passages[at].text) <= room:
                chosen.add(at)
                taken += size(passages[at].text)
                low, high, grown = min(low, at), max(high, at), True
        if not grown:
            break
    return "\n".join(passages[at].text for at in sorted(chosen))


def _leads(passage: Passage) -> bool:
    return passage.part is Part.HEADING and not passage.hidden


def _found(documents: Documents, hit: Hit, wanted: Sequence[str]) -> Found:
    text = _text(documents, hit)
    low = f"{hit.title} {text}"
    share = sum(held(word, low) for word in wanted) / max(len(wanted), 1)
    row = documents.get(hit.document)
    address = row.origin if row.fetched else ""
    quote = excerpt(hit.text, hit.marks, _QUOTED)
    return Found(hit.document, hit.title, hit.place, hit.page, address, quote, text, share)


def _text(documents: Documents, hit: Hit) -> str:
    """The passage with what belongs to it. Of a long one only the part that was found, under its heading."""
    near = documents.near(hit.document, hit.place, _REACH)
    own = near.passages[near.at]
    if size(own.text) <= _ROOM - _HEADING or own.part is Part.HEADING:
        passages = [_short(one) for one in near.passages]
        return around(passages, near.at)
    heading = next((one for one in reversed(near.passages[: near.at]) if _leads(one)), None)
    part = excerpt(own.text, hit.marks, _ROOM - _HEADING)
    return f"{_short(heading).text}\n{part}" if heading else part


def _short(passage: Passage) -> Passage:
    """A heading that is none by its length takes no room from the text."""
    if passage.part is not Part.HEADING or size(passage.text) <= _HEADING:
        return passage
    return Passage(passage.part, excerpt(passage.text, (), _HEADING), passage.page, passage.level, passage.hidden)


def _inside(hit: Hit, one: Found) -> bool:
    return hit.document == one.document and hit.text in one.text
