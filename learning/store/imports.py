"""A skill that came from a file becomes one of the profile's: a folder of its own, one transaction, switched off.

Knows staging folders and rows. What is in the folder was checked before by `learning.sharing`; it is hashed again here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from learning import lesson_file
from learning.maker import Maker
from learning.store import files, ids, lessons, manifest, versions
from learning.store.database import Database
from learning.store.errors import SkillDamage, SkillDamaged, StoreError, UnknownId, from_os
from learning.store.manifest import Manifest
from learning.store.profile import Profile
from learning.store.publish import put, record
from learning.types import Kind, Lesson, Skill, SkillState

PREFIX: Final = "import-"  # of the staging folders


class Imports:
    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile

    def staging(self) -> Path:
        """A new folder for what is looked at. Raises StoreError."""
        folder = self._profile.job(f"{PREFIX}{ids.new_id()}")
        try:
            return files.make_dir(folder)
        except OSError as error:
            raise from_os(error) from error

    def discard(self, staging: Path) -> None:
        """Not now: nothing of it stays."""
        try:
            files.remove_tree(self._own(staging))
        except OSError as error:
            raise from_os(error) from error

    def add(self, staging: Path, offered: Manifest, adapter_sha256: str) -> Skill:
        """Install what was looked at, off and labelled. `offered` says what it is and for which model.

        Raises StoreError, and the profile is as before, with the staging folder still there where possible.
        """
        lesson = self._lesson(staging, offered)
        sealed = self._sealed(staging, replace(offered, lesson=lesson.id, parents=()))
        if sealed.files[manifest.ADAPTER].sha256 != adapter_sha256:
            raise SkillDamaged(SkillDamage.FILE_CHANGED, manifest.ADAPTER)
        skill = ids.new_id()
        target = self._profile.version(skill, 1)

        def rows() -> None:
            lessons.insert(self._db, lesson, "")
            record(self._db, target, sealed, SkillState.OFF)

        put(self._db, self._profile, staging, target, rows)
        return next(one for one in versions.shown(self._db, self._profile) if one.id == skill)

    def _own(self, staging: Path) -> Path:
        if staging.parent.resolve() != self._profile.staging.resolve() or not staging.name.startswith(PREFIX):
            raise UnknownId(str(staging))
        return staging

    def _lesson(self, staging: Path, offered: Manifest) -> Lesson:
        """What it was taught, under a number of this profile; an empty lesson where that was not sent along."""
        if not (staging / lesson_file.NAME).exists():
            return Lesson(ids.new_id(), offered.name, Kind.FACT, (), (), (), (), offered.created or ids.now())
        try:
            return replace(lesson_file.read(staging), id=ids.new_id(), title=offered.name, parent="")
        except lesson_file.LessonFileError as error:
            raise SkillDamaged(SkillDamage.UNREADABLE, lesson_file.NAME) from error

    def _sealed(self, staging: Path, wanted: Manifest) -> Manifest:
        if wanted.maker is Maker.SELF:
            raise StoreError("a skill from a file is never one's own")
        try:
            return manifest.seal(self._own(staging), wanted)
        except OSError as error:
            raise from_os(error) from error
