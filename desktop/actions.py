"""What a person can do, as small functions: the store first, then at most one command to the engine.

Knows the order that loses nothing (safety.md P1). Knows no widget. Raises StoreError when nothing could be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop.chats.rows import title_of
from learning import intent as intents
from learning import lookup, remaking
from learning.protocol import Chat, Command, Learn, Load, Stop, Use
from learning.remembering import Reading
from learning.store import ids
from learning.store.lessons import LessonRow
from learning.store.store import Store
from learning.types import (
    Intent,
    Lesson,
    LessonState,
    Message,
    MessageStatus,
    ModelRef,
    QuizItem,
    Role,
    Sampling,
    SkillState,
    Source,
    Turn,
)

REMEMBERED: Final = 24  # messages of the chat that go along with a question
ANSWER: Final = Sampling()
NOTHING_READ: Final = Reading()


class Link(Protocol):
    """Whatever takes commands."""

    def send(self, command: Command) -> None: ...


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a lesson goes: `into` a skill the person named; `apart`: beside whatever it would change."""

    into: str = ""
    apart: bool = False


NEW: Final = Aim()


@dataclass(frozen=True, slots=True)
class Planned:
    """A lesson as stored, and the command that begins it."""

    said: Message | None  # None: nobody's message asked for it
    row: LessonRow
    command: Learn


def load(link: Link, model: ModelRef, backend: str, cache: str, prefer: str = "", anew: bool = False) -> Load:
    """As in `protocol.Load`."""
    command = Load(ids.new_id(), model, backend, cache, prefer, anew=anew)
    link.send(command)
    return command


def use(store: Store, link: Link, model: ModelRef | None) -> None:
    """Answer with exactly the skills that are on and made for this model; without a model yet, that waits for it."""
    if model is not None:
        link.send(Use(ids.new_id(), store.skills.uses(model.sha256), weigh=True))


def send(store: Store, link: Link, chat: str, text: str, read: Reading = NOTHING_READ) -> tuple[Message, Message]:
    """The person's message and the answer to come; the answer's id is the command's."""
    said = store.chats.add(chat, Role.USER, text)
    _name(store, chat, text)
    return said, answer(store, link, chat, said.id, read)


def answer(store: Store, link: Link, chat: str, parent: str, read: Reading = NOTHING_READ) -> Message:
    """Ask the model for an answer to everything up to `parent`, with what was looked up for it."""
    coming = store.chats.add(chat, Role.ASSISTANT, "", MessageStatus.STREAMING, parent=parent)
    asked = turns(store.chats.messages(chat), parent)
    if read.found:
        store.chats.update(coming.id, sources=[read.found[0].citation])
        coming = store.chats.message(coming.id)
        asked = lookup.reading(asked, read.found)
    link.send(Chat(coming.id, asked, ANSWER, read.knowing))
    return coming


def again(store: Store, link: Link, message: Message, read: Reading = NOTHING_READ) -> Message:
    """Another answer to the same question; the old one stays in the history."""
    parent = message.parent or message.id
    return answer(store, link, message.chat, parent, read)


def stop(link: Link, target: str) -> None:
    link.send(Stop(target))


def say_lesson(store: Store, chat: str, text: str) -> Message:
    """The words that ask for a lesson, stored before anything else is done with them.

    The same words again, when nothing became of them (a crash, a full disk), are the same message.
    """
    last = store.chats.messages(chat)[-1:]
    if last and last[0].role is Role.USER and last[0].text == text and last[0].lesson is None:
        return last[0]
    said = store.chats.add(chat, Role.USER, text)
    _name(store, chat, intents.strip(text))
    return said


def plan(store: Store, said: Message, wanted: Intent, model: ModelRef, aim: Aim = NEW) -> tuple[Planned, ...]:
    """The lessons that a stored message asks for, all stored before the engine hears of the first.

    What goes into a skill that the person named is one lesson. Long ones take a second.
    """
    among = remaking.known(store, model.sha256)
    origin, now = f"message:{said.id}", ids.now()
    if aim.into:
        lessons = [remaking.lesson_of(wanted, origin, now, _named(store, aim.into, among))]
    else:
        lessons = list(remaking.lessons_of(wanted, origin, now, () if aim.apart else among))
    rows = store.lessons.add_all(lessons, said.text, said.chat, said.id)
    stored = store.chats.message(said.id)
    return tuple(Planned(stored, row, _learn(store, row.lesson, model)) for row in rows)


def plan_lesson(store: Store, said: Message, lesson: Lesson, model: ModelRef) -> Planned:
    """A lesson that is made already, stored before the engine hears of it."""
    row = store.lessons.add(lesson, said.text, said.chat, said.id)
    return Planned(store.chats.message(said.id), row, _learn(store, row.lesson, model))


def _named(store: Store, skill: str, among: Sequence[remaking.Known]) -> remaking.Known:
    """A skill, with what already waits to be learned."""
    waiting = next((one for one in among if one.skill == skill), None)
    return waiting or remaking.of_skill(store, store.skills.get(skill))


