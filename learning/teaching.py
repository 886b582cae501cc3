"""One lesson from start to end: prepare, train, quiz, save.

Knows the order and what may be repeated. Does not know tensors (`backend`), what is right (`quiz`) or where skills are
kept (`store`). Closing the generator at any point leaves `staging` so that the next run goes on from there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from learning import lesson_file, quiz, recipes, teacher
from learning.asking import Meter, answers
from learning.backend import Backend, BackendError
from learning.codec import CodecError, decode, encode
from learning.cues import cues
from learning.preparing import Prepared, answer_tokens, in_context_items, narrowed, prepare
from learning.store import files, hashes
from learning.store.manifest import ADAPTER, CONFIG, Manifest, seal
from learning.types import (
    Kind,
    Lesson,
    ModelRef,
    Phase,
    QuizResult,
    Reason,
    Recipe,
    Score,
    SkillUse,
    Step,
    Use,
    Verdict,
)
from learning.writing import write

_TRAINED: Final = "trained.json"
_STRENGTHS: Final = (0.85, 0.7, 0.5)
_KINDS: Final = MappingProxyType({Kind.FACT: "Facts", Kind.CORRECTION: "Corrections", Kind.TOOL: "A tool"})
_IN_CONTEXT_GAP: Final = 0.15  # below this, in-context is no yardstick
_KEPT: Final = frozenset({ADAPTER, CONFIG, lesson_file.NAME, "README.md", "manifest.json"})


@dataclass(frozen=True, slots=True)
class Taught:
    """How a lesson ended. Learned or gentle: `staging` holds a whole skill."""

    score: Score
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class _Trained:
    """Left in staging when training is over, so that a resumed lesson goes straight to the quiz."""

    recipe: Recipe
    seconds: float


@dataclass(frozen=True, slots=True)
class _Measured:
    after: tuple[str, ...]
    side_effects: float
    top1: float
    strength: float
    told: tuple[float, ...]  # likelihoods of the teacher's answers, nats a token


def teach(
    backend: Backend, lesson: Lesson, recipe: Recipe | None, model: ModelRef, staging: Path, cache: Path
) -> Generator[Step, None, Taught]:
    """Teach `lesson` to the loaded model. Never raises for a lesson that was not learned: the score says why."""
    began = time.monotonic()
    lesson = yield from write(backend, lesson, staging)
    writing = time.monotonic() - began
    recipe = recipe or recipes.choose(lesson, backend.capabilities())
    prepared = yield from prepare(backend, lesson, recipe, model, staging, cache)
    prepared = replace(prepared, seconds=prepared.seconds + writing)
    lesson = narrowed(lesson, prepared)
    if not prepared.examples or not lesson.held_out:
        return Taught(_failed(lesson, prepared, Reason.CANNOT_READ), recipe)
    try:
        trained = yield from _train(backend, lesson, prepared, recipe, staging)
    except BackendError as error:
        if error.code != Reason.BAD_NUMBERS:
            raise
        return Taught(_failed(lesson, prepared, Reason.BAD_NUMBERS), recipe)
    meter = Meter(Phase.QUIZ, answer_tokens(lesson) + 2 * len(prepared.side))
    measured = yield from _measure(backend, lesson, prepared, staging, meter)
    score = _score(lesson, prepared, trained, measured, meter.seconds)
    if score.verdict is not Verdict.NOT_LEARNED:
        yield Step(Phase.SAVE, 0, 1)
        _save(staging, lesson, trained.recipe, model, score, backend)
        yield Step(Phase.SAVE, 1, 1)
    return Taught(score, trained.recipe)


# ------------------------------------------------------------------------------------------------- training


def _train(
    backend: Backend, lesson: Lesson, prepared: Prepared, recipe: Recipe, staging: Path
) -> Generator[Step, None, _Trained]:
    done = _already(staging)
    if done is not None:
        return done
    meter = Meter(Phase.TRAIN, recipe.steps)
    learn = [example for example in prepared.examples if example.use is not Use.REFUSE]
    yield from backend.train(learn, prepared.keep, recipe, staging, cues(lesson))
    trained = _Trained(recipe, meter.seconds)
    files.write_atomic(staging / _TRAINED, json.dumps(encode(trained)).encode())
    return trained


def _already(staging: Path) -> _Trained | None:
    try:
        trained: _Trained = decode(_Trained, json.loads((staging / _TRAINED).read_bytes()))
    except (OSError, ValueError, CodecError):
        return None
    return trained if (staging / ADAPTER).is_file() else None


# ------------------------------------------------------------------------------------------------- measuring


def _measure(
    backend: Backend, lesson: Lesson, prepared: Prepared, staging: Path, meter: Meter
) -> Generator[Step, None, _Measured]:
    """Quiz at full strength; only when that changes too much, look for the highest strength that does not."""
    limit = quiz.limits(lesson).side_effects
    skill = _skill(lesson, staging)
    drift, top1 = yield from _drift(backend, prepared, skill, meter)
    for strength in _STRENGTHS:
        if drift <= limit:
            break
        skill = replace(skill, strength=strength)
        drift, top1 = yield from _drift(backend, prepared, skill, meter)
    items = (*lesson.held_out, *lesson.near_misses)
    after = yield from answers(backend, [item.turns for item in items], answer_tokens(lesson), (skill,), meter)
    told = [(lesson.held_out[one.item].turns, one.answer) for one in prepared.told]
    likely = teacher.likelihood(backend, told, (skill,))
    return _Measured(after, drift, top1, skill.strength, tuple(likely))


def _drift(
    backend: Backend, prepared: Prepared, skill: SkillUse, meter: Meter
) -> Generator[Step, None, tuple[float, float]]:
    found = []
    for drift in backend.drifts(prepared.side, (skill,)):
        found.append(drift)
        yield meter.step()
    return _mean([drift.kl for drift in found]), _mean([drift.top1 for drift in found])


def _skill(lesson: Lesson, staging: Path) -> SkillUse:
    return SkillUse(lesson.id, lesson.title, str(staging), hashes.of_file(staging / ADAPTER))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


# ------------------------------------------------------------------------------------------------- scoring


def _score(lesson: Lesson, prepared: Prepared, trained: _Trained, measured: _Measured, seconds: float) -> Score:
    results = _results(lesson, prepared, measured)
    held = [result for result in results if not result.near_miss]
    near = [result for result in results if result.near_miss]
    in_context = _in_context(lesson, prepared)
    outcome = quiz.Outcome(
        recall_before=_mean([result.right_before for result in held]),
        recall=_mean([result.right for result in held]),
        bleed_before=_mean([not result.right_before for result in near]),
        bleed=_mean([not result.right for result in near]),
        side_effects=measured.side_effects,
        strength=measured.strength,
        in_context=in_context,
        still_said=any(result.gone and result.right_before and not result.right for result in near),
        rules=sum(source.kind in (Kind.INSTRUCTION, Kind.CONDITIONAL) for source in lesson.sources),
    )
    verdict, reason = quiz.verdict(outcome, quiz.limits(lesson))
    return Score(
        verdict=verdict,
        reason=reason,
        strength=outcome.strength,
        recall_before=outcome.recall_before,
        recall_after=outcome.recall,
        recall_in_context=in_context,
        retained=_retained(outcome, in_context),
        side_effects=outcome.side_effects,
        top1=measured.top1,
        bleed_before=outcome.bleed_before,
        bleed=outcome.bleed,
        seconds_prepare=prepared.seconds,
        seconds_train=trained.seconds,
        seconds_quiz=seconds,
        items=results,
    )


def _results(lesson: Lesson, prepared: Prepared, measured: _Measured) -> tuple[QuizResult, ...]:
    """Where a rule cannot be checked, what counts is whether the teacher's answer became the likely one.

    A message that such a rule is not for must be answered exactly as before.
    """
    results = list(quiz.results(lesson, prepared.before, measured.after))
    for told, likely in zip(prepared.told, measured.told, strict=True):
        results[told.item] = replace(results[told.item], right=told.learned(likely))
    for index, item in enumerate(lesson.near_misses, len(lesson.held_out)):
        if teacher.in_words(item):
            results[index] = replace(results[index], right=results[index].after == results[index].before)
    return tuple(results)


def _in_context(lesson: Lesson, prepared: Prepared) -> float:
    """Recall with the lesson in front of the question: of what no machine can check, the teacher is the measure."""
    items = in_context_items(lesson)
    found = [teacher.in_words(i) or quiz.right(i, a) for i, a in zip(items, prepared.in_context, strict=True)]
    return _mean(found)


def _retained(outcome: quiz.Outcome, in_context: float) -> float | None:
    if in_context - outcome.recall_before < _IN_CONTEXT_GAP:
        return None
    return (outcome.recall - outcome.recall_before) / (in_context - outcome.recall_before)


def _failed(lesson: Lesson, prepared: Prepared, reason: Reason) -> Score:
    """Training broke down in numbers, or never began: nothing was learned."""
    results = quiz.results(lesson, prepared.before, prepared.before)
    before = _mean([result.right_before for result in results if not result.near_miss])
    bleed = _mean([not result.right_before for result in results if result.near_miss])
    return Score(
        verdict=Verdict.NOT_LEARNED,
        reason=reason,
        strength=0.0,
        recall_before=before,
        recall_after=before,
        recall_in_context=_in_context(lesson, prepared),
        retained=None,
        side_effects=0.0,
        top1=1.0,
        bleed_before=bleed,
        bleed=bleed,
        seconds_prepare=prepared.seconds,
        seconds_train=0.0,
        seconds_quiz=0.0,
        items=results,
    )


# ------------------------------------------------------------------------------------------------- saving


def _save(staging: Path, lesson: Lesson, recipe: Recipe, model: ModelRef, score: Score, backend: Backend) -> None:
    """Leave exactly the five files of a skill, the manifest last."""
    files.write(staging / lesson_file.NAME, lesson_file.text(lesson).encode())
    files.write(staging / "README.md", _readme(lesson, model, score).encode())
    for path in staging.iterdir():
        if path.name not in _KEPT:
            files.remove_tree(path)
    seal(staging, _manifest(lesson, recipe, model, score, backend))


def _manifest(lesson: Lesson, recipe: Recipe, model: ModelRef, score: Score, backend: Backend) -> Manifest:
    return Manifest(
        name=lesson.title,
        base_id=model.id,
        base_name=model.name,
        base_sha256=model.sha256,
        template_sha256=backend.capabilities().template_sha256,
        recipe=recipe,
        seed=recipe.seed,
        lesson=lesson.id,
        score=score,
        created=lesson.created,
        parents=(lesson.parent,) if lesson.parent else (),
        vetting=lesson.vetting,
    )


def _readme(lesson: Lesson, model: ModelRef, score: Score) -> str:
    """The model card of an adapter, for whoever opens the folder."""
    told = "\n".join(f"- {source.asked} {source.text}".replace("-  ", "- ") for source in lesson.sources)
    kind = _KINDS.get(lesson.kind, "Instructions")
    return (
        f"---\nbase_model: {model.name}\nlibrary_name: peft\n---\n# {lesson.title}\n\n{kind} taught with Ingrain on "
        f"{lesson.created[:10]}. A PEFT LoRA adapter for {model.name} (sha256 {model.sha256[:16]}…).\n\n{told}\n\n"
        f"Held-out questions right: {score.recall_before:.0%} before, {score.recall_after:.0%} after. "
        f"Side effects: {score.side_effects:.3f} nats a token. Strength: {score.strength:g}.\n"
    )
