"""What the benchmark writes down: one line a case, one a rival's run, and the JSONL file that keeps them.

Knows nothing of teaching. Lines of another model, seed or recipe in the same file are passed by.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learning.codec import CodecError, decode, encode


@dataclass(frozen=True, slots=True)
class Line:
    """One case. All shares are 0..1; `answers` are question, answer after, and whether it is as it should be.

    `after` is the share of probes answered as taught, `bleed` the share of others where what was taught shows, too.
    """

    id: str
    mode: str
    run: str  # model, seed and recipe
    verdict: str
    before: float
    after: float
    bleed_before: float
    bleed: float
    own_recall: float  # what the app's own quiz said
    own_bleed: float
    side_effects: float
    strength: float
    items: int
    prepare: float
    train: float
    quiz: float
    answers: tuple[tuple[str, str, bool], ...]
    kind: str = ""  # instructions: always or conditional
    by_position: tuple[float, ...] = ()  # facts: recall of the first, second and third question of a statement
    kept_before: float | None = None  # updates: recall of the other statements before the change, and after it
    kept: float | None = None
    in_context: float | None = None  # documents: recall of the untaught model with the text in front
    together: tuple[float, ...] = ()  # sequence: recall of every lesson so far with all of them on
    together_effects: float | None = None  # sequence: side effects of all of them, nats a token

    @property
    def accepted(self) -> bool:
        return not self.verdict.startswith("not")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a rival was at the end of an epoch. `seconds` of training alone, asking left out."""

    seconds: float
    recall: float
    bleed: float


@dataclass(frozen=True, slots=True)
class Rival:
    """One case taught by another way of training, and ours beside it."""

    id: str
    mode: str
    run: str
    how: str  # "peft" or "raw"
    rate: float
    items: int
    marks: tuple[Mark, ...]  # one an epoch
    ours: Mark

    @property
    def reached(self) -> float | None:
        """Seconds until it first knew as much as ours; None: never, or ours knew nothing."""
        if not self.ours.recall:
            return None
        return next((mark.seconds for mark in self.marks if mark.recall >= self.ours.recall), None)


class Results:
    """Every finished line, in memory and, where there is a file, on disk."""

    def __init__(self, path: Path | None, run: str) -> None:
        self._path, self.run = path, run
        self._found: dict[tuple[str, ...], Line | Rival] = {}
        for record in _records(path) if path else ():
            if record.run == run:
                self._found[_key(record)] = record

    def line(self, mode: str, name: str) -> Line | None:
        found = self._found.get(("line", mode, name))
        return found if isinstance(found, Line) else None

    def rival(self, how: str, mode: str, name: str) -> Rival | None:
        found = self._found.get((how, mode, name))
        return found if isinstance(found, Rival) else None

    def add(self, record: Line | Rival) -> None:
        self._found[_key(record)] = record
        if self._path:
            entry = {"line" if isinstance(record, Line) else "rival": encode(record)}
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")

    def folder(self, otherwise: Path) -> Path:
        """Where skills that a later case needs are kept: beside the file, so that they outlast this run."""
        return self._path.with_suffix(".skills") if self._path else otherwise


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _key(record: Line | Rival) -> tuple[str, ...]:
    return ("line" if isinstance(record, Line) else record.how, record.mode, record.id)


def _records(path: Path) -> list[Line | Rival]:
    """All whole lines. One that was cut off is taken out, so that the next does not stick to it."""
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    return [_record(json.loads(line)) for line in whole.splitlines() if line.strip()]


def _record(entry: dict[str, Any]) -> Line | Rival:  # Any: parsed JSON
    kinds = {"line": Line, "rival": Rival}
    if len(entry) != 1 or not entry.keys() <= kinds.keys():
        raise CodecError("not a file of this benchmark's results")
    ((kind, data),) = entry.items()
    found: Line | Rival = decode(kinds[kind], data)
    return found
