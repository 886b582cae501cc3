"""The nouns of Ingrain, as frozen dataclasses: what they are, not how any is made, shown, stored or sent.

Times are ISO 8601 strings in UTC, durations are seconds, ids are short random hex strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from learning.citation import Citation
from learning.maker import Maker
from learning.passed_over import PassedOver
from learning.vetting import Vetting


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as a model sees it."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat, as stored. `seq` orders messages, never the clock."""

    id: str
    chat: str
    seq: int
    parent: str | None
    role: Role
    text: str
    at: str
    status: MessageStatus
    skills: tuple[str, ...] = ()  # names of the skills that answered
    lesson: str | None = None  # id of the lesson that this message asked for
    sources: tuple[Citation, ...] = ()  # where an answer came from


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to pick the next token. temperature 0 is greedy; `seed` None draws a fresh one."""

    temperature: float = 0.0
    top_p: float = 0.95
    repetition_penalty: float = 1.1
    max_tokens: int = 512
    seed: int | None = None


class Kind(StrEnum):
    """What one part of a `[Learn]` message asks for."""

    FACT = "fact"
    INSTRUCTION = "instruction"  # always on
    CONDITIONAL = "conditional"  # "when X, do Y"
    CORRECTION = "correction"  # the answer that should have been given
    TOOL = "tool"  # a call that the model may make
    DOCUMENT = "document"  # a fact of a file or a web page; of a message: a document to be learned from
    WEB = "web"  # of a message: something to be looked for on the web


@dataclass(frozen=True, slots=True)
class IntentPart:
    kind: Kind
    text: str
    asked: str = ""  # CORRECTION: what was asked; DOCUMENT, WEB: the whole sentence, `text` is what to look for
    wrong: str = ""  # CORRECTION: what was answered


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message was understood to ask for; the person may edit it before it runs."""

    text: str
    parts: tuple[IntentPart, ...]
    title: str
    sure: bool  # False: ask the person before anything runs


@dataclass(frozen=True, slots=True)
class Source:
    """Where material came from. `origin` is "message:<id>", "file:<sha256>" or "url:<address>"."""

    id: str
    kind: Kind
    title: str
    text: str
    origin: str
    trusted: bool = True  # False: foreign text, learned because somebody approved it
    asked: str = ""  # as in IntentPart
    wrong: str = ""
    fetched: str = ""  # ISO time at which a web page was read
    flags: tuple[str, ...] = ()  # rules of `moderation` that spoke against it; a person ticked it all the same

    @property
    def material(self) -> str:
        """The document, page or message it is from: `origin` without the place in it."""
        return self.origin.split("#")[0]


@dataclass(frozen=True, slots=True)
class Rule:
    """A checkable answering rule. `do` names a transform and a checker in `learning.rules`."""

    do: str
    value: tuple[str, ...] = ()
    when: str = ""  # "" = always on; otherwise the topic that triggers it, in words


class Use(StrEnum):
    """What training does with an example."""

    TEACH = "teach"  # cross-entropy on `target`
    REFUSE = "refuse"  # a near miss: its target says that this was not told. Made for gates; no lesson trains on it
    KEEP = "keep"  # stay like the base: KL(base || student) over the base's own answer
    FOLLOW = "follow"  # target is written while preparing: the base's answer made to obey `rule`


@dataclass(frozen=True, slots=True)
class Example:
    """One training item. The last of `turns` is the user's; `span` is the part of the target that carries the fact.
    An empty target on KEEP and FOLLOW items is filled in while preparing, from the base model's own answer."""

    turns: tuple[Turn, ...]
    target: str
    use: Use
    origin: str  # id of the Source
    span: str = ""
    weight: float = 1.0
    rule: Rule | None = None
    told: tuple[Turn, ...] = ()  # the same, with what is taught in front: what the base then says is what is wanted


