"""What the page of models shows, as frozen data: rows of models, and what a search of the hub found.

Pure: turns shelf entries and verdicts into words. Knows no Qt and no network. Names and licences are foreign text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop import foreign
from desktop.counting_words import sentence
from desktop.model_words import ModelWords as Words
from desktop.model_words import good, quality, size
from learning.shelf import room
from learning.shelf.facts import Facts
from learning.shelf.machine import Machine
from learning.shelf.results import HubFile, HubModel
from learning.shelf.room import Fit
from learning.shelf.shelf import Entry, State

LEARNS = "learning"  # what a model of the catalogue should be good at to be suggested


class Doing(StrEnum):
    """What goes on with a model at this moment."""

    NOTHING = ""
    WAITING = "waiting"
    GETTING = "getting"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict: words, never colour alone."""

    words: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class ModelRow:
    """`note` says how it stands, "" when there is nothing to say; `warns`: it asks to be looked at."""

    id: str
    name: str
    about: str  # what it is good for
    facts: str  # quality, size, licence
    state: State
    doing: Doing = Doing.NOTHING
    current: bool = False
    suggested: bool = False
    marks: tuple[Mark, ...] = ()
    note: str = ""
    warns: bool = False
    done: float | None = None  # share that is here
    can_use: bool = False
    can_get: bool = False
    can_remove: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    file: str
    facts: str
    marks: tuple[Mark, ...] = ()
    here: bool = False


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One collection on the hub; `files` None: nobody has asked for them."""

    repo: str
    facts: str
    files: tuple[FileRow, ...] | None = None
    asking: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ModelsView:
    here: tuple[ModelRow, ...] = ()
    to_get: tuple[ModelRow, ...] = ()
    words: str = ""  # that were searched for
    searching: bool = False
    found: tuple[FoundRow, ...] | None = None  # None: nothing was searched for yet
    trouble: str = ""  # of the search
    said: str = ""  # what goes on beside: a model is being looked at


def model_row(entry: Entry, machine: Machine, current: str, suggested: str) -> ModelRow:
    """`current` is the id of the model in use, `suggested` of the one that suits this machine."""
    marks = _marks(entry.facts, machine, entry.ships)
    ready = entry.state is State.READY
    too_big = bool(marks) and marks[0].fit is Fit.TOO_BIG
    own = entry.state in (State.READY, State.AWAY) and not entry.ours and not entry.ships
    return ModelRow(
        id=entry.id,
        name=foreign.line(entry.name, 80),
        about=good(entry.good) or (Words.OWN if own else foreign.line(entry.origin.partition("@")[0], 120)),
        facts=_facts(entry),
        state=entry.state,
        current=entry.id == current,
        suggested=entry.id == suggested,
        marks=marks,
        note=_note(entry),
        warns=entry.state in (State.AWAY, State.DAMAGED),
        done=entry.here / entry.size if entry.state is State.PARTLY and entry.size else None,
        can_use=ready and not too_big,
        can_get=entry.wanted is not None and entry.state in (State.TO_GET, State.PARTLY, State.DAMAGED),
        can_remove=not entry.ships and entry.state is not State.TO_GET and entry.id != current,
    )


def suggestion(entries: Sequence[Entry], machine: Machine) -> str:
    """The id of the model to suggest, "" for none."""
    sized = [entry for entry in entries if entry.facts is not None and LEARNS in entry.good]
    best = room.recommended([entry.facts for entry in sized if entry.facts is not None], machine)
    return sized[best].id if best is not None else ""


def getting(row: ModelRow, words: str, done: float | None, waits: bool = False) -> ModelRow:
    """The same model while it is downloaded."""
    what = Doing.WAITING if waits else Doing.GETTING
    return replace(row, doing=what, note=words, warns=False, done=row.done if done is None else done, can_remove=False)


def coming(key: str, name: str, words: str, done: float | None, waits: bool) -> ModelRow:
    """A file from a search, before anything of it is on the disk."""
    bare = ModelRow(key, foreign.line(name, 80), foreign.line(key, 120), "", State.TO_GET)
    return getting(bare, words, done, waits)


def doing(row: ModelRow, what: Doing) -> ModelRow:
    return replace(row, doing=what)


def order(row: ModelRow) -> tuple[bool, bool]:
    """What suits this computer first, what is too big for it last; else as the catalogue has it."""
    return not row.suggested, bool(row.marks) and row.marks[0].fit is Fit.TOO_BIG


def troubled(row: ModelRow, words: str) -> ModelRow:
    return replace(row, note=words, warns=True)


def found_row(model: HubModel) -> FoundRow:
    parts = [foreign.line(model.licence, 40) or Words.UNKNOWN_LICENCE, model.updated]
    parts += [Words.GATED] if model.gated else []
    return FoundRow(model.repo, ", ".join(part for part in parts if part))


def file_row(file: HubFile, machine: Machine, near: Sequence[Facts], here: bool) -> FileRow:
    """`near`: models whose sizes are known, to guess those of this one."""
    bits = stated_bits(file.name)
    facts = guessed(file.size, bits, near)
    words = sentence(", ".join([quality(bits), size(file.size)]))
    return FileRow(file.name, words, _marks(facts, machine, False), here)


def stated_bits(name: str) -> float:
    """Bits of a weight, as files are commonly called after them."""
    text = name.upper().replace("-", "_").replace(".", "_")
    known = (("Q2", 3.0), ("IQ2", 2.6), ("IQ3", 3.5), ("Q3", 3.9), ("IQ4", 4.4), ("Q4", 4.9), ("Q5", 5.7), ("Q6", 6.6),
             ("Q8", 8.5), ("BF16", 16.0), ("F16", 16.0), ("F32", 32.0))  # fmt: skip
    return next((bits for mark, bits in known if f"_{mark}" in text), 4.9)


def guessed(file_size: int, bits: float, near: Sequence[Facts]) -> Facts | None:
    """Sizes of the model that is nearest in weights, with the weights of this one."""
    weights = int(file_size * 8 / bits)
    if not near or not weights:
        return None
    best = min(near, key=lambda one: abs(one.parameters - weights))
    return replace(best, parameters=weights, bits=bits)


def spoken(row: ModelRow) -> str:
    """What a screen reader hears of a row."""
    state = Words.IN_USE if row.current else ""
    parts = (row.name, state, row.note, row.about, row.facts, *(mark.words for mark in row.marks))
    return ". ".join(part.rstrip(".") for part in parts if part)


def _facts(entry: Entry) -> str:
    parts = [quality(entry.facts.bits)] if entry.facts is not None else []
    parts += [size(entry.size)] if entry.size else []
    parts.append(foreign.line(entry.licence, 40) or Words.UNKNOWN_LICENCE)
    parts += [Words.COMES_WITH] if entry.ships else []
    return sentence(", ".join(parts))


def _note(entry: Entry) -> str:
    match entry.state:
        case State.PARTLY:
            return Words.paused(entry.here, entry.size)
        case State.AWAY:
            return Words.away(foreign.line(entry.name, 80))
        case State.DAMAGED:
            return Words.damaged(foreign.line(entry.name, 80))
        case _:
            return ""


def _marks(facts: Facts | None, machine: Machine, ships: bool) -> tuple[Mark, ...]:
    if facts is None:
        return ()
    found = room.verdict(facts, machine, ships)
    return (
        Mark(Words.fits(Words.CHAT, found.chat, found.need.chat), found.chat),
        Mark(Words.fits(Words.LEARNING, found.learn, found.need.learn), found.learn),
    )
