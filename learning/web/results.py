"""What a search finds and what a fetch brings or does not bring. Knows no network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DDGS: Final = "ddgs"  # providers of searches, by name
SEARXNG: Final = "searxng"


class Trouble(StrEnum):
    """Why something could not be searched or fetched. Words for people live in the window's lists."""

    OFFLINE = "offline"  # nobody answers at all
    RATE_LIMIT = "rate_limit"  # asked too often
    NO_RESULTS = "no_results"
    BAD_ADDRESS = "bad_address"  # not a web address
    PRIVATE = "private"  # an address inside this network or computer
    NOT_FOUND = "not_found"
    REFUSED = "refused"  # the site says no
    ROBOTS = "robots"  # the site asks programs to stay away
    CERTIFICATE = "certificate"  # it cannot prove who it is
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NOT_TEXT = "not_text"
    REDIRECTS = "redirects"  # it sends from place to place
    BROKEN = "broken"  # what came is no answer
    SERVER = "server"  # its own fault


class CannotFetch(Exception):
    """`detail` is for Copy details only."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a search found. Title and snippet are foreign text."""

    title: str
    address: str
    site: str
    snippet: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page: its bytes lie at `path`, named by their sha256. `final` is where redirects led."""

    address: str
    final: str
    site: str
    fetched_at: str  # ISO time
    type: str
    charset: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NotFetched:
    address: str
    trouble: Trouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fetching:
    """Progress: what is being looked at now."""

    address: str
    index: int
    total: int
