"""manifest.json: what a skill folder holds, from what it was made, and the proof. Written last, checked first.

Knows the folder's format. Does not know where published skills are listed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from learning.codec import CodecError, decode, encode
from learning.maker import Maker
from learning.store import files, hashes
from learning.store.errors import SkillDamage, SkillDamaged
from learning.types import Recipe, Score
from learning.vetting import Vetting

FORMAT = 1
NAME = "manifest.json"
ADAPTER = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
_LIMIT = 16 * 1024 * 1024  # bytes of manifest we are willing to read


@dataclass(frozen=True, slots=True)
class FileHash:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything one version of a skill says about itself. `files` is filled in by `seal`."""

    name: str  # title of the skill
    base_id: str
    base_name: str
    base_sha256: str
    template_sha256: str
    recipe: Recipe
    seed: int
    lesson: str
    score: Score
    created: str
    parents: tuple[str, ...] = ()  # "<skill id>/v<N>" this version was made from
    vetting: Vetting | None = None  # what was decided about foreign text
    maker: Maker = Maker.SELF
    files: dict[str, FileHash] = field(default_factory=dict)
    format: int = FORMAT


def seal(staging: Path, manifest: Manifest) -> Manifest:
    """Make every file in `staging` durable, then write manifest.json last. Folders in it (checkpoints) are left out.

    lesson.jsonl and README.md are the caller's. Raises OSError, or SkillDamaged when the adapter is not there.
    """
    found = {path.name: path for path in sorted(staging.iterdir()) if _belongs(path)}
    for needed in (ADAPTER, CONFIG):
        if needed not in found:
            raise SkillDamaged(SkillDamage.FILE_MISSING, needed)
    for path in found.values():
        files.fsync_file(path)
    sealed = replace(manifest, files={name: _hash(path) for name, path in found.items()})
    text = json.dumps(encode(sealed), ensure_ascii=False, indent=1, allow_nan=False)
    files.write_atomic(staging / NAME, text.encode())
    return sealed


def verify(folder: Path, deep: bool = True) -> Manifest:
    """The manifest of `folder`, once its files are what it says: sizes, and with `deep` also hashes.

    Raises SkillDamaged with the reason.
    """
    manifest = read(folder)
    for name, wanted in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.is_symlink():
            raise SkillDamaged(SkillDamage.FILE_MISSING, name)
        if path.stat().st_size != wanted.size:
            raise SkillDamaged(SkillDamage.FILE_SIZE, name)
        if deep and hashes.of_file(path) != wanted.sha256:
            raise SkillDamaged(SkillDamage.FILE_CHANGED, name)
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of `folder` as written, its files unchecked."""
    if not folder.is_dir():
        raise SkillDamaged(SkillDamage.FOLDER_MISSING, str(folder))
    path = folder / NAME
    if not path.is_file():
        raise SkillDamaged(SkillDamage.MANIFEST_MISSING)
    if path.stat().st_size > _LIMIT:
        raise SkillDamaged(SkillDamage.MANIFEST_BROKEN, "too large")
    try:
        return parse(json.loads(path.read_bytes()))
    except (ValueError, CodecError, RecursionError) as error:
        raise SkillDamaged(SkillDamage.MANIFEST_BROKEN, str(error)) from error


def parse(data: object) -> Manifest:
    if isinstance(data, dict) and isinstance(data.get("format"), int) and data["format"] > FORMAT:
        raise SkillDamaged(SkillDamage.NEWER_FORMAT, str(data["format"]))
    if isinstance(data, dict) and isinstance(data.get("recipe"), dict):
        data["recipe"].pop("refuse_share", None)  # a field that recipes had once
    manifest: Manifest = decode(Manifest, data)
    if not {ADAPTER, CONFIG} <= set(manifest.files):
        raise CodecError("the adapter is not listed")
    for name in manifest.files:
        if Path(name).name != name or "\\" in name or ":" in name or name in (".", "..", NAME):
            raise CodecError(f"not a plain file name: {name!r}")
    return manifest


def _belongs(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.name.endswith((".tmp", ".part"))
    return path.is_file() and not path.is_symlink() and not hidden and path.name != NAME


def _hash(path: Path) -> FileHash:
    return FileHash(hashes.of_file(path), path.stat().st_size)
