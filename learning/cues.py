"""When a skill is meant: many more messages than training could afford, for its gate.

Knows how statements are asked for and which prompts are about a topic; knows no engine. A cue costs a fraction of a
training example, and a gate lives on variety. What the quiz asks is never among them.
"""

from __future__ import annotations

from typing import Final

from learning import orders
from learning.backend import Cues
from learning.lessons import SEED
from learning.prompts import training
from learning.situations import situations
from learning.sources import correction, statement, tool
from learning.sources.made import joined
from learning.sources.statement import Mix
from learning.types import Kind, Lesson, Source, Use

_MIX: Final = Mix(phrasings=48, misses=48, personal=40, items=400)
_MAKERS: Final = ((Kind.FACT, statement.make), (Kind.CORRECTION, correction.make), (Kind.TOOL, tool.make))
_FAR: Final = 60
_NEAR: Final = 400  # prompts of other topics


def cues(lesson: Lesson) -> Cues | None:
    """None for a lesson with an always-on rule in it: that is for every message."""
    kinds = {source.kind for source in lesson.sources}
    if kinds <= {*dict(_MAKERS), Kind.DOCUMENT}:
        return _questions(lesson)
    return _topics(lesson) if kinds == {Kind.CONDITIONAL} else None


def _questions(lesson: Lesson) -> Cues | None:
    material = joined(
        [make([source for source in lesson.sources if source.kind is kind], SEED, _MIX) for kind, make in _MAKERS]
    )
    texts = [(example.turns[-1].text, example.use) for example in (*lesson.examples, *material.examples)]
    texts = [(text, use) for text, use in texts if text not in _quizzed(lesson)]
    fits = tuple(dict.fromkeys(text for text, use in texts if use is Use.TEACH))
    near = tuple(dict.fromkeys(text for text, use in texts if use is not Use.TEACH and text not in fits))
    far = tuple(prompt for prompt in training(_FAR, SEED) if prompt not in near and prompt not in _quizzed(lesson))
    told = tuple(_told(source) for source in lesson.sources if source.kind is not Kind.TOOL)
    read = any(source.kind is Kind.DOCUMENT for source in lesson.sources)
    return Cues(fits, near, far, told, read) if fits and near else None


def _told(source: Source) -> str:
    return source.text if source.kind is Kind.DOCUMENT else f"{source.asked} {source.text}".strip()


def _topics(lesson: Lesson) -> Cues | None:
    """What a conditional rule is for: prompts of its topic against those of other topics."""
    conditions = [orders.condition(source.text)[0] for source in lesson.sources]
    if not all(conditions):
        return None
    found = [situations(condition, SEED) for condition in conditions]
    fits = dict.fromkeys(prompt for one in found for prompt in one.triggering)
    others = [prompt for prompt in found[0].others if all(prompt in one.others for one in found)]
    quizzed = _quizzed(lesson)
    near = [prompt for prompt in others if prompt not in quizzed]
    return Cues(tuple(prompt for prompt in fits if prompt not in quizzed), tuple(near[:_NEAR]), ()) if near else None


def _quizzed(lesson: Lesson) -> frozenset[str]:
    return frozenset(item.turns[-1].text for item in (*lesson.held_out, *lesson.near_misses))
