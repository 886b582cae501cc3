"""What the engine must know of a skill to wear it: its folder, whether it is for every answer, what it is about.

Knows the rows of lessons. Only a skill that the message decides about carries its texts along.
"""

from __future__ import annotations

import json

from learning.codec import decode
from learning.store.database import Database
from learning.types import Kind, Lesson, Skill, SkillState, SkillUse, Source, Use

_MOST_TEXTS = 400  # of one skill: enough to tell what it is about


def use_of(skill: Skill, sources: tuple[Source, ...] = (), about: tuple[str, ...] = ()) -> SkillUse:
    """What the engine needs to wear `skill`, as far as it is known."""
    auto = skill.state is SkillState.AUTO
    always = any(source.kind is Kind.INSTRUCTION for source in sources)
    return SkillUse(skill.id, skill.name, skill.path, skill.adapter_sha256, skill.strength, auto, about, always)


def stored(db: Database, skill: Skill) -> SkillUse:
    """The same, from the lesson that made the version in use."""
    whole = skill.state is SkillState.AUTO
    column = "lesson" if whole else "lesson ->> 'sources'"
    row = db.one(f"SELECT {column} AS found FROM lessons WHERE id = ?", skill.lesson)
    if row is None:
        return use_of(skill)
    if not whole:
        return use_of(skill, tuple(decode(Source, source) for source in json.loads(row["found"])))
    lesson: Lesson = decode(Lesson, json.loads(row["found"]))
    return use_of(skill, lesson.sources, about_of(lesson))


def about_of(lesson: Lesson) -> tuple[str, ...]:
    """Its statements, and the questions that call for it; not the everyday prompts that a rule for all is taught on."""
    told = [source.text for source in lesson.sources]
    asked = [
        example.turns[-1].text
        for example in lesson.examples
        if example.use is Use.TEACH or (example.rule is not None and example.rule.when)
    ]
    return tuple(dict.fromkeys([*told, *asked]))[:_MOST_TEXTS]
