"""The engine loop: the only thing that touches a backend.

A load comes first, then chat, else one short step of the lesson at the head of the line, else of weighing the skills;
without work it sleeps until a command comes. Knows turns and order, no pipe, no process, no window.
Each step is a `next` on a generator, so that Stop takes effect between two steps (learning/backend.py).
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from learning import jobs
from learning.backend import Backend, BackendError
from learning.failures import code_of, failed
from learning.jobs import Job, OnPhase, Send
from learning.protocol import (
    Chat,
    Command,
    Failed,
    FailureCode,
    Fit,
    Fits,
    Learn,
    Load,
    Loaded,
    Quit,
    Stop,
    Stopped,
    Use,
    Using,
)
from learning.types import ModelRef, SkillUse
from learning.weighing import together

Inbox = queue.Queue[Command]
T = TypeVar("T")


def _no_phase(_phase: str) -> None:
    """Nobody wants to know."""


class EngineLoop:
    """Runs one backend for its owner. `run` returns after Quit; `counter` grows with every step (heartbeat)."""

    def __init__(
        self, create: Callable[[Load], Backend], inbox: Inbox, send: Send, on_phase: OnPhase = _no_phase
    ) -> None:
        self._create = create
        self._inbox = inbox
        self._send = send
        self._on_phase = on_phase
        self._backend: Backend | None = None
        self._load_id = ""
        self._answering = ""  # the engine that the window was last told of
        self._model: ModelRef | None = None
        self._cache = Path()
        self._skills: tuple[SkillUse, ...] = ()
        self._waiting_use: Use | None = None
        self._loads: deque[Job] = deque()  # one at most
        self._chats: deque[Chat | Job] = deque()
        self._lessons: deque[Learn | Job] = deque()
        self._weighing: deque[Job] = deque()  # one at most
        self._weighed: tuple[SkillUse, ...] = ()
        self.counter = 0

    @property
    def busy(self) -> bool:
        return bool(self._loads or self._chats or self._lessons or self._weighing)

    def run(self) -> None:
        while self._take_commands():
            self._work()
        self._stop("")
        self._close_backend()

    # ------------------------------------------------------------------------------------ commands

    def _take_commands(self) -> bool:
        """Handle everything that waits; sleep only when there is no work. False after Quit."""
        while True:
            try:
                command = self._inbox.get(block=not self.busy)
            except queue.Empty:
                return True
            if isinstance(command, Quit):
                return False
            self._try(getattr(command, "id", ""), partial(self._handle, command))

    def _handle(self, command: Command) -> None:
        match command:
            case Load():
                self._load(command)
            case Chat():
                self._chats.append(command)
            case Learn():
                self._lessons.append(command)
            case Use():
                self._use(command)
            case Fit(id, skill):
                self._send(Fits(id, FailureCode.NO_MODEL if self._loads else self._refusal(skill)))
            case Stop(target):
                self._stop(target)

    def _load(self, command: Load) -> None:
        """A new model ends everything that used the old one."""
        self._stop("")
        for job in list(self._loads):
            self._stop(job.id)
        self._close_backend()
        backend = self._create(command)
        self._backend, self._model, self._cache = backend, command.model, Path(command.cache)
        self._load_id, self._answering = command.id, ""
        self._loads.append(Job(command.id, "load", jobs.loading(command, backend, self._send, self._on_phase)))

    def _use(self, command: Use) -> None:
        """Wear those that can be read; say which cannot. While a model loads, the skills wait for it."""
        if self._loads:
            self._forget_waiting_use()
            self._waiting_use = command
            return
        if self._backend is None:
            self._send(Failed(command.id, FailureCode.NO_MODEL))
            return
        worn: list[SkillUse] = []
        refused: list[tuple[str, FailureCode]] = []
        for skill in command.skills:
            code = self._refusal(skill)
            if code is None:
                worn.append(skill)
            else:
                refused.append((skill.id, code))
        self._skills = tuple(worn)
        self._send(Using(command.id, tuple(skill.name for skill in worn), tuple(refused)))
        self._weigh(command)

    def _refusal(self, skill: SkillUse) -> FailureCode | None:
        """Why the model cannot wear it; None when it can."""
        if self._backend is None:
            return FailureCode.NO_MODEL
        try:
            self._backend.check(skill)
        except (BackendError, OSError, MemoryError) as error:
            return code_of(error)
        return None

    def _weigh(self, command: Use) -> None:
        """Begin to measure what they change together, unless that is known or under way."""
        skills = together(self._skills) if command.weigh else ()
        if skills == self._weighed or self._backend is None or self._model is None:
            return
        self._drop_weighing()
        self._weighed = skills
        if skills:
            work = jobs.weighing(command, skills, self._backend, self._model, self._cache, self._send)
            self._weighing.append(Job(command.id, "weigh", work))

    def _drop_weighing(self) -> None:
        """Nobody waits for it, so nothing is said."""
        self._weighed = ()
        while self._weighing:
            self._try("", self._weighing.popleft().close)

    def _forget_waiting_use(self) -> None:
        """Every Use is answered, also one that another command overtook: nothing is worn because of it."""
        if self._waiting_use is not None:
            self._send(Using(self._waiting_use.id, (), ()))
            self._waiting_use = None

    # ---------------------------------------------------------------------------------------- work

    def _work(self) -> None:
        """One step of whatever is most urgent."""
        if self._loads:
            self._advance(self._loads)
            if not self._loads and self._waiting_use is not None:
                waiting, self._waiting_use = self._waiting_use, None
                self._try(waiting.id, partial(self._use, waiting))
        elif self._chats:
            self._begin(self._chats)
            self._advance(self._chats)
        elif self._lessons:
            self._begin(self._lessons)
            self._advance(self._lessons)
        elif self._weighing:
            self._advance(self._weighing)

    def _begin(self, line: deque[Chat | Job] | deque[Learn | Job]) -> None:
        """Turn the command at the head of the line into a job."""
        head = line[0]
        if isinstance(head, Job):
            return
        if self._backend is None or self._model is None:
            self._send(Failed(head.id, FailureCode.NO_MODEL))
            line.popleft()
        elif isinstance(head, Chat):
            said: list[str] = []
            work = jobs.chatting(head, self._backend, self._skills, said, self._send, self._on_phase)
            line[0] = Job(head.id, "chat", work, said)
        else:
            work = jobs.learning(head, self._backend, self._model, self._cache, self._send, self._on_phase)
            line[0] = Job(head.id, "learn", work)

    def _advance(self, line: deque[Job] | deque[Chat | Job] | deque[Learn | Job]) -> None:
        """One `next` on the job at the head of the line."""
        if not line or not isinstance(job := line[0], Job):
            return
        self.counter += 1
        going = self._try(job.id, job.step)
        if not going:
            line.popleft()
        if going is None and job.kind == "load":
            self._close_backend()
        elif not going:
            self._try("", self._tell_change)

    def _tell_change(self) -> None:
        """An engine may lose a part of itself and go on with the rest: then what it can do is told anew."""
        if self._backend is None or self._model is None:
            return
        able = self._backend.capabilities()
        before, self._answering = self._answering, able.backend
        if before and before != able.backend:
            self._send(Loaded(self._load_id, self._model, able, 0.0))

    def _try(self, key: str, work: Callable[[], T]) -> T | None:
        """The one broad catch of the engine: an error ends the command `key`, never the loop. None after an error."""
        try:
            return work()
        except Exception as error:
            self._send(failed(key, error))
            return None

    # ---------------------------------------------------------------------------------------- stop

    def _stop(self, target: str) -> None:
        """Stop one chat, lesson or load; "" stops every chat and lesson."""
        for line in (self._chats, self._lessons):
            for job in [job for job in line if target in ("", job.id)]:
                line.remove(job)  # type: ignore[arg-type]  # each comes from this very line
                self._end(job)
        for load in [load for load in self._loads if load.id == target]:
            self._loads.clear()
            self._end(load)
            self._close_backend()

    def _end(self, job: Job | Chat | Learn) -> None:
        """Close the generator, so that it cleans up and keeps its checkpoint, then say so."""
        if not isinstance(job, Job):
            self._send(Stopped(job.id))
        elif self._try(job.id, job.close):  # a checkpoint that could not be written is worth telling
            self._send(Stopped(job.id, job.text))

    def _close_backend(self) -> None:
        backend, self._backend, self._model, self._skills = self._backend, None, None, ()
        self._forget_waiting_use()
        self._drop_weighing()
        while self._loads:
            self._try("", self._loads.popleft().close)
        if backend is not None:
            self._try("", backend.close)
