"""What an installer says about Ingrain: its name, number, identity. Read from pyproject.toml; nothing is said twice."""

from __future__ import annotations

import datetime
import os
import platform
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
NAME: Final = "Ingrain"
PROGRAM: Final = "ingrain"
# One name for .desktop, metainfo, icons and bundles. Also in desktop/app.py: the window says it to the desktop.
IDENTITY: Final = "io.github.ingrain.Ingrain"
MIME: Final = "application/vnd.ingrain.skill+zip"
SUFFIX: Final = "ingrain"
MAKER: Final = "The Ingrain authors"
EARLY: Final = 1_700_000_000  # seconds; the time of every packed file, unless SOURCE_DATE_EPOCH says another


@dataclass(frozen=True, slots=True)
class About:
    """`summary` is one line without a full stop."""

    version: str
    summary: str
    licence: str


def about(root: Path = ROOT) -> About:
    with (root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    return About(project["version"], project["description"], project["license"])


def moment() -> datetime.datetime:
    """When the package counts as made: the same source gives the same time."""
    return datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", EARLY)), datetime.UTC)


def machine() -> str:
    """The processor, as Debian calls it."""
    found = platform.machine().lower()
    return {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64"}.get(found, found)
