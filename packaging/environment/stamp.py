"""Remembers that the set-up is done, so that the second time takes no time. Knows what it depends on, not how."""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path

WATCHED = ("pyproject.toml", "constraints.txt", "resources/models.toml", "packaging/setup_environment.py")
STEPS = "packaging/environment"


def key(project: Path) -> str:
    """Changes whenever the set-up has to run again, also when the folder was moved."""
    digest = hashlib.sha256(f"{platform.python_version()} {platform.machine()} {project}".encode())
    for path in (*(project / name for name in WATCHED), *sorted((project / STEPS).glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read(venv: Path, project: Path) -> frozenset[str]:
    """What was set up with this very key: "run", "test", both or nothing."""
    try:
        stored = json.loads(_path(venv).read_text(encoding="utf-8"))
        return frozenset(stored["done"]) if stored["key"] == key(project) else frozenset()
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()  # no stamp, or a damaged one: set up again


def write(venv: Path, project: Path, done: frozenset[str]) -> None:
    part = _path(venv).with_suffix(".part")
    part.write_text(json.dumps({"key": key(project), "done": sorted(done)}), encoding="utf-8")
    part.replace(_path(venv))


def forget(venv: Path) -> None:
    _path(venv).unlink(missing_ok=True)


def _path(venv: Path) -> Path:
    return venv / "ingrain-setup.json"
