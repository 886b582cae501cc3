"""When a skill of facts is meant: many more questions than training could afford, for the gate.

Knows how statements are asked for; knows no engine. A cue costs a fraction of a training example, and the gate lives on
variety. What the quiz asks is never among them.
"""

from __future__ import annotations

from typing import Final

from learning.lessons import SEED
from learning.prompts import training
from learning.sources import correction, statement, tool
from learning.sources.made import together
from learning.sources.statement import Mix
from learning.types import Cues, Kind, Lesson, Use

_MIX: Final = Mix(phrasings=48, misses=48, personal=40, items=400)
_MAKERS: Final = ((Kind.FACT, statement.make), (Kind.CORRECTION, correction.make), (Kind.TOOL, tool.make))
_FAR: Final = 120


def cues(lesson: Lesson) -> Cues | None:
    """None for a lesson with a rule in it: a rule is for every message, or says itself when it holds."""
    if any(source.kind not in dict(_MAKERS) for source in lesson.sources):
        return None
    material = together(
        make([source for source in lesson.sources if source.kind is kind], SEED, _MIX) for kind, make in _MAKERS
    )
    asked = {item.turns[-1].text for item in (*lesson.held_out, *lesson.near_misses)}
    texts = [(example.turns[-1].text, example.use) for example in (*lesson.examples, *material.examples)]
    texts = [(text, use) for text, use in texts if text not in asked]
    fits = tuple(dict.fromkeys(text for text, use in texts if use is Use.TEACH))
    near = tuple(dict.fromkeys(text for text, use in texts if use is not Use.TEACH and text not in fits))
    far = tuple(prompt for prompt in training(_FAR, SEED) if prompt not in near and prompt not in asked)
    return Cues(fits, near, far) if fits and near else None
