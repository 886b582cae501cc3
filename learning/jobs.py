"""The four kinds of long work in an engine, each a generator that is advanced one short step at a time.

Knows what to send while it goes on. Does not know whose turn it is (`loop`) or how a model works (`backend`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from learning.agreeing import agrees
from learning.backend import Backend
from learning.protocol import Chat, ChatDone, Chunk, Event, Learn, Learned, Load, Loaded, Progress, Use, Weighed
from learning.routing import picked
from learning.teaching import teach
from learning.types import ModelRef, Phase, Role, SkillUse, Step, Turn
from learning.weighing import weigh

CHUNK_SECONDS: Final = 0.015  # text is gathered at least this long
PROGRESS_SECONDS: Final = 0.1
BY_HEART: Final = 80  # pieces of an answer by heart; a longer one is no fact
CHAT: Final = "chat"  # phases that no Step announces
SAVED: Final = "saved"

Send = Callable[[Event], None]
Work = Generator[None, None, None]
# Told the name of each phase as it begins: load, chat, prepare, train, quiz, save; "saved" when a skill is whole.
OnPhase = Callable[[str], None]


@dataclass(slots=True)
class Job:
    """Work under way. `said` is what a chat has written so far."""

    id: str
    kind: str  # "load", "chat", "learn" or "weigh"
    work: Work
    said: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.said)

    def step(self) -> bool:
        """One `next`. False when the work is over."""
        try:
            next(self.work)
        except StopIteration:
            return False
        return True

    def close(self) -> bool:
        """End it now; it cleans up. Always True."""
        self.work.close()
        return True


def loading(command: Load, backend: Backend, send: Send, on_phase: OnPhase) -> Work:
    begun = time.monotonic()
    report = _Reporter(command.id, send, on_phase)
    report(Step(Phase.LOAD, 0, 1))
    for step in backend.load(command.model, Path(command.cache)):
        report(step)
        yield
    send(Loaded(command.id, command.model, backend.capabilities(), time.monotonic() - begun))


def chatting(
    command: Chat, backend: Backend, skills: tuple[SkillUse, ...], said: list[str], send: Send, on_phase: OnPhase
) -> Work:
    """Stream one answer. The first piece goes out at once, later ones merged to at least CHUNK_SECONDS.

    An empty piece is only a pause point.
    """
    begun = time.monotonic()
    skills = picked(command.turns, skills)
    by_heart = (yield from _by_heart(command, backend, skills)) if command.knowing else ""
    turns = _unread(command.turns) if by_heart else command.turns
    first, last, pieces, waiting = 0.0, 0.0, 0, ""
    for piece in [by_heart] if by_heart else backend.chat(turns, command.sampling, skills):
        if piece:
            pieces += 1
            said.append(piece)
            waiting += piece
        if waiting and time.monotonic() - last >= CHUNK_SECONDS:
            send(Chunk(command.id, waiting))
            last, waiting = time.monotonic(), ""
            if not first:
                first = last - begun
                on_phase(CHAT)
        yield
    if waiting:
        send(Chunk(command.id, waiting))
    worn = tuple(skill.name for skill in backend.worn(turns, skills))
    send(ChatDone(command.id, "".join(said), worn, pieces, time.monotonic() - begun, first, bool(by_heart)))


def _by_heart(command: Chat, backend: Backend, skills: tuple[SkillUse, ...]) -> Generator[None, None, str]:
    """What a skill that knows the text says without it, when the text agrees; else ""."""
    turns = _unread(command.turns)
    worn = {skill.id for skill in backend.worn(turns, skills)}
    if not worn & set(command.knowing):
        return ""
    said: list[str] = []
    sampling = replace(command.sampling, max_tokens=min(command.sampling.max_tokens, BY_HEART))
    for piece in backend.chat(turns, sampling, skills):
        said += [piece] if piece else []
        yield
    whole, texts = "".join(said).strip(), [turn.text for turn in command.turns if turn.role is Role.SYSTEM]
    cut = len(said) >= BY_HEART
    return whole if not cut and agrees(whole, "\n".join(texts), turns[-1].text) else ""


def _unread(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The conversation without what was looked up."""
    return tuple(turn for turn in turns if turn.role is not Role.SYSTEM)


def weighing(
    command: Use, skills: tuple[SkillUse, ...], backend: Backend, model: ModelRef, cache: Path, send: Send
) -> Work:
    """Measure what the skills change together."""
    kl = yield from weigh(backend, skills, model, cache)
    send(Weighed(command.id, kl, tuple(skill.name for skill in skills)))


def learning(command: Learn, backend: Backend, model: ModelRef, cache: Path, send: Send, on_phase: OnPhase) -> Work:
    """Teach one lesson in its staging folder."""
    report = _Reporter(command.id, send, on_phase)
    teaching = teach(backend, command.lesson, command.recipe, model, Path(command.staging), cache)
    try:
        while True:
            try:
                step = next(teaching)
            except StopIteration as end:
                taught = end.value
                break
            report(step)
            yield
    finally:
        teaching.close()
    on_phase(SAVED)
    send(Learned(command.id, command.lesson.id, taught.score, taught.recipe, command.staging))


class _Reporter:
    """Sends progress at most every PROGRESS_SECONDS, and always when a phase begins."""

    def __init__(self, command: str, send: Send, on_phase: OnPhase) -> None:
        self._command = command
        self._send = send
        self._on_phase = on_phase
        self._phase = ""
        self._last = 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        fresh = step.phase != self._phase
        if fresh or now - self._last >= PROGRESS_SECONDS:
            self._send(Progress(self._command, step))
            self._last = now
        if fresh:
            self._phase = step.phase
            self._on_phase(step.phase)
