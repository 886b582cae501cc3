"""What the page of one skill shows, as frozen data, and how a stored skill becomes it.

Pure: knows skills, lessons and scores. Technical names occur only in `details`, which the page keeps folded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from desktop.change_words import ChangeWords
from desktop.lesson_words import LessonWords
from desktop.share_words import HOW_IT_CAME, OTHERS_KINDS, ShareWords
from desktop.skill_words import SkillDetails
from desktop.skill_words import SkillWords as Words
from desktop.skills import origins, proof
from desktop.skills.origins import OriginLine, OriginNote, SourceLine
from desktop.skills.rows import SkillRow, skill_row
from learning import tools
from learning.maker import Maker
from learning.store.versions import Version
from learning.types import Kind, Score, Skill, Source, Verdict


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    at: str
    score: Score
    lesson: str
    current: bool


@dataclass(frozen=True, slots=True)
class Detail:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SkillCard:
    row: SkillRow
    model: str
    version: int
    created: str
    score: Score
    every_answer: bool  # it holds a rule for every answer
    sources: tuple[SourceLine, ...]
    versions: tuple[VersionLine, ...]  # newest first
    path: str
    details: tuple[Detail, ...]
    origins: tuple[OriginLine, ...] = ()  # documents and web pages, with their facts
    age: str = ""  # how old what it knows from the web is
    learning_again: bool = False  # the next version is on its way; this one answers until then

    @property
    def can_reteach(self) -> bool:
        """Whether it is for another model, and known well enough to be learned anew for this one."""
        return bool(self.row.needs_model and (self.sources or self.origins)) and not self.learning_again


def skill_card(
    skill: Skill,
    sources: tuple[Source, ...],
    taught_at: str,
    versions: tuple[Version, ...],
    model_sha256: str,
    coming: tuple[Source, ...] | None = None,
    notes: Mapping[str, OriginNote] = MappingProxyType({}),
    now: datetime | None = None,
) -> SkillCard:
    """`versions` are all versions kept of the skill, in any order; `taught_at` is when its lesson was made.

    `coming` is what the next version will hold, while it is being learned. `notes` tells by origin what is known of the
    documents and pages; `now` is the time that ages are told from.
    """
    today = now or datetime.now().astimezone()
    found = origins.grouped(sources, notes, taught_at, today, coming)
    kept = sorted((each for each in versions if not each.undone), key=lambda each: each.version, reverse=True)
    return SkillCard(
        row=skill_row(skill, model_sha256),
        model=skill.base_name,
        version=skill.version,
        created=skill.created,
        score=_in_words(skill.score, sources),
        every_answer=any(source.kind is Kind.INSTRUCTION for source in sources),
        sources=tuple(
            _source(source, taught_at, coming, skill.maker) for source in sources if not origins.is_foreign(source)
        ),
        versions=tuple(_version(each) for each in kept),
        path=skill.path,
        details=_details(skill),
        origins=found,
        age=origins.age(found, today),
        learning_again=coming is not None,
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four plain facts: a large word or number, and what it is about."""

    value: str
    note: str


def facts(card: SkillCard) -> tuple[Fact, Fact, Fact, Fact]:
    if card.row.maker is Maker.ELSEWHERE and not card.sources:
        nothing = Fact("–", ShareWords.NO_QUIZ)
        return (nothing, Fact("–", Words.SIDE_EFFECTS), *_use(card))
    quiz = _quiz(card.score)
    if card.row.maker is not Maker.SELF:
        quiz = replace(quiz, note=f"{quiz.note}, {ShareWords.SAYS_MAKER}")
    return (quiz, _side_effects(card.score, card.every_answer), *_use(card))


def _use(card: SkillCard) -> tuple[Fact, Fact]:
    return (
        Fact(Words.strength(card.row.strength), Words.STRENGTH.lower()),
        Fact(Words.took(proof.seconds(card.score)), Words.learned_note(day(card.created), card.version)),
    )


def summary(card: SkillCard) -> str:
    known = card.row.summary.strip()
    whose = HOW_IT_CAME.get(card.row.maker, "")
    ended = known if not known or known.endswith((".", "!", "?")) else f"{known}."
    return "  ".join(part for part in (whose, ended, Words.for_model(card.model)) if part)


def version_note(line: VersionLine) -> str:
    """“in use, 9 of 10” or “learned gently, 6 of 10”."""
    state = Words.IN_USE_NOW if line.current else LessonWords.STATES[line.score.verdict.value]
    count = proof.quiz_count(line.score)
    return Words.version_note(state, count.now, count.total) if count is not None else state


