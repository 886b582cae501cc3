"""What the web page shows, as frozen data: the words to search for, how far it is, and the pages found.

Pure: knows phases and pages. Knows no network and no Qt. Titles, snippets and addresses are foreign text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop import foreign
from desktop.source_words import MOST_PAGES
from desktop.source_words import WebWords as Words


class Provider(StrEnum):
    """Who is asked for pages."""

    DUCKDUCKGO = "duckduckgo"
    SEARXNG = "searxng"
    ADDRESSES = "addresses"  # nobody: the person names the pages


class Phase(StrEnum):
    ASK = "ask"  # nothing has left the machine
    SEARCHING = "searching"
    RESULTS = "results"
    READING = "reading"
    TROUBLE = "trouble"


BUSY = (Phase.SEARCHING, Phase.READING)


class PageState(StrEnum):
    FOUND = "found"
    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One page found. `date` is in words; `note` says more about the state: how many facts, or why not."""

    address: str
    title: str
    site: str = ""
    snippet: str = ""
    date: str = ""
    ticked: bool = False
    state: PageState = PageState.FOUND
    note: str = ""


@dataclass(frozen=True, slots=True)
class WebView:
    """The whole page. `trouble` says what went wrong; `refused` why an address was not taken into the list."""

    query: str = ""
    phase: Phase = Phase.ASK
    rows: tuple[ResultRow, ...] = ()
    trouble: str = ""
    refused: str = ""
    provider: Provider = Provider.DUCKDUCKGO
    searxng: str = ""  # its address


def who(provider: Provider) -> str:
    match provider:
        case Provider.DUCKDUCKGO:
            return Words.DUCKDUCKGO
        case Provider.SEARXNG:
            return Words.SEARXNG
        case Provider.ADDRESSES:
            return Words.NOBODY


def gets(provider: Provider) -> str:
    """What the one who is asked learns."""
    match provider:
        case Provider.DUCKDUCKGO:
            return Words.DUCKDUCKGO_GETS
        case Provider.SEARXNG:
            return Words.SEARXNG_GETS
        case Provider.ADDRESSES:
            return Words.NOBODY_GETS


def title(row: ResultRow) -> str:
    """The page's title; without one, where it is."""
    return foreign.line(row.title) or foreign.address(row.address).shown


def place(row: ResultRow) -> str:
    """The site's own name, where it says more than the address, and the date."""
    host = foreign.address(row.address).host.removeprefix("www.")
    site = foreign.line(row.site, 80)
    told = "" if site.casefold().removeprefix("www.") == host else site
    return ", ".join(part for part in (told, foreign.line(row.date, 40)) if part)


def state(row: ResultRow) -> str:
    words = {
        PageState.FOUND: "",
        PageState.WAITING: Words.WAITING,
        PageState.READING: Words.READING,
        PageState.READ: Words.READ,
        PageState.FAILED: Words.FAILED,
    }[row.state]
    return Words.state(words, foreign.line(row.note, 300)) if words else foreign.line(row.note, 300)


def spoken(row: ResultRow) -> str:
    """What a screen reader hears of a row's box: title, where it really is, and what happened to it."""
    said = Words.tick(title(row), foreign.address(row.address).host)
    return ". ".join(part for part in (said, state(row)) if part)


def progress(rows: tuple[ResultRow, ...]) -> tuple[int, int]:
    """Which page is being read, and how many there are to read."""
    wanted = [row for row in rows if row.state is not PageState.FOUND]
    done = sum(row.state in (PageState.READ, PageState.FAILED) for row in wanted)
    return min(done + 1, len(wanted)), len(wanted)


def kept(rows: tuple[ResultRow, ...], ticks: dict[str, bool]) -> tuple[ResultRow, ...]:
    """The rows with the ticks that the person has set so far; never more than can be read at once."""
    found, left = [], MOST_PAGES
    for row in rows:
        ticked = ticks.get(row.address, row.ticked) and left > 0
        left -= ticked
        found.append(replace(row, ticked=ticked))
    return tuple(found)
