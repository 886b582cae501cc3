"""What is read for an answer although nobody asked for it, and which skills may know it by heart.

Knows the library and stored skills; no model.
"""

from __future__ import annotations

from dataclasses import dataclass

from learning.lookup import Found, fits, look_up
from learning.offering import materials
from learning.store.store import Store
from learning.types import SkillState


@dataclass(frozen=True, slots=True)
class Reading:
    """What was looked up for one question, and the ids of the skills that were taught the document it is from.

    What such a skill says is asked first, and stands where the text agrees with it (`learning.agreeing`).
    """

    found: tuple[Found, ...] = ()
    knowing: tuple[str, ...] = ()


def worth_looking_up(store: Store, question: str, model_sha256: str) -> Reading:
    """The text that fits a question; nothing where none does."""
    found = look_up(store.documents, question)
    return read_for(store, found, model_sha256) if fits(found, question) else Reading()


def read_for(store: Store, found: tuple[Found, ...], model_sha256: str) -> Reading:
    """What was found, and who knows it: skills that are on, whole and taught to this model."""
    if not found:
        return Reading()
    origins = materials(store.documents.get(found[0].document))
    knowing = (
        skill.id
        for skill in store.skills.list()
        if skill.state is not SkillState.OFF and not skill.damaged and skill.base_sha256 == model_sha256
        if any(source.material in origins for source in store.lessons.sources(skill.lesson))
    )
    return Reading(found, tuple(knowing))