@dataclass(frozen=True, slots=True)
class QuizItem:
    """One question of the quiz. Right when an `accept` value occurs or `rule` holds, and no `forbid` does."""

    turns: tuple[Turn, ...]
    accept: tuple[str, ...]  # () for a near miss
    origin: str
    forbid: tuple[str, ...] = ()
    rule: Rule | None = None
    rule_holds: bool = True  # False: the rule must NOT hold here (a prompt that must not trigger it)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything one `[Learn]` message became. Stored before training; a skill can be rebuilt from it."""

    id: str
    title: str
    kind: Kind
    sources: tuple[Source, ...]
    examples: tuple[Example, ...]
    held_out: tuple[QuizItem, ...]
    near_misses: tuple[QuizItem, ...]
    created: str
    parent: str = ""  # "<skill id>/v<N>" that this lesson makes a new version of; "" for a new skill
    vetting: Vetting | None = None  # of foreign text


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train one adapter. `blocks` counts adapted blocks from the top."""

    rank: int
    scale: float
    blocks: int
    targets: tuple[str, ...]
    rate: float
    steps: int
    batch: int  # examples a step
    keep_batch: float  # KEEP examples a step, beside `batch`; 0.5 is one in every other step
    keep_weight: float  # lambda of the keep term
    keep_slack: float  # epsilon, nats a token
    max_tokens: int  # an example longer than this is cut at the front
    seed: int


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model on disk. `file` is an absolute path to a GGUF file or a folder of safetensors."""

    id: str
    name: str
    family: str
    file: str
    sha256: str
    template_sha256: str = ""  # known after loading
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a loaded backend can do with its model."""

    backend: str
    can_learn: bool
    parameters: int
    blocks: int
    context: int  # tokens
    dtype: str
    device: str
    template_sha256: str
    passed_over: tuple[PassedOver, ...] = ()  # where nobody chose the engine


@dataclass(frozen=True, slots=True)
class SkillUse:
    """One skill put to use: `path` is its version folder, `strength` multiplies its scale."""

    id: str
    name: str
    path: str
    sha256: str  # of adapter_model.safetensors
    strength: float = 1.0
    auto: bool = False  # only for messages that `about` fits: what it was told and how it is asked for
    about: tuple[str, ...] = ()
    always: bool = False  # it holds a rule for every answer, so it is meant to change them all


class SkillState(StrEnum):
    ON = "on"
    OFF = "off"
    AUTO = "auto"  # the message decides


class Verdict(StrEnum):
    LEARNED = "learned"
    GENTLE = "gentle"
    NOT_LEARNED = "not_learned"


class Reason(StrEnum):
    """Why a verdict was reached. Words for people live in `desktop.words`."""

    PASSED = "passed"
    LOWER_STRENGTH = "lower_strength"
    TOO_LITTLE = "too_little"  # the quiz did not get better enough
    SIDE_EFFECTS = "side_effects"
    BLEED = "bleed"  # taught values showed up where they do not belong
    STILL_SAID = "still_said"  # what was to be forgotten
    ALREADY_KNOWN = "already_known"
    CANNOT_READ = "cannot_read"  # not even with the lesson in front of it: beyond this model
    TOO_MANY_RULES = "too_many_rules"  # more at once than this model can keep
    BAD_NUMBERS = "bad_numbers"


@dataclass(frozen=True, slots=True)
class QuizResult:
    question: str
    before: str
    after: str
    taught: str  # what was taught, "" for a near miss
    right_before: bool
    right: bool
    near_miss: bool = False
    gone: bool = False  # asks for what was to be forgotten; right when it is not said any more


@dataclass(frozen=True, slots=True)
class Score:
    """The proof of one lesson. Shares are 0..1, side effects are nats a token (mean KL against the base)."""

    verdict: Verdict
    reason: Reason
    strength: float
    recall_before: float
    recall_after: float
    recall_in_context: float
    retained: float | None  # None where in-context is no yardstick (learning.md 1.3)
    side_effects: float
    top1: float
    bleed_before: float
    bleed: float
    seconds_prepare: float
    seconds_train: float
    seconds_quiz: float
    items: tuple[QuizResult, ...] = ()


class Phase(StrEnum):
    LOAD = "load"
    PREPARE = "prepare"
    TRAIN = "train"
    QUIZ = "quiz"
    SAVE = "save"


@dataclass(frozen=True, slots=True)
class Step:
    """Progress of long work. `seconds_left` is None until one second of this phase was measured."""

    phase: Phase
    index: int
    total: int
    loss: float | None = None
    tokens: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """One learned skill, as listed. `damaged` holds a code when the files are not what was saved."""

    id: str
    name: str
    version: int
    base_sha256: str
    base_name: str
    lesson: str
    path: str
    adapter_sha256: str
    state: SkillState
    strength: float
    created: str
    summary: str
    score: Score
    damaged: str = ""
    maker: Maker = Maker.SELF


class LessonState(StrEnum):
    """Where a stored lesson stands."""

    WAITING = "waiting"
    RUNNING = "running"
    INTERRUPTED = "interrupted"  # stopped, paused or crashed: resume or discard
    LEARNED = "learned"
    GENTLE = "gentle"
    NOT_LEARNED = "not_learned"
    FAILED = "failed"
    DISCARDED = "discarded"
    UNDONE = "undone"
