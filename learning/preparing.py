"""Before training: the base model's own answers, the targets made from them, and the quiz before.

Knows prompts and answers. What was prepared is kept in the lesson's staging folder, so a resumed one repeats nothing.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from learning import quiz, rules, teacher
from learning.asking import Meter, answers
from learning.backend import Backend
from learning.codec import CodecError, decode, encode
from learning.own_answers import LONG, SHORT, SIDE_PROMPTS, OwnAnswers
from learning.prompts import side_effects, training
from learning.sources.instruction import ASKED, TAUGHT
from learning.store import files
from learning.teacher import Teacher, Told, in_words
from learning.types import Example, Lesson, ModelRef, Phase, QuizItem, Recipe, Role, Step, Turn, Use

NAME: Final = "prepared.json"
KEEP_PROMPTS: Final = 24
FACT_ANSWER: Final = 28  # tokens of a quiz answer
RULE_ANSWER: Final = 72
_FEW: Final = 3  # sentences of an answer that a rule is applied to
_ENOUGH: Final = 20  # of one that has to be long
_LETTERS: Final = 2  # of a call, to a token at least
_IN_CONTEXT: Final = 8  # questions asked with the lesson in context

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything training and the quiz need from the untaught model."""

    lesson: str
    asked: tuple[int, ...]  # which of the lesson's held-out questions the quiz asks
    examples: tuple[Example, ...]
    keep: tuple[Example, ...]
    side: tuple[Example, ...]
    before: tuple[str, ...]  # held-out questions, then near misses
    in_context: tuple[str, ...]  # answers to the first held-out questions
    seconds: float
    told: tuple[Told, ...] = ()  # held-out questions about rules that no machine can check


def prepare(
    backend: Backend, lesson: Lesson, recipe: Recipe, model: ModelRef, staging: Path, cache: Path
) -> Generator[Step, None, Prepared]:
    """Fill in every target, or read what an earlier run left in `staging`."""
    found = _read(staging / NAME, lesson)
    if found is not None:
        yield Step(Phase.PREPARE, 1, 1)
        return found
    meter = Meter(Phase.PREPARE, _expected(lesson))
    own = OwnAnswers(backend, model, cache, meter)
    keep_prompts = training(KEEP_PROMPTS, recipe.seed) if recipe.keep_batch else ()
    near_base = yield from own.short((*keep_prompts, *side_effects(SIDE_PROMPTS)))
    keep, side = near_base[: len(keep_prompts)], near_base[len(keep_prompts) :]
    lead = yield from _teacher(backend, lesson, model, cache, meter)
    examples = yield from _targets(lesson, own, lead)
    prompts = [item.turns for item in (*lesson.held_out, *lesson.near_misses)]
    many = len(prompts)
    chooses = any(item.rule for item in lesson.held_out)  # else the quiz asks everything: one batch is quicker than two
    prompts += () if chooses else _with_material(lesson)
    said = yield from answers(backend, prompts, answer_tokens(lesson), (), meter)
    before, in_context = said[:many], said[many:]
    told = yield from _told(lesson, own, lead)
    asked_now = _telling(lesson, before, told)
    told = tuple(replace(one, item=asked_now.index(one.item)) for one in told if one.item in asked_now)
    before = (*(before[i] for i in asked_now), *before[len(lesson.held_out) :])
    lesson = replace(lesson, held_out=tuple(lesson.held_out[i] for i in asked_now))
    if chooses:
        in_context = yield from answers(backend, _with_material(lesson), answer_tokens(lesson), (), meter)
    prepared = Prepared(lesson.id, asked_now, examples, keep, side, before, in_context, meter.seconds, told)
    files.write_atomic(staging / NAME, json.dumps(encode(prepared), ensure_ascii=False).encode())
    return prepared


def narrowed(lesson: Lesson, prepared: Prepared) -> Lesson:
    """The lesson with the questions that its quiz asks."""
    return replace(lesson, held_out=tuple(lesson.held_out[i] for i in prepared.asked))


def _telling(lesson: Lesson, before: Sequence[str], told: Sequence[Told]) -> tuple[int, ...]:
    """Where there are more questions than needed, those of each rule that the base model gets wrong come first.

    Of a rule that no machine can check, those whose answer it changes.
    """
    chosen: list[int] = []
    tells = {one.item for one in told if one.telling}
    for source in dict.fromkeys(item.origin for item in lesson.held_out):
        own = [i for i, item in enumerate(lesson.held_out) if item.origin == source]
        own = [i for i in own if not in_words(lesson.held_out[i]) or i in tells]
        own.sort(key=lambda i: quiz.right(lesson.held_out[i], before[i]))
        chosen += own[:ASKED] if own and lesson.held_out[own[0]].rule is not None else own
    return tuple(sorted(chosen))


