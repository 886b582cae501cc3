"""Looking something up: the passages of the library that a question is about, and how the model is asked with them.

BM25 over passages (SQLite FTS5), each given with its heading and its neighbours. Passages are data: they are put in
front of the question as text, and the reader of files has taken out what could pass for anything else. Knows the
library and words; no model, no tensors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from learning.citation import Citation, From
from learning.english import vocabulary as words
from learning.parse.document import Part, Passage
from learning.store.documents import Documents
from learning.store.passages import Hit

LIMIT: Final = 3  # texts for one question
_ROOM: Final = 120  # words of each
_TRIED: Final = 12  # passages
_ENOUGH: Final = 0.6  # of a question's words, so that it is looked up without being asked for
_LEAST: Final = 2  # of its words
_QUOTED: Final = 300  # letters
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_OTHER_STOP: Final = frozenset(
    re.split(
        r"\s+",
        "much many long often tell please know "
        "der die das den dem des ein eine einen einem einer und oder ist sind war waren wie was wer wann wo warum "
        "welche welcher welches viel viele hat haben wird werden für von mit auf aus bei nach über le la les un une "
        "des du de et ou est sont était comment quel quelle quels quelles qui que quoi quand combien pour avec dans "
        "sur el los las una unos unas es son era cómo cuál cuáles quién qué cuándo dónde cuánto cuántos cuánta "
        "cuántas para con en por del",
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """One text for a question. `share` is how many of the question's words it holds, 0..1."""

    document: str
    title: str
    place: int
    page: int
    address: str
    passage: str  # that was found
    text: str  # with its heading and neighbours
    share: float

    @property
    def citation(self) -> Citation:
        quote = self.passage if len(self.passage) <= _QUOTED else f"{self.passage[:_QUOTED].rsplit(' ', 1)[0]} …"
        return Citation(From.LOOKED_UP, self.title, self.document, self.place, self.page, quote, self.address)


def look_up(documents: Documents, question: str, limit: int = LIMIT, within: Sequence[str] = ()) -> tuple[Found, ...]:
    """The texts a question is about, the best first; none where only its small words fit."""
    wanted = content(question)
    hits = documents.nearest([stem(word) for word in wanted], _TRIED, within)
    found: list[Found] = []
    read: dict[str, tuple[Passage, ...]] = {}
    for hit in hits:
        if hit.document not in read:
            read[hit.document] = documents.read(hit.document).passages
        if len(found) < limit and not any(_inside(hit, one) for one in found):
            found.append(_found(documents, hit, read[hit.document], wanted))
    return tuple(sorted((one for one in found if one.share > 0), key=lambda one: -one.share))


def fits(found: Sequence[Found], question: str) -> bool:
    """Whether what was found is worth reading although nobody asked to look it up."""
    return bool(found) and len(content(question)) >= _LEAST and found[0].share >= _ENOUGH


def prompt(question: str, found: Sequence[Found]) -> str:
    """The message that the model gets instead of the bare question."""
    texts = "\n\n".join(one.text for one in found)
    return f"{texts}\n\n{question}" if texts else question


def content(text: str) -> tuple[str, ...]:
    """The words that say what a text is about; of scripts without spaces every two letters."""
    found = []
    for word in re.findall(r"\w+", text.lower()):
        if _CJK.search(word):
            found += [run[at : at + 2] for run in _CJK.findall(word) for at in range(max(len(run) - 1, 1))]
        elif word not in words.STOP and word not in _OTHER_STOP and (len(word) > 2 or word.isdigit()):
            found.append(word)
    return tuple(dict.fromkeys(found))


def stem(word: str) -> str:
    """The beginning that its other forms share: "opening" and "opens" begin with "open"."""
    if _CJK.search(word) or word.isdigit() or len(word) < 5:
        return word
    return re.sub(r"(?:ing|ed|es|s|e|en|er|n)$", "", word) or word


def _found(documents: Documents, hit: Hit, passages: Sequence[Passage], wanted: Sequence[str]) -> Found:
    text = around(passages, hit.place)
    low = f"{hit.title} {text}".lower()
    share = sum(stem(word) in low for word in wanted) / max(len(wanted), 1)
    row = documents.get(hit.document)
    address = row.origin if row.fetched else ""
    return Found(hit.document, hit.title, hit.place, hit.page, address, hit.text, text, share)


def around(passages: Sequence[Passage], place: int, room: int = _ROOM) -> str:
    """A passage with its heading, and with what stands before and after it as long as there is room."""
    heading = next((at for at in range(place, -1, -1) if passages[at].part is Part.HEADING), None)
    chosen = {place} | ({heading} if heading is not None else set())
    size = sum(len(passages[at].text.split()) for at in chosen)
    low = high = place
    while True:
        grown = False
        for at in (high + 1, low - 1):
            fits_in = 0 <= at < len(passages) and passages[at].part is not Part.HEADING and not passages[at].hidden
            if fits_in and size + len(passages[at].text.split()) <= room:
                chosen.add(at)
                size += len(passages[at].text.split())
                low, high, grown = min(low, at), max(high, at), True
        if not grown:
            break
    return "\n".join(passages[at].text for at in sorted(chosen))


def _inside(hit: Hit, one: Found) -> bool:
    return hit.document == one.document and hit.text in one.text
