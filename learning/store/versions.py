"""The rows of skills and their versions, and which version counts. Knows SQL; moves no folder."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from learning.codec import decode, encode
from learning.maker import Maker
from learning.store import ids
from learning.store.database import Database
from learning.store.manifest import ADAPTER, Manifest
from learning.store.profile import Profile
from learning.types import Lesson, Score, Skill, SkillState

_SHOWN = """SELECT s.*, v.version, v.lesson,
    v.base_sha256, v.base_name, v.adapter_sha256, v.score, v.damaged
    FROM skills s JOIN versions v ON v.skill = s.id AND v.version =
        coalesce(s.current, (SELECT max(version) FROM versions WHERE skill = s.id AND undone = 0))"""
_SUMMARY = 160  # characters


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a skill, as kept. `damaged` is a SkillDamage or ""."""

    skill: str
    version: int
    lesson: str
    path: str
    adapter_sha256: str
    created: str
    score: Score
    current: bool
    undone: bool
    damaged: str


def shown(db: Database, profile: Profile, deleted: bool = False) -> tuple[Skill, ...]:
    """Skills that have a version to show, oldest first; or those in the trash."""
    rows = db.read(f"{_SHOWN} WHERE s.deleted {'<>' if deleted else '='} '' ORDER BY s.n")
    return tuple(_skill(row, profile) for row in rows)


def of_skill(db: Database, profile: Profile, skill: str) -> tuple[Version, ...]:
    """All versions of one skill, oldest first."""
    rows = db.read(
        "SELECT v.*, v.version IS s.current AS is_current FROM versions v JOIN skills s ON s.id = v.skill "
        "WHERE v.skill = ? ORDER BY v.version",
        skill,
    )
    return tuple(_version(row, profile) for row in rows)


def insert(db: Database, skill: str, version: int, manifest: Manifest, summary: str, state: SkillState) -> None:
    """Add a version and make it the one that counts. Runs inside the caller's transaction.

    What somebody else made keeps its label and its switch when it is taught again: only a person turns it on.
    """
    made = ids.now()
    db.write(
        "INSERT INTO skills (id, name, summary, state, strength, created, maker) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
        "ON CONFLICT (id) DO UPDATE SET summary = ?3, strength = ?5, deleted = '', "
        "state = CASE WHEN state = 'auto' OR maker <> '' THEN state ELSE ?4 END",
        *(skill, _free_name(db, skill, manifest.name), summary, state, manifest.score.strength, made, manifest.maker),
    )
    db.write(
        "INSERT INTO versions (skill, version, lesson, base_sha256, base_name, adapter_sha256, score, created) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(skill, version, manifest.lesson, manifest.base_sha256, manifest.base_name),
        *(manifest.files[ADAPTER].sha256, json.dumps(encode(manifest.score)), made),
    )
    settle(db, skill)


def settle(db: Database, skill: str) -> None:
    """The newest version that is neither undone nor damaged counts. Runs inside the caller's transaction."""
    db.write(
        "UPDATE skills SET current = (SELECT max(version) FROM versions "
        "WHERE skill = ?1 AND undone = 0 AND damaged = '') WHERE id = ?1",
        skill,
    )


def describe(db: Database, skill: str) -> None:
    """The summary of the version that counts. Runs inside the caller's transaction."""
    row = db.one(
        "SELECT l.lesson FROM skills s JOIN versions v ON v.skill = s.id AND v.version = s.current "
        "JOIN lessons l ON l.id = v.lesson WHERE s.id = ?",
        skill,
    )
    if row is not None:
        summary = summary_of(decode(Lesson, json.loads(row["lesson"])))
        db.write("UPDATE skills SET summary = ? WHERE id = ?", summary, skill)


def mark(db: Database, skill: str, version: int, damaged: str) -> None:
    """Note that a version is damaged, or ("") whole again. Runs inside the caller's transaction."""
    db.write("UPDATE versions SET damaged = ? WHERE skill = ? AND version = ?", damaged, skill, version)
    settle(db, skill)


def summary_of(lesson: Lesson) -> str:
    """One line: what was taught, in the person's words."""
    line = "; ".join(" ".join(source.text.split()).rstrip(".;") for source in lesson.sources if source.text.strip())
    return line if len(line) <= _SUMMARY else f"{line[: _SUMMARY - 1].rstrip()}…"


def _free_name(db: Database, skill: str, wanted: str) -> str:
    """`wanted`, or "wanted (2)" when another skill has that name."""
    taken = {row["name"] for row in db.read("SELECT name FROM skills WHERE id <> ? AND deleted = ''", skill)}
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _skill(row: sqlite3.Row, profile: Profile) -> Skill:
    damaged = "" if row["current"] is not None else row["damaged"]
    return Skill(
        id=row["id"],
        name=row["name"],
        version=row["version"],
        base_sha256=row["base_sha256"],
        base_name=row["base_name"],
        lesson=row["lesson"],
        path=str(profile.version(row["id"], row["version"])),
        adapter_sha256=row["adapter_sha256"],
        state=SkillState.OFF if damaged else SkillState(row["state"]),
        strength=row["strength"],
        created=row["created"],
        summary=row["summary"],
        score=decode(Score, json.loads(row["score"])),
        damaged=damaged,
        maker=Maker(row["maker"]),
    )


def _version(row: sqlite3.Row, profile: Profile) -> Version:
    return Version(
        skill=row["skill"],
        version=row["version"],
        lesson=row["lesson"],
        path=str(profile.version(row["skill"], row["version"])),
        adapter_sha256=row["adapter_sha256"],
        created=row["created"],
        score=decode(Score, json.loads(row["score"])),
        current=bool(row["is_current"]),
        undone=bool(row["undone"]),
        damaged=row["damaged"],
    )