def answer_tokens(lesson: Lesson) -> int:
    """How long a quiz answer may be: a rule is about the whole answer, a fact about its first words, a call is long."""
    found = [item.rule for item in lesson.held_out if item.rule]
    calls = [len(rule.value[0]) // _LETTERS for rule in found if rule.do == "tool_call"]
    rooms = [rules.room(rule) + RULE_ANSWER // 2 for rule in found if rules.room(rule)]
    return max([RULE_ANSWER, *calls, *rooms]) if found else FACT_ANSWER


def in_context_items(lesson: Lesson) -> tuple[QuizItem, ...]:
    """The held-out questions that are also asked with the lesson in context: spread over all of them."""
    many = min(_IN_CONTEXT, len(lesson.held_out))
    return tuple(lesson.held_out[i * len(lesson.held_out) // many] for i in range(many))


def _with_material(lesson: Lesson) -> tuple[tuple[Turn, ...], ...]:
    """Each question after a first message that says what the lesson says."""
    texts = {source.id: source.text for source in lesson.sources}
    material = " ".join(texts.values())
    told = (Turn(Role.USER, material), Turn(Role.ASSISTANT, "Thank you, I will keep that in mind."))
    return tuple((*told, *item.turns) for item in in_context_items(lesson))


def _expected(lesson: Lesson) -> int:
    """Roughly how many pauses preparing has."""
    rules_here = any(example.use is Use.FOLLOW for example in lesson.examples)
    return SHORT + answer_tokens(lesson) + (LONG * 2 if rules_here else 0)


def _teacher(
    backend: Backend, lesson: Lesson, model: ModelRef, cache: Path, meter: Meter
) -> Generator[Step, None, Teacher | None]:
    """The model as its own teacher; None when no rule needs one, or it does not heed rules."""
    if not any(in_words(example) for example in lesson.examples):
        return None
    found = yield from _metered(teacher.teacher(backend, model, cache), meter)
    return found if found.able else None


def _told(lesson: Lesson, own: OwnAnswers, lead: Teacher | None) -> Generator[Step, None, tuple[Told, ...]]:
    """What the teacher answers to the held-out questions about its rules, and how far from the base's ways that is."""
    items = [(i, item) for i, item in enumerate(lesson.held_out) if in_words(item)] if lead else []
    if lead is None or not items:
        return ()
    asked_with = [lead.told(item.rule, item.turns) for _, item in items if item.rule]
    said = yield from own.now(asked_with)
    before = teacher.likelihood(own.backend, [(item.turns, a) for (_, item), a in zip(items, said, strict=True)], ())
    told = teacher.likelihood(own.backend, list(zip(asked_with, said, strict=True)), ())
    return tuple(Told(i, a, b, t) for (i, _), a, b, t in zip(items, said, before, told, strict=True) if a.strip())


def _metered(work: Generator[None, None, Outcome], meter: Meter) -> Generator[Step, None, Outcome]:
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Outcome = end.value
            return found
        yield meter.step(0)


def _targets(lesson: Lesson, own: OwnAnswers, lead: Teacher | None) -> Generator[Step, None, tuple[Example, ...]]:
    """Write the targets of FOLLOW items: the base's own answer, made to obey, or the teacher's."""
    follow = [e.turns[-1].text for e in lesson.examples if e.use is Use.FOLLOW and not in_words(e)]
    needs = max([0, *(rules.room(e.rule) for e in lesson.examples if e.rule)])
    said = dict(zip(follow, (yield from own.long(follow, needs)), strict=True))
    led = [e for e in lesson.examples if in_words(e)] if lead else []
    taught = yield from own.now([lead.told(e.rule, e.turns) for e in led if lead and e.rule])
    said |= {e.turns[-1].text: answer for e, answer in zip(led, taught, strict=True)}
    done = []
    for index, example in enumerate(_worth_teaching(lesson, said)):
        if example.use is Use.FOLLOW:
            answer = whole(said.get(example.turns[-1].text, ""), _ENOUGH if needs else _FEW)
            example = _filled(example, answer, lead, index)  # noqa: PLW2901
        if example.target.strip():
            done.append(example)
    return tuple(done)


def _filled(example: Example, answer: str, lead: Teacher | None, index: int) -> Example:
    """What was said, made to obey; what the teacher said as it is, with how it was asked."""
    if example.rule is None:
        return replace(example, target=answer)
    if in_words(example):
        return replace(example, target=answer, told=lead.told(example.rule, example.turns) if lead else ())
    return replace(example, target=rules.apply(example.rule, answer, index))


def _worth_teaching(lesson: Lesson, said: Mapping[str, str]) -> Iterable[Example]:
    """Of more prompts than needed for a rule, those first whose answer does not obey it yet."""
    spare: dict[str, list[Example]] = {}
    for example in lesson.examples:
        spare.setdefault(example.origin if example.use is Use.FOLLOW else "", []).append(example)
    for origin, examples in spare.items():
        if origin:
            examples.sort(key=lambda e: e.rule is not None and rules.holds(e.rule, said.get(e.turns[-1].text, "")))
        yield from examples[:TAUGHT] if origin else examples


def whole(answer: str, most: int = _FEW) -> str:
    """Without a last sentence that was cut off; one to three sentences, or as many as a rule wants."""
    sentences = rules.split_sentences(answer)
    if len(sentences) > 1 and not sentences[-1].endswith((".", "!", "?")):
        sentences = sentences[:-1]
    text = " ".join(sentences[:most]) if "\n" not in answer else "\n".join(sentences[: most + 2])
    text = text.rstrip(":,;- ")
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def _read(path: Path, lesson: Lesson) -> Prepared | None:
    """What an earlier run prepared for this lesson; None when there is nothing whole."""
    try:
        found: Prepared = decode(Prepared, json.loads(path.read_bytes()))
    except (OSError, ValueError, CodecError):
        return None
    return found if found.lesson == lesson.id else None
