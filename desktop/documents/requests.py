"""What a person can ask of the document pane and its pages, as frozen data. Nothing here does anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddFiles:
    """Files and folders, from a drop or a dialog."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskFiles:
    """Let the person choose files, or with `folder` a folder."""

    folder: bool = False


@dataclass(frozen=True, slots=True)
class AddText:
    text: str


@dataclass(frozen=True, slots=True)
class ShowText:
    """The very text of a document, at a passage."""

    document: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """The facts that can be learned from it."""

    document: str


@dataclass(frozen=True, slots=True)
class ReadAgain:
    document: str


@dataclass(frozen=True, slots=True)
class Remove:
    document: str


@dataclass(frozen=True, slots=True)
class StopReading:
    document: str


@dataclass(frozen=True, slots=True)
class OpenSkill:
    skill: str


@dataclass(frozen=True, slots=True)
class OpenOriginal:
    document: str


@dataclass(frozen=True, slots=True)
class Search:
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One fact of a review as it stands: by its number in the review."""

    fact: int
    ticked: bool
    text: str


@dataclass(frozen=True, slots=True)
class Learn:
    """Teach the ticked ones; the others are kept as left out."""

    document: str
    decided: tuple[Decided, ...]
    trust: bool = False


@dataclass(frozen=True, slots=True)
class NotNow:
    """Leave the review; what was ticked and changed is kept."""

    document: str
    decided: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class ShowPart:
    """Another part of a long document's facts."""

    document: str
    part: int
    decided: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """Back to the chat."""


DocumentRequest = (
    AddFiles | AskFiles | AddText | ShowText | Review | ReadAgain | Remove | StopReading | OpenSkill | OpenOriginal
    | Search | Learn | NotNow | ShowPart | Back
)  # fmt: skip
