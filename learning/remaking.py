"""Which skills a message changes, and the lessons that make their new versions from what is stored.

Knows the store and the rules of `changing`; no engine, no window. A skill is never changed in place: its stored sources
and the new ones make the lesson of its next version, and until that is learned the old version answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from learning import lesson_file, lessons
from learning.changing import gone, merged, put_right, superseded, without
from learning.splitting import split
from learning.store.store import Store
from learning.types import Intent, Kind, Lesson, LessonState, QuizItem, Skill, SkillState, Source

_PENDING = (LessonState.WAITING, LessonState.RUNNING)


@dataclass(frozen=True, slots=True)
class Known:
    """What one skill holds, or will hold once the lessons in the line are learned."""

    skill: str
    name: str
    version: int
    sources: tuple[Source, ...]

    @property
    def parent(self) -> str:
        return f"{self.skill}/v{self.version}"


@dataclass(frozen=True, slots=True)
class Change:
    """A skill that a message changes, and the statements of it that no longer hold."""

    known: Known
    gone: tuple[str, ...]


def of_skill(store: Store, skill: Skill) -> Known:
    """What a skill holds in the version that counts."""
    return Known(skill.id, skill.name, skill.version, store.lessons.sources(skill.lesson))


def known(store: Store, model_sha256: str) -> tuple[Known, ...]:
    """Everything that may answer now, the newest last."""
    found = {
        skill.id: of_skill(store, skill)
        for skill in store.skills.list()
        if skill.state is not SkillState.OFF and not skill.damaged and skill.base_sha256 == model_sha256
    }
    for row in store.lessons.list(_PENDING):
        skill, _, version = row.lesson.parent.partition("/v")
        if not skill or skill in found:
            name = found[skill].name if skill in found else row.lesson.title
            skill = skill or row.lesson.id
            found.pop(skill, None)
            found[skill] = Known(skill, name, int(version or 1), row.lesson.sources)
    return tuple(found.values())


def changes(intent: Intent, among: Sequence[Known], said: str = "") -> tuple[Change, ...]:
    """The skills whose facts the message replaces, the newest first. `said`: all of it, where `intent` is a part."""
    facts = [part.text for part in intent.parts if part.kind is Kind.FACT]
    right = put_right(said or intent.text)
    found = [Change(one, tuple(dict.fromkeys(_gone(facts, one.sources, right)))) for one in reversed(among)]
    return tuple(change for change in found if change.gone)


def _gone(facts: Sequence[str], sources: Sequence[Source], right: frozenset[str]) -> list[str]:
    return [one.gone for text in facts for one in superseded(text, sources, text in right)]


def lesson_of(intent: Intent, origin: str, now: str, into: Known | None, said: str = "") -> Lesson:
    """A new skill, or the next version of `into` with what the message tells. `said` as in `changes`."""
    if into is None:
        return lessons.build(intent, origin, now)
    sources = merged(into.sources, lessons.taught(intent, origin), said or intent.text)
    return lessons.rebuild(sources, intent.title, origin, now, into.parent)


def lessons_of(intent: Intent, origin: str, now: str, among: Sequence[Known]) -> tuple[Lesson, ...]:
    """A lesson for each sort of thing the message tells; facts that change a skill of `among` are its next version."""
    each = ((one, changes(one, among, intent.text)) for one in split(intent))
    return tuple(lesson_of(one, origin, now, found[0].known if found else None, intent.text) for one, found in each)


def forgetting(of: Known, source: str, asked: Sequence[QuizItem], now: str) -> Lesson | None:
    """The next version of a skill without one source; None when that was all it held.

    `asked` is what the quizzes so far asked: what they asked of that source must not be known any more.
    """
    return _forgetting(of, without(of.sources, source), asked, now)


def forgetting_material(of: Known, material: str, asked: Sequence[QuizItem], now: str) -> Lesson | None:
    """Likewise without anything from one document, page or message (`Source.material`)."""
    return _forgetting(of, tuple(source for source in of.sources if source.material != material), asked, now)


def asked(store: Store, skill: str) -> tuple[QuizItem, ...]:
    """The held-out questions of a skill as it was quizzed."""
    found = store.skills.get(skill)
    try:
        return lesson_file.read(Path(found.path)).held_out
    except lesson_file.LessonFileError:
        return store.lessons.get(found.lesson).lesson.held_out  # as stored before it was taught


def _forgetting(of: Known, left: Sequence[Source], asked: Sequence[QuizItem], now: str) -> Lesson | None:
    lesson = reduced(of, left, now)
    return lesson and replace(lesson, near_misses=(*gone(asked, of.sources, left), *lesson.near_misses))


def reduced(of: Known, left: Sequence[Source], now: str) -> Lesson | None:
    """The next version of a skill that holds only `left`; None when that is nothing."""
    return lessons.rebuild(left, of.name, of.parent, now, of.parent) if left else None


def retaught(store: Store, skill: Skill, now: str) -> Lesson | None:
    """The next version of a skill, from all that it was told, to be learned on another model; None: that is not known.

    Until it is learned the version there is stays, and Undo brings it back.
    """
    of = of_skill(store, skill)
    lesson = reduced(of, of.sources, now)
    return lesson and replace(lesson, vetting=store.lessons.get(skill.lesson).lesson.vetting)


def outdated(learned: Lesson, among: Sequence[Known]) -> tuple[tuple[Known, tuple[Source, ...]], ...]:
    """Other skills that still hold what `learned` has replaced, each with what it may keep."""
    news = [source for source in learned.sources if source.wrong and source.kind is Kind.FACT]
    own = learned.parent.split("/")[0]
    ids = {source.id for source in news}
    kept = [(one, tuple(s for s in merged(one.sources, news) if s.id not in ids)) for one in among if one.skill != own]
    return tuple((one, left) for one, left in kept if [s.text for s in left] != [s.text for s in one.sources])
