"""One document as the list shows it: its state in words, and the one thing to do about it.

Pure: frozen rows in, words and requests out. Knows no Qt and no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop import foreign
from desktop.documents import requests as ask
from desktop.library_words import LibraryWords as Words


class Status(StrEnum):
    QUEUED = "queued"
    READING = "reading"
    WAITING = "waiting"  # its facts wait to be looked at
    READY = "ready"  # can be looked up
    LEARNED = "learned"
    PARTLY = "partly"
    CHANGED = "changed"  # the file is another one now
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """`facts` of `of` are learned in `skill` (an id); `why` says in words why it cannot be read."""

    id: str
    title: str
    status: Status
    done: int = 0  # pages read
    total: int = 0
    facts: int = 0
    of: int = 0
    skill: str = ""
    why: str = ""
    size: str = ""  # pages, words and language in words
    source: str = ""  # path or address
    web: bool = False


@dataclass(frozen=True, slots=True)
class HitLine:
    """One place that a search found; `marks` are the places of the words in `text`."""

    document: str
    title: str
    place: int
    page: int
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class State:
    """Words, never colour alone."""

    words: str
    role: str
    icon: str = ""


def state(line: DocumentLine) -> State:
    match line.status:
        case Status.QUEUED:
            return State(Words.QUEUED, "muted")
        case Status.READING:
            return State(Words.reading(line.done, line.total), "muted")
        case Status.WAITING:
            return State(Words.WAITING, "warn", "circle-alert")
        case Status.READY:
            return State(Words.CAN_BE_LOOKED_UP, "muted", "search")
        case Status.LEARNED:
            return State(Words.learned(line.facts), "accent", "check")
        case Status.PARTLY:
            return State(Words.partly(line.facts, line.of), "accent", "check")
        case Status.CHANGED:
            return State(Words.CHANGED, "warn", "circle-alert")
        case Status.UNREADABLE:
            return State(Words.unreadable(line.why), "bad", "circle-alert")


def action(line: DocumentLine) -> tuple[str, ask.DocumentRequest] | None:
    """The one thing that the row itself offers."""
    match line.status:
        case Status.QUEUED | Status.READING:
            return Words.STOP, ask.StopReading(line.id)
        case Status.WAITING:
            return Words.CHECK, ask.Review(line.id)
        case Status.READY:
            return Words.LEARN, ask.Review(line.id)
        case Status.LEARNED:
            return Words.OPEN_SKILL, ask.OpenSkill(line.skill)
        case Status.PARTLY:
            return Words.LEARN_MORE, ask.Review(line.id)
        case Status.CHANGED:
            return Words.READ_AGAIN, ask.ReadAgain(line.id)
        case Status.UNREADABLE:
            return None  # the reason needs the room


def opens(line: DocumentLine) -> ask.DocumentRequest | None:
    """What Enter and a double click do."""
    if line.status in (Status.QUEUED, Status.READING, Status.UNREADABLE):
        return None
    return ask.Review(line.id) if line.status is Status.WAITING else ask.ShowText(line.id)


def menu(line: DocumentLine) -> tuple[tuple[str, ask.DocumentRequest], ...]:
    """Everything that can be done with it."""
    own = action(line)
    found = [own] if own is not None else []
    if line.status not in (Status.QUEUED, Status.READING):
        if line.status is not Status.UNREADABLE:
            found.append((Words.OPEN_TEXT, ask.ShowText(line.id)))
            found.append((Words.LEARN, ask.Review(line.id)))
        if line.source:
            found.append((Words.READ_AGAIN, ask.ReadAgain(line.id)))
            found.append((Words.OPEN_ORIGINAL, ask.OpenOriginal(line.id)))
        found.append((Words.REMOVE, ask.Remove(line.id)))
    return tuple(dict.fromkeys(found))


def spoken(line: DocumentLine) -> str:
    return Words.row_name(foreign.line(line.title), state(line).words, line.size)
