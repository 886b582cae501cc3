"""`ingrain teach`: understand, confirm, store, learn, publish. Knows the order; each step lives elsewhere."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from desktop.cli_engine import Session, session
from desktop.cli_output import CliError, Console, Exit, bad_input
from desktop.cli_profile import find_skill, model_of, profile_of, reading, settle, writing
from desktop.cli_words import KINDS, REASONS, VERDICTS, Cli, practice
from learning import intent as intents
from learning import remaking
from learning.protocol import Event, FailureCode, Learn, Learned, Progress
from learning.remaking import Change, Known
from learning.store import files, ids
from learning.store.lessons import LessonRow
from learning.store.store import Store
from learning.types import Intent, Kind, Lesson, LessonState, ModelRef, Score, Skill, Verdict

ROOM = 64 * 1024 * 1024  # bytes one lesson may need while it is learned


@dataclass(frozen=True, slots=True)
class Done:
    """How a lesson ended; `skill` None: not learned, and nothing changed."""

    score: Score
    skill: Skill | None
    seconds: float


def teach(options: argparse.Namespace, console: Console) -> Exit:
    intent = _understood(options.text)
    profile = profile_of(options)
    model = model_of(options, profile)
    with reading(profile) as stored:
        into = _into(stored, intent, options.into, model)
    _confirm(intent, into, options, console)
    with writing(profile) as store:
        if store.restored:
            console.note(Cli.RESTORED_BACKUP.format(name=store.restored))
        files.require_space(profile.root, ROOM)
        row = _row(store, intent, options.name, into.known if into else None, console)
        with session(options.backend, model, profile, console) as engine:
            done = learn(store, row, engine, console)
            if done.skill is not None:
                settle(store, done.skill, console)
                _bring_up_to_date(store, row.lesson, engine, console)
            return tell(done, console)


def _into(store: Store | None, intent: Intent, named: str, model: ModelRef) -> Change | None:
    """The skill that the message becomes a new version of: the one named, else the newest that it changes."""
    if named or store is None:
        skill = find_skill(store.skills.list() if store else (), named) if named else None
        if store is None or skill is None:
            return None
        if skill.base_sha256 != model.sha256:
            raise bad_input("skill_other_model", Cli.OTHER_MODEL, name=skill.name, model=skill.base_name)
        one = remaking.of_skill(store, skill)
        return next(iter(remaking.changes(intent, [one])), Change(one, ()))
    return next(iter(remaking.changes(intent, remaking.known(store, model.sha256))), None)


def _bring_up_to_date(store: Store, learned: Lesson, engine: Session, console: Console) -> None:
    """Other skills that still hold what was replaced are made anew without it; what holds nothing else goes."""
    sha = engine.loaded.model.sha256
    for other, left in remaking.outdated(learned, remaking.known(store, sha)):
        console.note(Cli.ALSO_CHANGES.format(name=other.name))
        lesson = remaking.reduced(other, left, ids.now())
        if lesson is None:
            store.skills.delete(other.skill)
        else:
            learn(store, store.lessons.add(lesson, ""), engine, console)


def _understood(text: str) -> Intent:
    try:
        return intents.parse(text)
    except intents.EmptyLesson as error:
        raise bad_input("empty_lesson", Cli.EMPTY_LESSON) from error
    except intents.LessonTooLong as error:
        raise bad_input("lesson_too_long", Cli.LESSON_TOO_LONG, limit=intents.LIMIT) from error


def _confirm(intent: Intent, into: Change | None, options: argparse.Namespace, console: Console) -> None:
    """Show what was understood, and ask unless told not to."""
    console.note(Cli.UNDERSTOOD)
    for part in intent.parts:
        console.note(f"  {KINDS[part.kind]}: {part.text}")
    _refuse_requests(intent)
    for gone in into.gone if into else ():
        console.note(Cli.CHANGES.format(text=gone))
    if into and not into.gone:
        console.note(Cli.ADDS.format(name=into.known.name))
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise bad_input("not_confirmed", Cli.NOT_ASKED)
    if not intent.sure:
        console.note(Cli.UNSURE)
    if console.ask(Cli.ASK).strip().casefold() not in ("y", "yes"):
        raise bad_input("declined", Cli.DECLINED)


def _refuse_requests(intent: Intent) -> None:
    """Nothing is taught from a message that asks for what cannot be done yet."""
    for part in intents.not_yet(intent.parts):
        if part.kind is Kind.DOCUMENT:
            raise bad_input("no_documents_yet", Cli.NO_DOCUMENTS_YET, text=part.text)
        raise bad_input("no_web_yet", Cli.NO_WEB_YET, text=part.text)


def _row(store: Store, intent: Intent, name: str, into: Known | None, console: Console) -> LessonRow:
    """A new lesson, committed before anything is learned; or the interrupted one of the same words."""
    for row in store.lessons.list([LessonState.INTERRUPTED]):
        if row.intent == intent.text and name in ("", row.lesson.title):
            console.note(Cli.RESUMING)
            return row
    lesson = remaking.lesson_of(intent, f"message:{ids.new_id()}", ids.now(), into)
    return store.lessons.add(replace(lesson, title=name) if name else lesson, intent.text)


def learn(store: Store, row: LessonRow, engine: Session, console: Console) -> Done:
    """Run a stored lesson. However it ends, the store knows before this returns."""
    lesson = row.lesson
    staging = store.lessons.staging(lesson.id, engine.loaded.model.sha256)
    store.lessons.set_state(lesson.id, LessonState.RUNNING)
    begun = time.monotonic()
    try:
        learned = _result(engine, Learn(ids.new_id(), lesson, None, str(staging)), console)
    except KeyboardInterrupt:
        store.lessons.set_state(lesson.id, LessonState.INTERRUPTED, "stopped")
        raise CliError(Exit.INTERRUPTED, "interrupted", Cli.INTERRUPTED) from None
    except CliError as error:
        store.lessons.set_state(lesson.id, _state_after(error), error.code)
        raise
    seconds = time.monotonic() - begun
    if learned.score.verdict is Verdict.NOT_LEARNED:
        store.lessons.set_state(lesson.id, LessonState.NOT_LEARNED, learned.score.reason, learned.score)
        return Done(learned.score, None, seconds)
    return Done(learned.score, store.skills.publish(staging, lesson.id), seconds)


def _result(engine: Session, command: Learn, console: Console) -> Learned:
    for event in engine.run(command):
        if isinstance(event, Learned):
            return event
        _show(event, console)
    raise engine.failure(FailureCode.ENGINE_DIED)


def _show(event: Event, console: Console) -> None:
    if isinstance(event, Progress):
        console.progress(practice(event.step.phase, event.step.seconds_left))


def _state_after(error: CliError) -> LessonState:
    """What can go on later is interrupted; what would fail again is failed."""
    lasting = (FailureCode.BAD_NUMBERS, FailureCode.TOO_LONG, FailureCode.INTERNAL)
    return LessonState.FAILED if error.code in lasting else LessonState.INTERRUPTED


def tell(done: Done, console: Console) -> Exit:
    score, skill = done.score, done.skill
    console.text(f"{VERDICTS[score.verdict]}{f': {skill.name}' if skill else ''}")
    console.text(f"Quiz: {score.recall_before:.0%} before, {score.recall_after:.0%} now. {REASONS[score.reason]}")
    console.result(_described(score, skill, done.seconds))
    return Exit.DONE if skill else Exit.NOT_LEARNED


def _described(score: Score, skill: Skill | None, seconds: float) -> dict[str, Any]:  # Any: JSON has no closed type
    proof = asdict(score)
    names = ("recall_before", "recall_after", "recall_in_context", "retained", "side_effects", "bleed")
    return {
        "status": score.verdict.value,
        "skill": {"id": skill.id, "name": skill.name, "path": skill.path} if skill else None,
        "score": {name: proof[name] for name in names},
        "seconds": {
            "total": seconds,
            "prepare": score.seconds_prepare,
            "train": score.seconds_train,
            "quiz": score.seconds_quiz,
        },
        "reason": score.reason.value,
    }
