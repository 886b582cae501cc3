"""How a sealed staging folder becomes a skill: verify, rename, fsync, one transaction.

The commit is the moment the skill exists. The transaction is opened before the rename, so no other thread (the sweep)
ever sees a renamed folder that is about to get its row. Knows the order; the rows are `versions`, the bytes `files`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from learning.codec import decode, encode
from learning.store import files, ids, manifest, trash, versions
from learning.store.database import Database
from learning.store.errors import SkillDamage, SkillDamaged, StoreCode, StoreError, UnknownId, from_os
from learning.store.lessons import OPEN
from learning.store.manifest import Manifest
from learning.store.profile import Profile
from learning.types import Lesson, LessonState, SkillState, Verdict

KEPT = 5  # versions of one skill


def publish(db: Database, profile: Profile, staging: Path, lesson: str) -> str:
    """Accept what the engine made for `lesson`. Returns the id of the skill, which is on.

    Raises SkillDamaged (nothing published), StoreError(NOT_EXPECTED), DiskFull, ProfileReadOnly. After any of them the
    old state is in place.
    """
    found = _accept(db, profile, staging, lesson)
    _strip(staging, found)
    skill, version = place(db, profile, found)
    target = profile.version(skill, version)
    put(db, profile, staging, target, lambda: record(db, target, found, SkillState.ON))
    with contextlib.suppress(StoreError):  # the skill exists; what is left of old versions is the sweep's to clear
        _prune(db, profile, skill)
    return skill


def put(db: Database, profile: Profile, staging: Path, target: Path, rows: Callable[[], None]) -> None:
    """The folder into its place and its `rows`, in one transaction; else the old state."""
    try:
        with db.transaction():
            files.make_dir(target.parent)
            files.rename(staging, target)
            files.fsync_dir(target.parent)
            files.fsync_dir(profile.skills)
            rows()
    except BaseException:
        _move_back(db, staging, target)
        raise


def _move_back(db: Database, staging: Path, target: Path) -> None:
    """The old state again, as far as the disk lets us; else the sweep adopts the folder. The first error is raised."""
    with contextlib.suppress(OSError, StoreError), db.transaction():
        if target.exists() and not staging.exists() and not known(db, target):
            files.rename(target, staging)


def place(db: Database, profile: Profile, found: Manifest) -> tuple[str, int]:
    """Where a new version belongs: the skill it grew from, or the one of its lesson; one above every number used."""
    skill = found.lesson
    for parent in found.parents:
        if db.one("SELECT 1 FROM skills WHERE id = ? AND deleted = ''", parent.split("/")[0]):
            skill = parent.split("/")[0]
    if db.one("SELECT 1 FROM skills WHERE id = ? AND deleted <> ''", skill):
        skill = ids.new_id()  # the earlier one stays in the trash as it was
    row = db.one("SELECT coalesce(max(version), 0) AS top FROM versions WHERE skill = ?", skill)
    version = int(row["top"]) + 1 if row else 1
    while profile.version(skill, version).exists():
        version += 1
    return skill, version


def known(db: Database, folder: Path) -> bool:
    """Whether a version folder has its row."""
    return db.one("SELECT 1 FROM versions WHERE skill = ? AND 'v' || version = ?", *_key(folder)) is not None


def record(db: Database, folder: Path, found: Manifest, state: SkillState) -> None:
    """Version row, score, current and lesson state. Runs inside the caller's transaction."""
    skill, name = _key(folder)
    row = db.one("SELECT lesson FROM lessons WHERE id = ?", found.lesson)
    summary = versions.summary_of(decode(Lesson, json.loads(row["lesson"]))) if row else ""
    versions.insert(db, skill, int(name[1:]), found, summary, state)
    learned = LessonState.GENTLE if found.score.verdict is Verdict.GENTLE else LessonState.LEARNED
    db.write(
        "UPDATE lessons SET state = ?, reason = ?, score = ? WHERE id = ?",
        *(learned, found.score.reason, json.dumps(encode(found.score)), found.lesson),
    )
    # What was begun for an earlier version and left lying would take this one back if it were resumed.
    db.write(
        "UPDATE lessons SET state = ? WHERE state IN (?, ?) AND id <> ? AND lesson ->> 'parent' LIKE ? || '/v%'",
        *(LessonState.DISCARDED, LessonState.INTERRUPTED, LessonState.FAILED, found.lesson, skill),
    )


def _key(folder: Path) -> tuple[str, str]:
    return folder.parent.name, folder.name


def _accept(db: Database, profile: Profile, staging: Path, lesson: str) -> Manifest:
    """The manifest, when the folder is the one we issued, for a lesson that waits, and whole to the last bit."""
    row = db.one("SELECT state FROM lessons WHERE id = ?", lesson)
    if row is None:
        raise UnknownId(lesson)
    if LessonState(row["state"]) not in OPEN or staging.resolve() != profile.job(lesson).resolve():
        raise StoreError(f"{lesson}: {row['state']}, {staging}", StoreCode.NOT_EXPECTED)
    found = manifest.verify(staging)
    if found.lesson != lesson or found.score.verdict is Verdict.NOT_LEARNED:
        raise SkillDamaged(SkillDamage.WRONG_LESSON, found.lesson)
    return found


def _strip(staging: Path, found: Manifest) -> None:
    """Drop what the manifest does not list: checkpoints and leftovers."""
    try:
        for path in sorted(staging.iterdir()):
            if path.name not in found.files and path.name != manifest.NAME:
                files.remove_tree(path)
    except OSError as error:
        raise from_os(error) from error


def _prune(db: Database, profile: Profile, skill: str) -> None:
    """Keep the last versions. Rows go first: a folder without a row is the sweep's to clear."""
    old = [v.version for v in versions.of_skill(db, profile, skill)][:-KEPT]
    for version in old:
        db.change("DELETE FROM versions WHERE skill = ? AND version = ?", skill, version)
        trash.discard(profile, profile.version(skill, version))
