"""`ingrain teach`: understand, confirm, store, learn, publish. Knows the order; each step lives elsewhere."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from desktop import cli_foreign, cli_web
from desktop.cli_engine import Session, session
from desktop.cli_left import left_over
from desktop.cli_output import CliError, Console, Exit, bad_input
from desktop.cli_profile import find_skill, model_of, profile_of, reading, settle, writing
from desktop.cli_words import KINDS, REASONS, TOOLS, VERDICTS, Cli, practice
from learning import intent as intents
from learning import remaking, tools
from learning.protocol import Event, FailureCode, Learn, Learned, Progress
from learning.remaking import Change
from learning.splitting import split
from learning.store import files, ids
from learning.store.lessons import LessonRow
from learning.store.profile import Profile
from learning.store.store import Store
from learning.tools import BadTool
from learning.types import Intent, IntentPart, Kind, Lesson, LessonState, ModelRef, Score, Skill, Verdict

ROOM = 64 * 1024 * 1024  # bytes one lesson may need while it is learned
WORST_FIRST = (Verdict.NOT_LEARNED, Verdict.GENTLE, Verdict.LEARNED)


@dataclass(frozen=True, slots=True)
class Done:
    """How a lesson ended; `skill` None: not learned, and nothing changed."""

    score: Score
    skill: Skill | None
    seconds: float


def teach(options: argparse.Namespace, console: Console) -> Exit:
    if options.document or options.web or options.url:
        return _teach_foreign(options, console)
    intent = _understood(options)
    profile = profile_of(options)
    model = model_of(options, profile)
    with reading(profile) as stored:
        into = _into(stored, intent, options.into, model)
    _confirm(intent, into, options, console)
    with writing(profile) as store:
        if store.restored:
            console.note(Cli.RESTORED_BACKUP.format(name=store.restored))
        files.require_space(profile.root, ROOM)
        rows = _rows(store, intent, options, model, console)
        with session(options.backend, model, profile, console) as engine:
            taught = [_taught(store, row, rows[number:], engine, console) for number, row in enumerate(rows, 1)]
            return _result_of(taught, console)


def _teach_foreign(options: argparse.Namespace, console: Console) -> Exit:
    """What other people wrote: files, or pages of the web."""
    ways = sum(map(bool, (options.document, options.web, options.url)))
    if options.text or options.tool or options.correct or ways > 1:
        raise bad_input("usage", Cli.ONE_LESSON)
    profile = profile_of(options)
    model = model_of(options, profile)
    with reading(profile) as stored:
        into = _of_skill(stored, options.into, model) if options.into else None
    with tempfile.TemporaryDirectory(prefix="ingrain-web-") as folder:
        if options.document:
            found = cli_foreign.offers(options, into, console)
        else:
            found = cli_web.offers(options, into, Path(folder), console)
        return _teach_offers(found, into, profile, model, options, console)


def _teach_offers(
    found: tuple[cli_foreign.Offer, ...],
    into: remaking.Known | None,
    profile: Profile,
    model: ModelRef,
    options: argparse.Namespace,
    console: Console,
) -> Exit:
    _ask(options, console)
    with writing(profile) as store:
        files.require_space(profile.root, ROOM)
        kept = cli_foreign.record(store, found)
        made = cli_foreign.lesson(kept, options.name, into)
        row = store.lessons.add(made, "\n".join(one.origin for one in found))
        with session(options.backend, model, profile, console) as engine:
            return _result_of([_taught(store, row, (), engine, console)], console)


def _taught(store: Store, row: LessonRow, later: Sequence[LessonRow], engine: Session, console: Console) -> Done:
    """One of the lessons of a message, switched on if it is learned. When it breaks off, the `later` ones are kept."""
    try:
        done = learn(store, row, engine, console)
    except CliError:
        for other in later:
            store.lessons.set_state(other.lesson.id, LessonState.INTERRUPTED, "stopped")
        raise
    if done.skill is not None:
        settle(store, done.skill, console)
        _bring_up_to_date(store, row.lesson, engine, console)
    _say(done, console)
    return done


def _into(store: Store | None, intent: Intent, named: str, model: ModelRef) -> Change | None:
    """The skill that the message becomes a new version of: the one named, else the newest that it changes."""
    if named:
        one = _of_skill(store, named, model)
        return next(iter(remaking.changes(intent, [one])), Change(one, ()))
    return next(iter(remaking.changes(intent, remaking.known(store, model.sha256))), None) if store else None


def _of_skill(store: Store | None, named: str, model: ModelRef) -> remaking.Known:
    """What the skill that was named holds. Raises CliError where there is none, or it is for another model."""
    skill = find_skill(store.skills.list() if store else (), named)
    if store is None or skill.base_sha256 != model.sha256:
        raise bad_input("skill_other_model", Cli.OTHER_MODEL, name=skill.name, model=skill.base_name)
    known = remaking.of_skill(store, skill)
    if not known.sources:  # learning it anew would lose what it knows
        raise bad_input("no_lesson", Cli.NO_LESSON, name=skill.name)
    return known


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


def _understood(options: argparse.Namespace) -> Intent:
    if (options.tool and (options.text or options.correct)) or (options.was and not options.correct):
        raise bad_input("usage", Cli.ONE_LESSON)
    try:
        if options.correct:
            return intents.correction(options.correct, options.was, options.text)
        return intents.tool(_read(options.tool)) if options.tool else intents.parse(options.text)
    except BadTool as error:
        where = f" ({error.detail})" if error.detail else ""
        raise bad_input(error.code, TOOLS[error.code], where=where) from error
    except intents.EmptyLesson as error:
        raise bad_input("empty_lesson", Cli.EMPTY_LESSON) from error
    except intents.LessonTooLong as error:
        raise bad_input("lesson_too_long", Cli.LESSON_TOO_LONG, limit=intents.LIMIT) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise bad_input("no_tool_file", Cli.NO_TOOL_FILE, path=path) from error


def _shown(part: IntentPart) -> str:
    """A part in one line."""
    if part.kind is Kind.TOOL:
        return tools.read(part.text).name
    return f"{part.asked} {part.text}" if part.kind is Kind.CORRECTION else part.text


def _confirm(intent: Intent, into: Change | None, options: argparse.Namespace, console: Console) -> None:
    """Show what was understood, and ask unless told not to."""
    console.note(Cli.UNDERSTOOD)
    for part in intent.parts:
        console.note(f"  {KINDS[part.kind]}: {_shown(part)}")
    _refuse_requests(intent)
    if not options.into and len(split(intent)) > 1:
        console.note(Cli.BECOMES.format(number=len(split(intent))))
    for gone in into.gone if into else ():
        console.note(Cli.CHANGES.format(text=gone))
    if into and not into.gone:
        console.note(Cli.ADDS.format(name=into.known.name))
    if not intent.sure and not options.yes:
        console.note(Cli.UNSURE)
    _ask(options, console)


def _ask(options: argparse.Namespace, console: Console) -> None:
    """Ask whether to go on, unless told not to."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise bad_input("not_confirmed", Cli.NOT_ASKED)
    if console.ask(Cli.ASK).strip().casefold() not in ("y", "yes"):
        raise bad_input("declined", Cli.DECLINED)


