"""Documents and web pages that taught a skill, each as one line with its facts under it, and how old they are in words.

Pure: knows sources and dates. What was decided about a document comes in by its origin; knows no store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop import foreign
from desktop.change_words import ChangeWords
from desktop.source_words import OriginWords as Words
from learning.types import Source

FILE, WEB = "file:", "url:"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One statement. `from_file`: a fact out of somebody else's text."""

    text: str
    note: str
    at: str  # ISO 8601
    from_file: bool = False
    id: str = ""  # of the source
    going: bool = False  # it is being forgotten


@dataclass(frozen=True, slots=True)
class OriginNote:
    """What is known of one document or page besides its facts. Empty fields are told by the sources themselves, which
    also know what was ticked although it was flagged."""

    document: str = ""  # its id in the library
    title: str = ""
    address: str = ""  # of a web page
    fetched: str = ""  # ISO 8601
    left_out: int = 0  # flagged facts that were not taught


@dataclass(frozen=True, slots=True)
class OriginLine:
    origin: str  # "file:<sha256>" or "url:<address>"
    title: str
    where: str  # “from example.org, 12 November 2026, 11 days ago”
    note: str  # “11 facts, pages 1 to 2. 3 flagged facts were left out.”
    address: str  # of a web page, else ""
    document: str
    facts: tuple[SourceLine, ...]
    fetched: str
    going: bool = False

    @property
    def web(self) -> bool:
        return bool(self.address)


def is_foreign(source: Source) -> bool:
    return source.origin.startswith((FILE, WEB))


def grouped(
    sources: Sequence[Source],
    notes: Mapping[str, OriginNote],
    taught_at: str,
    now: datetime,
    coming: Sequence[Source] | None = None,
) -> tuple[OriginLine, ...]:
    """One line for each document or page, in the order they were taught."""
    found: dict[str, list[Source]] = {}
    for source in filter(is_foreign, sources):
        found.setdefault(source.material, []).append(source)
    return tuple(_line(key, own, notes.get(key, OriginNote()), taught_at, now, coming) for key, own in found.items())


def age(lines: Sequence[OriginLine], now: datetime) -> str:
    """How old a skill from the web is: as old as the oldest page."""
    days = [_days(line.fetched, now) for line in lines if line.web]
    known = [each for each in days if each is not None]
    return Words.age(Words.old(max(known))) if known else ""


def _line(
    key: str, own: Sequence[Source], note: OriginNote, taught_at: str, now: datetime, coming: Sequence[Source] | None
) -> OriginLine:
    address = note.address or (key.removeprefix(WEB) if key.startswith(WEB) else "")
    fetched = note.fetched or min((source.fetched for source in own if source.fetched), default=taught_at)
    title = foreign.line(note.title or own[0].title, 160) or foreign.address(address).shown
    left = None if coming is None else {source.text for source in coming}
    facts = tuple(_fact(source, left) for source in own)
    going = bool(facts) and all(fact.going for fact in facts)
    return OriginLine(
        origin=key,
        title=title,
        where=_where(address, fetched, now),
        note=_note(own, note, going),
        address=address,
        document=note.document,
        facts=facts,
        fetched=fetched,
        going=going,
    )


def _fact(source: Source, left: set[str] | None) -> SourceLine:
    going = left is not None and source.text not in left
    page = Words.pages(_page(source), _page(source))
    told = ", ".join(part for part in (page, ChangeWords.FORGETTING if going else "") if part)
    return SourceLine(foreign.line(source.text), told[:1].upper() + told[1:], "", True, source.id, going)


def _where(address: str, fetched: str, now: datetime) -> str:
    days = _days(fetched, now)
    site = foreign.address(address).host.removeprefix("www.") if address else ""
    if days is None:
        return Words.site(site)
    date, ago = Words.date(datetime.fromisoformat(fetched).astimezone(now.tzinfo)), Words.ago(days)
    return Words.fetched(site, date, ago) if site else Words.read(date, ago)


def _note(own: Sequence[Source], note: OriginNote, going: bool) -> str:
    pages = sorted({page for source in own if (page := _page(source))})
    first = ", ".join(
        part for part in (Words.facts(len(own)), Words.pages(pages[0], pages[-1]) if pages else "") if part
    )
    wanted = sum(bool(source.flags) for source in own)
    decided = (Words.left_out(note.left_out) if note.left_out else "", Words.ticked(wanted) if wanted else "")
    told = (first, *decided, ChangeWords.FORGETTING if going else "")
    return ". ".join(part[:1].upper() + part[1:] for part in told if part) + "."


def _page(source: Source) -> int:
    number = source.origin.rpartition("#")[2] if "#" in source.origin else ""
    return int(number) if number.isdecimal() else 0


def _days(at: str, now: datetime) -> int | None:
    """Whole days of the calendar, in the reader's own time zone; None for what is no date."""
    try:
        when = datetime.fromisoformat(at).astimezone(now.tzinfo)
    except ValueError:
        return None
    return max(0, (now.date() - when.date()).days)
