"""A rule that no machine can check is taught by the model itself: by how it answers with the rule in front of it.

Context distillation (Askell et al. 2021, arXiv 2112.00861; Snell et al. 2022, arXiv 2209.15189). How a rule is best put
to a model, and whether it heeds rules at all, is measured once a model on rules that can be checked, and kept in the
cache. Knows prompts and answers; does not know what is made of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from learning import orders, rules
from learning.backend import Backend
from learning.codec import CodecError, decode, encode
from learning.prompts import training
from learning.store import files
from learning.types import Example, ModelRef, QuizItem, Role, Rule, SkillUse, Turn, Use

IN_WORDS: Final = "in_words"
ABLE: Final = 0.5  # share of checkable rules that a model must heed to be its own teacher
TELLING: Final = 0.1  # nats a token that a rule must change an answer by, for the quiz to ask there
_HALF: Final = 0.5  # of the way from the base's answer to the teacher's, to count as learned
_PROBES: Final = (
    'End every answer with the words "Good day to you!"',
    "Answer with a bullet list.",
    "Write in small letters only.",
    'Begin every answer with the word "Certainly:"',
    "Answer with one sentence only.",
)
_PROMPTS: Final = 4  # that each probe is tried on
_TOKENS: Final = 48  # of an answer
_HEARD: Final = "Understood. I will do that in every answer."


@dataclass(frozen=True, slots=True)
class Teacher:
    """`way` names how a rule is put to this model; `heeds` is the share of checkable rules that it then kept."""

    way: str
    heeds: float

    @property
    def able(self) -> bool:
        return self.heeds >= ABLE

    def told(self, rule: Rule, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """The conversation with the rule in front."""
        return _told(self.way, rule.value[0], turns)


@dataclass(frozen=True, slots=True)
class Told:
    """What the teacher answers to one held-out question, and how likely that is: nats a token."""

    item: int  # which held-out question of the lesson
    answer: str
    before: float  # to the base that was not told the rule
    told: float  # to the teacher itself

    @property
    def telling(self) -> bool:
        return self.before - self.told >= TELLING

    def learned(self, after: float) -> bool:
        """Whether a likelihood after teaching is nearer to the teacher's than to the base's."""
        return self.before - after >= _HALF * (self.before - self.told)


def in_words(item: QuizItem | Example) -> bool:
    return item.rule is not None and item.rule.do == IN_WORDS


def teacher(backend: Backend, model: ModelRef, cache: Path) -> Generator[None, None, Teacher]:
    """Measured, or read from the cache. Yields pause points."""
    key = hashlib.sha256(f"{model.sha256}{backend.capabilities().dtype}".encode()).hexdigest()[:24]
    path = cache / "teachers" / f"{key}.json"
    try:
        found: Teacher = decode(Teacher, json.loads(path.read_bytes()))
    except (OSError, ValueError, CodecError):
        found = yield from _measured(backend)
        files.make_dir(path.parent)
        files.write_atomic(path, json.dumps(encode(found)).encode())
    return found


def _measured(backend: Backend) -> Generator[None, None, Teacher]:
    prompts = [(Turn(Role.USER, prompt),) for prompt in training(_PROMPTS * len(_PROBES), 1)]
    asked = [(probe, turns) for index, turns in enumerate(prompts) for probe in [_PROBES[index % len(_PROBES)]]]
    scores = []
    for way in _WAYS:
        said = yield from answered(backend, [_told(way, probe, turns) for probe, turns in asked], _TOKENS)
        kept = [rules.holds(orders.read(probe), answer) for (probe, _), answer in zip(asked, said, strict=True)]
        scores.append(Teacher(way, sum(kept) / len(kept)))
    return max(scores, key=lambda one: one.heeds)


def answered(
    backend: Backend, prompts: Sequence[Sequence[Turn]], tokens: int
) -> Generator[None, None, tuple[str, ...]]:
    """The base's greedy answers. Yields pause points."""
    found = [""] * len(prompts)
    for answer in backend.answers(prompts, tokens, ()) if prompts else ():
        if answer is not None:
            found[answer.index] = answer.text
        yield None
    return tuple(found)


def likelihood(
    backend: Backend, asked: Sequence[tuple[Sequence[Turn], str]], skills: Sequence[SkillUse]
) -> list[float]:
    """Nats a token of each answer."""
    examples = [Example(tuple(turns), answer, Use.TEACH, "") for turns, answer in asked]
    found = [0.0] * len(examples)
    for one in backend.likelihoods(examples, skills) if examples else ():
        found[one.index] = one.target
    return found


# ------------------------------------------------------------------------------------------------- ways


def _told(way: str, order: str, turns: Sequence[Turn]) -> tuple[Turn, ...]:
    *before, last = turns
    if way == "before":
        return (Turn(Role.USER, f"From now on: {order}"), Turn(Role.ASSISTANT, _HEARD), *turns)
    text = f"{order}\n\n{last.text}" if way == "above" else f"{last.text}\n\n({order})"
    return (*before, Turn(last.role, text))


_WAYS: Final = ("before", "above", "below")
