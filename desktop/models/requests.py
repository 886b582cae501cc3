"""What a person can ask for on the page of models, as frozen requests.

One signal carries them all and `match` sorts them. Nobody here knows who fulfils them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UseModel:
    """Answer and learn with this one from now on."""

    model: str


@dataclass(frozen=True, slots=True)
class Download:
    """Get it, or go on getting it."""

    model: str


@dataclass(frozen=True, slots=True)
class DownloadFile:
    """Get one file of a collection that was found."""

    repo: str
    file: str


@dataclass(frozen=True, slots=True)
class Pause:
    model: str


@dataclass(frozen=True, slots=True)
class Remove:
    model: str


@dataclass(frozen=True, slots=True)
class AddModel:
    """Let the person choose a file, or with `folder` a folder, that is here already."""

    folder: bool = False


@dataclass(frozen=True, slots=True)
class SearchHub:
    """The one request that sends words away."""

    words: str


@dataclass(frozen=True, slots=True)
class ShowFiles:
    """What is in a collection: asks the hub."""

    repo: str


@dataclass(frozen=True, slots=True)
class StopSearch:
    pass


@dataclass(frozen=True, slots=True)
class Back:
    """Back to the chat."""


ModelRequest = (
    UseModel | Download | DownloadFile | Pause | Remove | AddModel | SearchHub | ShowFiles | StopSearch | Back
)  # fmt: skip
