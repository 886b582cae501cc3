"""Where things lie in a profile. Knows paths; reads and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

from learning.store import ids
from learning.store.errors import UnknownId


@dataclass(frozen=True, slots=True)
class Profile:
    """One user's folder. Everything Ingrain keeps is below `root`."""

    root: Path

    @classmethod
    def default(cls) -> Profile:
        """The user's own profile."""
        return cls(Path(platformdirs.user_data_dir("Ingrain", appauthor=False)))

    @property
    def db(self) -> Path:
        return self.root / "ingrain.db"

    @property
    def lock(self) -> Path:
        return self.root / "profile.lock"

    @property
    def skills(self) -> Path:
        return self.root / "skills"

    @property
    def staging(self) -> Path:
        return self.skills / ".staging"

    @property
    def trash(self) -> Path:
        return self.skills / ".trash"

    @property
    def documents(self) -> Path:
        return self.root / "documents"

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    def skill(self, skill: str) -> Path:
        """Folder of all versions of one skill."""
        return self.skills / _checked(skill)

    def version(self, skill: str, version: int) -> Path:
        """The immutable folder of one version."""
        return self.skill(skill) / f"v{version}"

    def document(self, sha256: str) -> Path:
        """The copy of one document's file."""
        return self.documents / _checked(sha256)

    def job(self, lesson: str) -> Path:
        """Staging folder of one lesson; not made here."""
        return self.staging / _checked(lesson)


def _checked(name: str) -> str:
    if not ids.is_safe(name):
        raise UnknownId(repr(name))
    return name
