"""Commands and events on the pipe between the window and the engine, and their JSON form.

Knows the shape of every message. Does not know pipes, processes or Qt.
A frame is UTF-8 JSON: {"type": "<class name>", ...fields}. Never pickle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from learning.codec import CodecError, decode, encode
from learning.passed_over import PassedOver
from learning.types import Capabilities, Lesson, ModelRef, Recipe, Sampling, Score, SkillUse, Step, Turn

VERSION = 1
FRAME_LIMIT = 8 * 1024 * 1024  # bytes


class FailureCode(StrEnum):
    """Why something failed. Words for people live in `desktop.words`."""

    MODEL_MISSING = "model_missing"
    MODEL_DAMAGED = "model_damaged"
    MODEL_UNKNOWN = "model_unknown"
    NO_MODEL = "no_model"
    SKILL_DAMAGED = "skill_damaged"
    SKILL_OTHER_MODEL = "skill_other_model"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    DISK_READ_ONLY = "disk_read_only"
    BAD_NUMBERS = "bad_numbers"
    TOO_LONG = "too_long"
    ENGINE_DIED = "engine_died"
    ENGINE_STUCK = "engine_stuck"
    ENGINE_NOT_STARTED = "engine_not_started"
    VERSION_MISMATCH = "version_mismatch"
    INTERNAL = "internal"


# ------------------------------------------------------------------------------------------ commands


@dataclass(frozen=True, slots=True)
class Load:
    """`backend` "" is the best that works here, after the one that `prefer` names. `blamed` are engines that took a
    process along while they answered or learned; `anew` forgets what earlier starts found out about engines.
    """

    id: str
    model: ModelRef
    backend: str
    cache: str
    prefer: str = ""
    blamed: tuple[PassedOver, ...] = ()
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """`knowing` are ids of skills that may know by heart what the system's turn, a text that was looked up, says.

    Where one of them is worn, its answer without that text is asked first, and stands when the text agrees with it.
    """

    id: str
    turns: tuple[Turn, ...]
    sampling: Sampling
    knowing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learn:
    """Train `lesson` inside `staging` (a folder the window made); resumes when that folder holds a checkpoint."""

    id: str
    lesson: Lesson
    recipe: Recipe | None
    staging: str


@dataclass(frozen=True, slots=True)
class Use:
    """From now on answer with exactly these skills."""

    id: str
    skills: tuple[SkillUse, ...]
    weigh: bool = False  # when there is nothing else to do, measure what they change together


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether the model that is loaded could wear this; nothing is put on."""

    id: str
    skill: SkillUse


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the chat or the lesson with this id; "" stops everything. A stopped lesson keeps its checkpoint."""

    target: str


@dataclass(frozen=True, slots=True)
class Quit:
    pass


_COMMANDS = (Load, Chat, Learn, Use, Fit, Stop, Quit)
Command = Load | Chat | Learn | Use | Fit | Stop | Quit

# -------------------------------------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class Ready:
    """First event of an engine. Nothing heavy has been imported yet."""

    version: int
    pid: int
    backends: tuple[str, ...]  # names that could run here, best first
    plainest: str = ""  # the one that asks least of a machine
    machine: str = ""  # why the first is the best: "apple", "nvidia" or "processor"


@dataclass(frozen=True, slots=True)
class Loaded:
    id: str
    model: ModelRef
    capabilities: Capabilities
    seconds: float


@dataclass(frozen=True, slots=True)
class Chunk:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatDone:
    id: str
    text: str  # the whole answer
    skills: tuple[str, ...]  # names of the skills that this answer wore
    tokens: int
    seconds: float
    first_token: float
    remembered: bool = False  # a skill answered by heart, and the text that was looked up agrees


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a load or a lesson."""

    id: str
    step: Step


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson ended. Learned or gentle: `staging` holds a whole skill with manifest.json; else nothing to publish."""

    id: str
    lesson: str
    score: Score
    recipe: Recipe
    staging: str


@dataclass(frozen=True, slots=True)
class Using:
    """The skills now worn, and those refused with their code."""

    id: str
    skills: tuple[str, ...]
    refused: tuple[tuple[str, FailureCode], ...]


@dataclass(frozen=True, slots=True)
class Fits:
    """The answer to a Fit: `code` None when it could be worn."""

    id: str
    code: FailureCode | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """How far the skills of Use `id` move unrelated answers together: mean KL, nats a token, and their names."""

    id: str
    kl: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stopped:
    """The chat or lesson with this id was stopped; `text` is what a chat had written so far."""

    id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Command `id` failed ("" when none is to blame). `detail` is for Copy details, never shown as the message."""

    id: str
    code: FailureCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """Heartbeat, once a second."""

    bytes: int
    counter: int  # grows with every step of work
    busy: bool


Event = Ready | Loaded | Chunk | ChatDone | Progress | Learned | Using | Fits | Weighed | Stopped | Failed | Memory

_TYPES: dict[str, type] = {
    t.__name__: t
    for t in (
        *_COMMANDS,
        *(Ready, Loaded, Chunk, ChatDone, Progress, Learned, Using, Fits, Weighed, Stopped, Failed, Memory),
    )
}


class ProtocolError(ValueError):
    """A frame that is not one of ours."""


def pack(message: Command | Event) -> bytes:
    """One frame. Raises ProtocolError when it would exceed FRAME_LIMIT."""
    text = json.dumps({"type": type(message).__name__, **encode(message)}, ensure_ascii=False)
    frame = text.encode("utf-8", "surrogatepass")  # a text field may hold half a surrogate pair; json.loads takes it
    if len(frame) > FRAME_LIMIT:
        raise ProtocolError(f"frame of {len(frame)} bytes")
    return frame


def unpack(frame: bytes) -> Command | Event:
    """The message in a frame. Raises ProtocolError for anything malformed."""
    try:
        data = json.loads(frame)
        kind = _TYPES[data.pop("type")]
        return decode(kind, data)  # type: ignore[no-any-return]  # kind is one of _TYPES
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CodecError) as error:
        raise ProtocolError(str(error)) from error