def near_miss_note(score: Score) -> str:
    """How it answers what was never taught, and what it was to forget."""
    near, gone = proof.near_misses(score), proof.forgotten(score)
    return " ".join(
        words(sum(item.right for item in items), len(items))
        for words, items in ((Words.near_misses, near), (Words.forgotten, gone))
        if items
    )


def day(at: str) -> str:
    """A stored time as a day, in the reader's own time zone."""
    when = _local(at)
    return Words.day(when) if when is not None else at


def moment(at: str) -> str:
    when = _local(at)
    return Words.moment(when) if when is not None else at


def _local(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at).astimezone()
    except ValueError:
        return None  # shown as it was stored


def _quiz(score: Score) -> Fact:
    count = proof.quiz_count(score)
    if count is None:
        return Fact(f"{score.recall_after:.0%}", Words.quiz_share_note(score.recall_before))
    return Fact(Words.quiz_fact(count.now, count.total), Words.quiz_note(count.before))


def _side_effects(score: Score, every_answer: bool) -> Fact:
    match proof.side_effects(score, every_answer):
        case proof.SideEffects.NONE:
            return Fact(Words.NONE, Words.SIDE_EFFECTS)
        case proof.SideEffects.SOME:
            return Fact(Words.SOME, Words.SIDE_EFFECTS_SOME)
        case proof.SideEffects.MANY:
            return Fact(Words.MANY, Words.SIDE_EFFECTS_MANY)
        case proof.SideEffects.MEANT:
            return Fact(Words.MEANT, Words.SIDE_EFFECTS_MEANT)
        case proof.SideEffects.TOO_MANY:
            return Fact(Words.TOO_MANY, Words.SIDE_EFFECTS_TOO_MANY)


def _in_words(score: Score, sources: tuple[Source, ...]) -> Score:
    """A rule's quiz keeps only its values ("3"): what was taught is then the rule's own sentence. Counts stay."""
    if not sources or any(source.kind in (Kind.FACT, Kind.CORRECTION, Kind.TOOL) for source in sources):
        return score
    taught = " ".join(source.text for source in sources)
    return replace(score, items=tuple(replace(item, taught=item.taught and taught) for item in score.items))


def _source(source: Source, at: str, coming: tuple[Source, ...] | None, maker: Maker) -> SourceLine:
    others = maker is not Maker.SELF and not source.trusted
    note = (OTHERS_KINDS if others else Words.KINDS)[source.kind.value]
    going = coming is not None and source.text not in {each.text for each in coming}
    told = f"{note}, {ChangeWords.FORGETTING}" if going else note
    return SourceLine(_said(source), told, at, id=source.id, going=going)


def _said(source: Source) -> str:
    """What was told, as the person would say it."""
    if source.kind is Kind.TOOL:
        tool = tools.read(source.text)
        return ": ".join(part for part in (tool.name, tool.description) if part)
    return f"{source.asked} {source.text}".strip()


def _version(version: Version) -> VersionLine:
    return VersionLine(version.version, version.created, version.score, version.lesson, version.current)


def _details(skill: Skill) -> tuple[Detail, ...]:
    score = skill.score
    retained = "–" if score.retained is None else f"{score.retained:.2f}"
    return (
        Detail(SkillDetails.MODEL, f"{skill.base_name} ({skill.base_sha256[:12]})"),
        Detail(SkillDetails.ADAPTER, skill.adapter_sha256[:12]),
        Detail(SkillDetails.RECALL, f"{score.recall_before:.2f} → {score.recall_after:.2f}"),
        Detail(SkillDetails.IN_CONTEXT, f"{score.recall_in_context:.2f}"),
        Detail(SkillDetails.RETAINED, retained),
        Detail(SkillDetails.DRIFT, f"{score.side_effects:.4f}"),
        Detail(SkillDetails.TOP1, f"{score.top1:.3f}"),
        Detail(SkillDetails.BLEED, f"{score.bleed_before:.2f} → {score.bleed:.2f}"),
        Detail(
            SkillDetails.SECONDS,
            f"{score.seconds_prepare:.1f} + {score.seconds_train:.1f} + {score.seconds_quiz:.1f}",
        ),
        Detail(SkillDetails.STRENGTH, f"{skill.strength:.2f} ({SkillDetails.FOUND} {score.strength:.2f})"),
    )


def gentle(line: VersionLine) -> bool:
    return line.score.verdict is Verdict.GENTLE
