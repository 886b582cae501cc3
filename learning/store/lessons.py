"""Lessons, stored before anything is trained so that nothing taught is lost.

Knows their table, the message that asked for them, and their staging folders.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from learning.codec import decode, encode
from learning.store import files
from learning.store.database import Database
from learning.store.errors import UnknownId, from_os
from learning.store.profile import Profile
from learning.types import Lesson, LessonState, Score, Source

# States in which a result may still arrive.
OPEN = (LessonState.WAITING, LessonState.RUNNING, LessonState.INTERRUPTED)
# States whose staging folder is worth keeping: it can be resumed.
RESUMABLE = (*OPEN, LessonState.FAILED)
_FOR_MODEL = "for-model.tmp"  # in a staging folder: checksum of the model that the work in it is for; never sealed


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One stored lesson. `intent` is the person's text; `reason` is a code."""

    lesson: Lesson
    intent: str
    chat: str | None
    message: str | None
    state: LessonState
    reason: str
    score: Score | None
    created: str


class Lessons:
    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile

    def add(self, lesson: Lesson, intent: str, chat: str | None = None, message: str | None = None) -> LessonRow:
        """Commit a lesson, WAITING. Done before the engine hears of it."""
        return self.add_all((lesson,), intent, chat, message)[0]

    def add_all(
        self, lessons: Sequence[Lesson], intent: str, chat: str | None = None, message: str | None = None
    ) -> tuple[LessonRow, ...]:
        """Commit the lessons of one message, all or none, WAITING; the message remembers the first."""
        for lesson in lessons:
            self._profile.job(lesson.id)  # refuses an id that cannot name a folder
        with self._db.transaction():
            for lesson in lessons:
                insert(self._db, lesson, intent, chat, message)
            if message is not None:
                self._db.write("UPDATE messages SET lesson = ? WHERE id = ?", lessons[0].id, message)
        return tuple(self.get(lesson.id) for lesson in lessons)

    def get(self, lesson: str) -> LessonRow:
        row = self._db.one("SELECT * FROM lessons WHERE id = ?", lesson)
        if row is None:
            raise UnknownId(lesson)
        return _row(row)

    def sources(self, lesson: str) -> tuple[Source, ...]:
        """What a lesson was made from, without the rest of it; () when it is not there."""
        row = self._db.one("SELECT lesson ->> 'sources' AS sources FROM lessons WHERE id = ?", lesson)
        return tuple(decode(Source, source) for source in json.loads(row["sources"])) if row else ()

    def of_chat(self, chat: str) -> dict[str, tuple[str, ...]]:
        """Ids of the lessons that each message of a chat asked for, in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self._db.read("SELECT id, message FROM lessons WHERE chat = ? ORDER BY n", chat):
            if row["message"] is not None:
                found[row["message"]] = (*found.get(row["message"], ()), row["id"])
        return found

    def list(self, states: Iterable[LessonState] = ()) -> tuple[LessonRow, ...]:
        """Lessons in the order they were asked for; only those in `states`, if any are given."""
        wanted = tuple(states) or tuple(LessonState)
        marks = ", ".join("?" * len(wanted))
        rows = self._db.read(f"SELECT * FROM lessons WHERE state IN ({marks}) ORDER BY n", *wanted)
        return tuple(_row(row) for row in rows)

    def set_state(self, lesson: str, state: LessonState, reason: str = "", score: Score | None = None) -> None:
        """Commit where the lesson stands; without `score` the old one stays. What is over loses its staging folder."""
        if not self._db.change(
            "UPDATE lessons SET state = ?, reason = ?, score = coalesce(?, score) WHERE id = ?",
            *(state, reason, None if score is None else json.dumps(encode(score)), lesson),
        ):
            raise UnknownId(lesson)
        if state not in RESUMABLE:
            self._drop_staging(lesson)

    def staging(self, lesson: str, model_sha256: str = "") -> Path:
        """The folder the engine may write for this lesson, made if need be. Raises DiskFull, ProfileReadOnly.

        Work begun for another model is of no use, and dangerous: with `model_sha256` it is cleared first.
        """
        self.get(lesson)
        folder = self._profile.job(lesson)
        note = folder / _FOR_MODEL
        try:
            if model_sha256 and folder.is_dir() and _read(note) != model_sha256:
                files.remove_tree(folder)
            files.make_dir(folder)
            if model_sha256 and not note.exists():
                files.write_atomic(note, model_sha256.encode())
        except OSError as error:
            raise from_os(error) from error
        return folder

    def _drop_staging(self, lesson: str) -> None:
        try:
            files.remove_tree(self._profile.job(lesson))
        except OSError as error:  # the sweep removes it at the next start; the state is what counts
            raise from_os(error) from error


def insert(db: Database, lesson: Lesson, intent: str, chat: str | None = None, message: str | None = None) -> None:
    """Its row, WAITING. Runs inside the caller's transaction."""
    db.write(
        "INSERT INTO lessons (id, lesson, intent, chat, message, state, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(lesson.id, json.dumps(encode(lesson)), intent, chat, message, LessonState.WAITING, lesson.created),
    )


def _read(note: Path) -> str:
    return note.read_text() if note.is_file() else ""


def _row(row: sqlite3.Row) -> LessonRow:
    return LessonRow(
        lesson=decode(Lesson, json.loads(row["lesson"])),
        intent=row["intent"],
        chat=row["chat"],
        message=row["message"],
        state=LessonState(row["state"]),
        reason=row["reason"],
        score=None if row["score"] is None else decode(Score, json.loads(row["score"])),
        created=row["created"],
    )
