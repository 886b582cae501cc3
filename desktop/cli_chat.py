"""`ingrain chat`: one question, or a file of them with the model opened once. Knows the engine session, no window."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.cli_documents import place
from desktop.cli_engine import Session, session
from desktop.cli_output import CliError, Console, Exit, bad_input, fill
from desktop.cli_profile import find_skills, model_of, profile_of, reading
from desktop.cli_words import DAMAGE, Cli
from learning import lookup
from learning.codec import encode
from learning.protocol import Chat, ChatDone, Chunk, FailureCode, Use
from learning.remembering import Reading, read_for
from learning.store import ids
from learning.store.profile import Profile
from learning.store.skills import damage, use_of
from learning.types import ModelRef, Role, Sampling, Skill, SkillUse, Turn

_BYTES_A_TOKEN = 16  # more than any tokenizer packs into one on average; longer texts need not be tried


def chat(options: argparse.Namespace, console: Console) -> Exit:
    prompts = _prompts(options)
    profile = profile_of(options)
    model = model_of(options, profile)
    wanted = _wanted(options, profile, model, console)
    looked_up = _looked_up(prompts, options, profile, model)
    with session(options.backend, model, profile, console) as engine:
        room = engine.loaded.capabilities.context * _BYTES_A_TOKEN
        if any(len(prompt.encode()) > room for prompt in prompts):
            raise engine.failure(FailureCode.TOO_LONG)
        _wear(engine, wanted, bool(options.skills), console)
        for prompt, read in zip(prompts, looked_up, strict=True):
            turns = lookup.reading((Turn(Role.USER, prompt),), read.found if read else ())
            command = Chat(ids.new_id(), turns, _sampling(options), read.knowing if read else ())
            done = _ask(engine, command, console, stream=not options.batch)
            _tell(done, read.found[:1] if read else None, console, batch=bool(options.batch))
    return Exit.DONE


def _prompts(options: argparse.Namespace) -> tuple[str, ...]:
    if options.batch:
        if options.question is not None:
            raise bad_input("usage", Cli.TWO_QUESTIONS)
        return _lines(options.batch)
    if not (options.question or "").strip():
        raise bad_input("empty_question", Cli.EMPTY_QUESTION)
    return (options.question,)


def _looked_up(
    prompts: Sequence[str], options: argparse.Namespace, profile: Profile, model: ModelRef
) -> Sequence[Reading | None]:
    """What the documents say to each question; None where that was not asked for."""
    if not options.look_up:
        return [None] * len(prompts)
    with reading(profile) as store:
        if store is None:
            return [Reading()] * len(prompts)
        return [read_for(store, lookup.look_up(store.documents, prompt), model.sha256) for prompt in prompts]


def _lines(path: Path) -> tuple[str, ...]:
    """The prompts of a batch file; all of them are read before anything is asked."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CliError(Exit.BAD_INPUT, "no_batch", fill(Cli.NO_BATCH, path=path), str(error)) from error
    prompts = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            prompts.append(_prompt(line, number))
    return tuple(prompts)


def _prompt(line: str, number: int) -> str:
    try:
        prompt = json.loads(line)["prompt"]
    except (ValueError, TypeError, KeyError) as error:
        raise bad_input("bad_line", Cli.BAD_LINE, line=number) from error
    if not isinstance(prompt, str) or not prompt.strip():
        raise bad_input("bad_line", Cli.BAD_LINE, line=number)
    return prompt


# ------------------------------------------------------------------------------------------ skills


def _wanted(options: argparse.Namespace, profile: Profile, model: ModelRef, console: Console) -> tuple[SkillUse, ...]:
    """Which skills to wear. Named ones must be whole and made for this model; others are left out with a word."""
    if options.no_skills:
        return ()
    with reading(profile) as store:
        listed = store.skills.list() if store else ()
        worn = store.skills.uses(model.sha256) if store else ()
    if options.skills is not None:
        named = find_skills(listed, options.skills)
        for skill in named:
            _check(skill, model)
        return tuple(replace(use_of(skill), auto=False) for skill in named)
    for skill in listed:
        if skill.damaged:
            console.note(Cli.LEFT_OUT.format(name=skill.name, why=DAMAGE.get(skill.damaged, Cli.DAMAGED_WHY)))
    return worn


def _check(skill: Skill, model: ModelRef) -> None:
    reason = skill.damaged or damage(Path(skill.path), skill.adapter_sha256, deep=True)
    if reason:
        why = DAMAGE.get(reason, Cli.DAMAGED_WHY)
        raise bad_input("skill_damaged", Cli.SKILL_DAMAGED, name=skill.name, why=why)
    if skill.base_sha256 != model.sha256:
        raise bad_input("skill_other_model", Cli.OTHER_MODEL, name=skill.name, model=skill.base_name)


def _wear(engine: Session, wanted: Sequence[SkillUse], named: bool, console: Console) -> None:
    """Put the skills on. One that the engine refuses ends the command if it was named, else it is left out."""
    names = {use.id: use.name for use in wanted}
    for skill, code in engine.wear(Use(ids.new_id(), tuple(wanted))).refused:
        if named:
            raise bad_input(code, Cli.SKILL_DAMAGED, name=names[skill], why=_why(code))
        console.note(Cli.LEFT_OUT.format(name=names[skill], why=_why(code)))


def _why(code: FailureCode) -> str:
    return Cli.OTHER_MODEL_WHY if code is FailureCode.SKILL_OTHER_MODEL else Cli.DAMAGED_WHY


# ------------------------------------------------------------------------------------------ asking


def _sampling(options: argparse.Namespace) -> Sampling:
    return Sampling(temperature=options.temperature, max_tokens=int(options.max_tokens), seed=options.seed)


def _ask(engine: Session, command: Chat, console: Console, stream: bool) -> ChatDone:
    for event in engine.run(command):
        if isinstance(event, Chunk) and stream:
            console.text(event.text, end="")
        if isinstance(event, ChatDone):
            return event
    raise engine.failure(FailureCode.ENGINE_DIED)


def _tell(done: ChatDone, found: Sequence[lookup.Found] | None, console: Console, batch: bool) -> None:
    data: dict[str, Any] = {
        "answer": done.text,
        "skills": list(done.skills),
        "tokens": done.tokens,
        "seconds": {"total": done.seconds, "first_token": done.first_token},
    }
    if found is not None:
        data["sources"] = [encode(one.citation) for one in found]
        data["remembered"] = done.remembered
    if batch:
        print(console.line(data), flush=True)
        return
    console.text("")
    if found == ():
        console.text(Cli.NOT_IN_DOCUMENTS)
    for one in found or ():
        words = Cli.REMEMBERED if done.remembered else Cli.LOOKED_UP
        console.text(words.format(title=one.title, place=place(one.page)))
        console.text(f"  {one.citation.quote}")
    console.result(data)
