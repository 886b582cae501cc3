"""What a person can ask for in the skills pane and on a skill's page, as frozen requests.

One signal carries them all and `match` sorts them. Nobody here knows who fulfils them.
"""

from __future__ import annotations

from dataclasses import dataclass

from learning.types import SkillState


@dataclass(frozen=True, slots=True)
class StateRequest:
    skill: str
    state: SkillState


@dataclass(frozen=True, slots=True)
class StrengthRequest:
    skill: str
    strength: float  # 0.1 .. 1


@dataclass(frozen=True, slots=True)
class RenameRequest:
    skill: str
    name: str


@dataclass(frozen=True, slots=True)
class DeleteRequest:
    skill: str


@dataclass(frozen=True, slots=True)
class AddRequest:
    """Teach something that becomes part of this skill."""

    skill: str


@dataclass(frozen=True, slots=True)
class ReteachRequest:
    """Learn it anew for the model in use, from what it was told."""

    skill: str


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """Learn the skill again without one of its statements."""

    skill: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class RefreshRequest:
    """Fetch a web page again and show what it says now."""

    skill: str
    address: str


@dataclass(frozen=True, slots=True)
class ForgetSourceRequest:
    """Learn the skill again without anything from one document or page: what `Source.origin` says before "#"."""

    skill: str
    origin: str


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Show the page of this skill."""

    skill: str


@dataclass(frozen=True, slots=True)
class ShowInFolderRequest:
    path: str


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """Save this skill as a file."""

    skill: str


@dataclass(frozen=True, slots=True)
class AddFileRequest:
    """Look at a skill in a file; "" = let the person choose one."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class UndoVersionRequest:
    """Take back the newest lesson of this skill."""

    skill: str
    lesson: str


@dataclass(frozen=True, slots=True)
class StopLessonRequest:
    lesson: str


@dataclass(frozen=True, slots=True)
class TeachRequest:
    """Teach one thing: put the cursor where that is done."""


@dataclass(frozen=True, slots=True)
class BackRequest:
    """Back to the chat."""


SkillRequest = (
    StateRequest
    | StrengthRequest
    | RenameRequest
    | DeleteRequest
    | AddRequest
    | ReteachRequest
    | ForgetRequest
    | RefreshRequest
    | ForgetSourceRequest
    | OpenRequest
    | ShowInFolderRequest
    | SaveRequest
    | AddFileRequest
    | UndoVersionRequest
    | StopLessonRequest
    | TeachRequest
    | BackRequest
)