def _learn(store: Store, lesson: Lesson, model: ModelRef) -> Learn:
    return Learn(lesson.id, lesson, None, str(store.lessons.staging(lesson.id, model.sha256)))


def forget(store: Store, skill: str, source: str, model: ModelRef) -> Planned | None:
    """The lesson that makes a skill anew without one statement; None: it was the last, and the skill is deleted."""
    return _forget(store, skill, model, lambda of, asked: remaking.forgetting(of, source, asked, ids.now()))


def forget_material(store: Store, skill: str, material: str, model: ModelRef) -> Planned | None:
    """Likewise without everything from one document or page (`Source.material`)."""
    return _forget(store, skill, model, lambda of, asked: remaking.forgetting_material(of, material, asked, ids.now()))


def reteach(store: Store, skill: str, model: ModelRef) -> Planned | None:
    """The lesson that teaches a skill anew to another model; None: what it was told is not known here."""
    lesson = remaking.retaught(store, store.skills.get(skill), ids.now())
    return Planned(None, store.lessons.add(lesson, ""), _learn(store, lesson, model)) if lesson is not None else None


def _forget(
    store: Store,
    skill: str,
    model: ModelRef,
    make: Callable[[remaking.Known, tuple[QuizItem, ...]], Lesson | None],
) -> Planned | None:
    among = remaking.known(store, model.sha256)
    lesson = make(_named(store, skill, among), remaking.asked(store, skill))
    if lesson is None:
        store.skills.delete(skill)
        return None
    return Planned(None, store.lessons.add(lesson, ""), _learn(store, lesson, model))


def bring_up_to_date(store: Store, lesson: str, model: ModelRef) -> tuple[tuple[str, Planned | None], ...]:
    """Names of other skills that held what this lesson replaced, each with its lesson; None: it is deleted."""
    found = remaking.outdated(store.lessons.get(lesson).lesson, remaking.known(store, model.sha256))
    return tuple((one.name, _reduced(store, one, left, model)) for one, left in found)


def _reduced(store: Store, one: remaking.Known, left: Sequence[Source], model: ModelRef) -> Planned | None:
    lesson = remaking.reduced(one, left, ids.now())
    if lesson is None:
        store.skills.delete(one.skill)
        return None
    return Planned(None, store.lessons.add(lesson, ""), _learn(store, lesson, model))


def practise(store: Store, link: Link, lesson: str, model: ModelRef) -> None:
    """Begin or resume a stored lesson; the engine takes them in turn."""
    row = store.lessons.get(lesson)
    store.lessons.set_state(lesson, LessonState.WAITING)
    staging = store.lessons.staging(lesson, model.sha256)
    link.send(Learn(lesson, row.lesson, None, str(staging)))


def discard(store: Store, link: Link, lesson: str) -> None:
    stop(link, lesson)
    store.lessons.set_state(lesson, LessonState.DISCARDED)


def undo(store: Store, link: Link, lesson: str, model: ModelRef | None) -> None:
    store.skills.undo(lesson)
    use(store, link, model)


def redo(store: Store, link: Link, lesson: str, model: ModelRef | None) -> None:
    store.skills.redo(lesson)
    use(store, link, model)


def switch(store: Store, link: Link, skill: str, state: SkillState, model: ModelRef | None) -> None:
    store.skills.set_state(skill, state)
    use(store, link, model)


def strengthen(store: Store, link: Link, skill: str, strength: float, model: ModelRef | None) -> None:
    store.skills.set_strength(skill, strength)
    use(store, link, model)


def turns(messages: Sequence[Message], until: str) -> tuple[Turn, ...]:
    """What the model reads: the line of messages that ends with `until`, without lessons and empty answers."""
    known = {message.id: message for message in messages}
    line: list[Turn] = []
    at: str | None = until
    while at is not None and at in known and len(line) < REMEMBERED:
        message = known[at]
        if message.text and message.lesson is None:
            line.append(Turn(message.role, message.text))
        at = message.parent
    return _alternating(tuple(reversed(line)))


def exchange(messages: Sequence[Message]) -> intents.Exchange | None:
    """The last answer of a chat and its question; None while one is being written, and where there is none."""
    known = {message.id: message for message in messages}
    streaming = MessageStatus.STREAMING
    answers = [one for one in messages if one.role is Role.ASSISTANT and (one.text or one.status is streaming)]
    asked = known.get(answers[-1].parent or "") if answers else None
    if asked is None or answers[-1].status is streaming:
        return None
    return intents.Exchange(asked.text, answers[-1].text)


def _alternating(line: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Chat templates want the person first, and turns that alternate: of two in a row the later counts."""
    kept: list[Turn] = []
    for turn in line:
        if kept and kept[-1].role is turn.role:
            kept.pop()
        if kept or turn.role is Role.USER:
            kept.append(turn)
    return tuple(kept)


def _name(store: Store, chat: str, text: str) -> None:
    """The first words name a chat that has no name."""
    if not store.chats.get(chat).title:
        store.chats.rename(chat, title_of(text))
