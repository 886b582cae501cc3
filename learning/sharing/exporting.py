"""One skill as one file: a zip with what its folder holds. What it was told goes along only when the person agrees.

Knows the parts and how a file is written whole or not at all. Without the lesson nothing leaves that quotes it: not the
quiz's questions, not the README's list; the numbers of the skill know it all the same, that is what they are for.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from learning import lesson_file
from learning.codec import encode
from learning.sharing.bounds import PIECE, README, SUFFIX
from learning.store import files, hashes, manifest
from learning.store.errors import DiskFull, StoreError, from_os
from learning.store.manifest import FileHash, Manifest
from learning.types import Skill

_EARLY: Final = (1980, 1, 1, 0, 0, 0)  # no time of writing: the same skill is the same file


class TargetExists(Exception):
    """There is a file of that name, and nobody said that it may be written over."""


class CannotWrite(Exception):
    """The place that was chosen cannot be written to. `full`: there is no room."""

    def __init__(self, error: OSError | StoreError, full: bool) -> None:
        super().__init__(str(error))
        self.full = full


@dataclass(frozen=True, slots=True)
class Exported:
    path: Path
    size: int
    sha256: str
    with_lesson: bool


def named(path: Path) -> Path:
    """With the ending of such files."""
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def export(skill: Skill, target: Path, with_lesson: bool = False, replacing: bool = False) -> Exported:
    """Write the version of `skill` that counts, whole or not at all. Raises SkillDamaged, TargetExists, CannotWrite.

    `with_lesson` also takes along the quiz with its questions and answers.
    """
    folder = Path(skill.path)
    about = manifest.verify(folder)
    if target.exists() and not replacing:
        raise TargetExists(str(target))
    sent = with_lesson and lesson_file.NAME in about.files
    small = _small(skill, folder, about, sent)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        files.require_space(target.parent, about.files[manifest.ADAPTER].size + sum(map(len, small.values())))
        _write(part, small, folder / manifest.ADAPTER)
        made = Exported(target, part.stat().st_size, hashes.of_file(part), sent)
        (files.replace if replacing else files.rename)(part, target)
        files.fsync_dir(target.parent)
    except FileExistsError as error:
        raise TargetExists(str(target)) from error
    except (OSError, DiskFull) as error:
        full = isinstance(error, DiskFull) or isinstance(from_os(error), DiskFull)
        raise CannotWrite(error, full) from error
    finally:
        with contextlib.suppress(OSError):  # gone already, or the first error is the one to tell
            part.unlink()
    return made


def _small(skill: Skill, folder: Path, about: Manifest, with_lesson: bool) -> dict[str, bytes]:
    """Every part but the numbers, the manifest first."""
    parts = {manifest.CONFIG: (folder / manifest.CONFIG).read_bytes()}
    if with_lesson:
        parts[lesson_file.NAME] = (folder / lesson_file.NAME).read_bytes()
    if with_lesson and README in about.files:
        parts[README] = (folder / README).read_bytes()
    else:
        parts[README] = _readme(skill).encode()
    told = replace(
        about,
        name=skill.name,
        maker=skill.maker,
        score=about.score if with_lesson else replace(about.score, items=()),
        parents=(),
        vetting=about.vetting if with_lesson else None,
        files={
            manifest.ADAPTER: about.files[manifest.ADAPTER],
            **{name: FileHash(hashlib.sha256(data).hexdigest(), len(data)) for name, data in parts.items()},
        },
    )
    text = json.dumps(encode(told), ensure_ascii=False, indent=1, allow_nan=False)
    return {manifest.NAME: text.encode(), **parts}


def _readme(skill: Skill) -> str:
    return (
        f"---\nbase_model: {skill.base_name}\nlibrary_name: peft\n---\n# {skill.name}\n\n"
        f"Taught with Ingrain. A PEFT LoRA adapter for {skill.base_name} (sha256 {skill.base_sha256[:16]}…).\n"
    )


def _write(part: Path, small: dict[str, bytes], adapter: Path) -> None:
    files.strike()
    with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED, allowZip64=False) as zipped:
        for name, data in small.items():
            zipped.writestr(_entry(name), data, zipfile.ZIP_DEFLATED)
        with adapter.open("rb") as source, zipped.open(_entry(adapter.name), "w") as member:
            while piece := source.read(PIECE):
                member.write(piece)
    files.fsync_file(part)


def _entry(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, _EARLY)
    found.external_attr = 0o100644 << 16
    return found
