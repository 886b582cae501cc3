"""What the hub lists and what a download brings or does not bring. Knows no network and no disk.

Names and sizes are as a server states them until a download has been checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HUB: Final = "https://huggingface.co"


class Trouble(StrEnum):
    """Why something could not be listed or got. The first ones are those of `learning.web`."""

    OFFLINE = "offline"  # nobody answers at all
    RATE_LIMIT = "rate_limit"
    NO_RESULTS = "no_results"
    BAD_ADDRESS = "bad_address"
    PRIVATE = "private"  # an address inside this network or computer
    NOT_FOUND = "not_found"
    REFUSED = "refused"  # only for people who have agreed to something there
    CERTIFICATE = "certificate"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    REDIRECTS = "redirects"
    BROKEN = "broken"
    SERVER = "server"
    NO_LIBRARY = "no_library"  # huggingface_hub is not installed
    NO_CHECKSUM = "no_checksum"  # nothing says what the file must be
    OTHER_FILE = "other_file"  # a source has another file than the one wanted
    WRONG_HASH = "wrong_hash"  # what came is not what was promised
    CUT_SHORT = "cut_short"  # the connection broke off, again and again
    DISK_FULL = "disk_full"
    CANNOT_WRITE = "cannot_write"
    NOT_A_MODEL = "not_a_model"  # whole, but no model that can be run here
    OTHER_KIND = "other_kind"  # a model of a kind that is not known here


class CannotGet(Exception):
    """`detail` is for Copy details only; `needed` and `free` are bytes, where the disk is too small."""

    def __init__(self, trouble: Trouble, detail: str = "", needed: int = 0, free: int = 0) -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble, self.detail, self.needed, self.free = trouble, detail, needed, free


@dataclass(frozen=True, slots=True)
class Place:
    """One file on the hub. `revision` is a branch or a commit."""

    repo: str
    file: str
    revision: str = "main"

    @property
    def key(self) -> str:
        return f"{self.repo}/{self.file}"


@dataclass(frozen=True, slots=True)
class HubModel:
    """One repository of models. All of it is foreign text."""

    repo: str
    licence: str = ""
    downloads: int = 0
    updated: str = ""  # YYYY-MM-DD
    gated: bool = False  # one has to agree to something there first


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of one: `size` in bytes, `sha256` as the hub states them."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to get from the first of several places that has it. Unknown sums are "" and 0: the hub states them."""

    name: str
    places: tuple[Place, ...]
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Getting:
    """Progress, in bytes. `checking`: what lies here already is read again."""

    done: int
    total: int
    checking: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """A place is asked now."""

    place: Place


@dataclass(frozen=True, slots=True)
class NotFrom:
    """A place could not be used; the next one is."""

    place: Place
    trouble: Trouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """The whole file, checked, at `path`."""

    path: str
    sha256: str
    size: int
    place: Place
