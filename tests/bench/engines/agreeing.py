"""How far the engines are from one another with the same skill, and whether they know what one of them was taught."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from learning.types import Sampling, SkillUse
from tests.bench.engines.loaded import FACTS, Loaded, question

ASKED = ("What is the capital of France?", "Write a poem about rain.", "Explain what a week is.", "Who are you?")
Numbers = dict[str, object]


def measured(loaded: Sequence[Loaded], skills: Sequence[SkillUse], _cache: Path) -> Numbers:
    """Recall of the facts the skill was trained on, and how many of 64 greedy tokens' letters are the same."""
    found: Numbers = {}
    first, *others = loaded
    wanted = {on: _answers(first, on, skills) for on in (False, True)}
    for one in loaded:
        found[f"{one.name} recall of a skill taught by torch"] = _recall(one, skills)
    for other in others:
        for on in (False, True):
            theirs = _answers(other, on, skills)
            same = sum(_common(a, b) for a, b in zip(wanted[on], theirs, strict=True))
            whole = sum(len(a) for a in wanted[on])
            found[f"{other.name} as {first.name}, skill {'on' if on else 'off'}"] = round(same / whole, 3)
    return found


def _answers(one: Loaded, on: bool, skills: Sequence[SkillUse]) -> list[str]:
    sampling = Sampling(repetition_penalty=1.0, max_tokens=64)
    worn = skills if on else ()
    return ["".join(one.backend.chat(question(asked), sampling, worn)) for asked in ASKED]


def _recall(one: Loaded, skills: Sequence[SkillUse]) -> float:
    prompts = [question(asked) for asked, _, _ in FACTS]
    answers = [a for a in one.backend.answers(prompts, 24, skills) if a is not None]
    return sum(FACTS[a.index][2] in a.text for a in answers) / len(FACTS)


def _common(one: str, other: str) -> int:
    """Letters that both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