def _refuse_requests(intent: Intent) -> None:
    """Nothing is taught from a message that asks for a document or the web: each has a command of its own."""
    for part in intents.requests(intent.parts):
        if part.kind is Kind.DOCUMENT:
            raise bad_input("asks_for_document", Cli.ASKS_FOR_DOCUMENT, text=part.text)
        raise bad_input("asks_for_web", Cli.ASKS_FOR_WEB, text=part.text)


def _rows(
    store: Store, intent: Intent, options: argparse.Namespace, model: ModelRef, console: Console
) -> tuple[LessonRow, ...]:
    """New lessons, committed before anything is learned; or what is left of the same words after an interruption."""
    change = _into(store, intent, options.into, model)  # again: by now what was interrupted no longer counts as coming
    into, name = change.known if change else None, options.name
    if rest := left_over(store, intent, name, into.skill if into else "", bool(options.into)):
        console.note(Cli.RESUMING if len(rest) == 1 else Cli.RESUMING_REST.format(number=len(rest)))
        return rest
    origin, now = f"message:{ids.new_id()}", ids.now()
    if options.into:
        return (store.lessons.add(remaking.lesson_of(intent, origin, now, into), intent.text),)
    first, *others = remaking.lessons_of(intent, origin, now, (into,) if into else ())
    return store.lessons.add_all((replace(first, title=name) if name else first, *others), intent.text)


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
    _say(done, console)
    return _result_of([done], console)


def _say(done: Done, console: Console) -> None:
    score, skill = done.score, done.skill
    console.text(f"{VERDICTS[score.verdict]}{f': {skill.name}' if skill else ''}")
    console.text(f"Quiz: {score.recall_before:.0%} before, {score.recall_after:.0%} now. {REASONS[score.reason]}")


def _result_of(all_done: Sequence[Done], console: Console) -> Exit:
    """The worst of several lessons speaks for all; each is listed too."""
    worst = min(all_done, key=lambda done: WORST_FIRST.index(done.score.verdict))
    data = _described(worst.score, worst.skill, worst.seconds)
    if len(all_done) > 1:
        each = [_described(done.score, done.skill, done.seconds) for done in all_done]
        seconds = {name: sum(one["seconds"][name] for one in each) for name in data["seconds"]}
        data = {**data, "seconds": seconds, "lessons": each}
    console.result(data)
    return Exit.DONE if all(done.skill for done in all_done) else Exit.NOT_LEARNED


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
