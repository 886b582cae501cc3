"""Skills: the list, the switches, undo, and the trash. Publishing is in `publish`, the rows are in `versions`."""

from __future__ import annotations

from pathlib import Path

from learning.store import files, ids, manifest, trash, uses, versions
from learning.store.database import Database
from learning.store.errors import SkillDamage, SkillDamaged, UnknownId, from_os
from learning.store.profile import Profile
from learning.store.publish import publish
from learning.store.uses import use_of
from learning.store.versions import Version
from learning.types import LessonState, Skill, SkillState, SkillUse, Verdict

__all__ = ["Skills", "damage", "use_of"]


class Skills:
    def __init__(self, db: Database, profile: Profile) -> None:
        self._db = db
        self._profile = profile

    def list(self) -> tuple[Skill, ...]:
        """Every skill that is not deleted or undone, oldest first; damaged ones too, off and marked."""
        return versions.shown(self._db, self._profile)

    def deleted(self) -> tuple[Skill, ...]:
        """Skills in the trash: `restore` brings them back."""
        return versions.shown(self._db, self._profile, deleted=True)

    def get(self, skill: str) -> Skill:
        for found in self.list():
            if found.id == skill:
                return found
        raise UnknownId(skill)

    def versions(self, skill: str) -> tuple[Version, ...]:
        """All kept versions, oldest first."""
        return versions.of_skill(self._db, self._profile, skill)

    def uses(self, model_sha256: str) -> tuple[SkillUse, ...]:
        """What to hand to the engine: the whole skills that are on or auto and were made for this model."""
        return tuple(
            uses.stored(self._db, skill)
            for skill in self.list()
            if skill.state is not SkillState.OFF and not skill.damaged and skill.base_sha256 == model_sha256
        )

    def set_state(self, skill: str, state: SkillState) -> None:
        self._set(skill, "state", state)

    def set_strength(self, skill: str, strength: float) -> None:
        """0 is no effect, 1 is as trained."""
        if not 0 <= strength <= 2:
            raise ValueError(strength)
        self._set(skill, "strength", strength)

    def rename(self, skill: str, name: str) -> None:
        if not (name := " ".join(name.split())):
            raise ValueError("empty name")
        self._set(skill, "name", name)

    def _set(self, skill: str, column: str, value: str | float) -> None:
        if not self._db.change(f"UPDATE skills SET {column} = ? WHERE id = ? AND deleted = ''", value, skill):
            raise UnknownId(skill)

    # ----------------------------------------------------------------------------- new versions and undo

    def publish(self, staging: Path, lesson: str) -> Skill:
        """Accept the sealed folder the engine made for `lesson`, whole or not at all, and switch it on."""
        return self.get(publish(self._db, self._profile, staging, lesson))

    def undo(self, lesson: str) -> None:
        """Take back what a lesson changed: the skill returns to its earlier version, or goes when there is none."""
        self._turn(lesson, undone=True)

    def redo(self, lesson: str) -> Skill:
        """Take an `undo` back."""
        return self.get(self._turn(lesson, undone=False))

    def _turn(self, lesson: str, undone: bool) -> str:
        row = self._db.one("SELECT skill, version FROM versions WHERE lesson = ? ORDER BY version DESC LIMIT 1", lesson)
        if row is None:
            raise UnknownId(lesson)
        skill = str(row["skill"])
        with self._db.transaction():
            self._db.write("UPDATE versions SET undone = ? WHERE skill = ? AND lesson = ?", int(undone), skill, lesson)
            versions.settle(self._db, skill)
            versions.describe(self._db, skill)
            self._db.write("UPDATE lessons SET state = ? WHERE id = ?", self._lesson_state(lesson, undone), lesson)
        return skill

    def _lesson_state(self, lesson: str, undone: bool) -> LessonState:
        if undone:
            return LessonState.UNDONE
        row = self._db.one("SELECT score ->> 'verdict' AS verdict FROM lessons WHERE id = ?", lesson)
        return LessonState.GENTLE if row and row["verdict"] == Verdict.GENTLE else LessonState.LEARNED

    def inspect(self, skill: str) -> Skill:
        """Check every byte of all versions, note what is damaged (or whole again) and what counts now."""
        for version in self.versions(skill):
            reason = damage(Path(version.path), version.adapter_sha256, deep=True)
            if reason != version.damaged:
                with self._db.transaction():
                    versions.mark(self._db, skill, version.version, reason)
        return self.get(skill)

    # ------------------------------------------------------------------------------------------- trash

    def delete(self, skill: str) -> None:
        """Move it to the trash. The row is marked first: a crash in between is finished by the sweep."""
        self._set(skill, "deleted", ids.now())
        with self._db.transaction():
            trash.put(self._profile, skill)

    def restore(self, skill: str) -> Skill:
        """Bring a deleted skill back as it was."""
        with self._db.transaction():
            if not self._db.write("UPDATE skills SET deleted = '' WHERE id = ? AND deleted <> ''", skill):
                raise UnknownId(skill)
            trash.take_back(self._profile, skill)
        return self.get(skill)

    def purge(self, skill: str) -> None:
        """Forget it for good, past the trash: the mark, then the folder, then rows and the lessons' text."""
        if not self._db.change("UPDATE skills SET deleted = ? WHERE id = ?", ids.now(), skill):
            raise UnknownId(skill)
        try:
            files.remove_tree(self._profile.trash / skill)
            files.remove_tree(self._profile.skill(skill))
        except OSError as error:
            raise from_os(error) from error
        with self._db.transaction():
            self._db.write("DELETE FROM lessons WHERE id IN (SELECT lesson FROM versions WHERE skill = ?)", skill)
            self._db.write("DELETE FROM skills WHERE id = ?", skill)


def damage(folder: Path, adapter_sha256: str, deep: bool) -> str:
    """A SkillDamage, or "" when the folder is what was saved under that checksum."""
    try:
        found = manifest.verify(folder, deep)
    except SkillDamaged as error:
        return error.reason
    except OSError:
        return SkillDamage.UNREADABLE  # never a reason to stop a sweep
    return "" if found.files[manifest.ADAPTER].sha256 == adapter_sha256 else SkillDamage.FILE_CHANGED
