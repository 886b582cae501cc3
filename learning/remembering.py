"""Whether a passage need not be looked up, because a skill that is on was taught it and the quiz says that it stuck.

Knows the library, stored skills and their quizzes; no model.
"""

from __future__ import annotations

from typing import Final

from learning.content import content, held
from learning.lookup import Found, fits, look_up
from learning.offering import materials
from learning.quiz import contains
from learning.store.store import Store
from learning.types import Skill, SkillState

_ALIKE: Final = 0.8  # of the words of a fact that stand in the passage


def worth_looking_up(store: Store, question: str, model_sha256: str) -> tuple[Found, ...]:
    """The texts to read before answering although nobody asked for that; () where memory does, or nothing fits."""
    found = look_up(store.documents, question)
    return () if not fits(found, question) or remembered(store, question, found[0], model_sha256) else found


def remembered(store: Store, question: str, found: Found, model_sha256: str) -> bool:
    """Whether a skill that is on was taught what the text says to the question, and did not miss that in its quiz.

    A text holds several facts: the one that has most of the question's words counts, be it taught or not.
    """
    origins = materials(store.documents.get(found.document))
    offered = [one.fact for one in store.documents.decisions(found.document) if _in(one.fact, found)]
    for skill in store.skills.list():
        if skill.state is SkillState.OFF or skill.damaged or skill.base_sha256 != model_sha256:
            continue
        sources = (one for one in store.lessons.sources(skill.lesson) if one.material in origins)
        taught = [one.text for one in sources if _in(one.text, found)]
        if taught:
            best = max((*taught, *offered), key=lambda fact: _about(fact, question))
            return best in taught and not _missed(skill, best)
    return False


def _in(fact: str, found: Found) -> bool:
    words = content(fact)
    return bool(words) and sum(held(word, found.text) for word in words) >= _ALIKE * len(words)


def _about(fact: str, question: str) -> int:
    return sum(held(word, fact) for word in content(question))


def _missed(skill: Skill, fact: str) -> bool:
    missed = [item for item in skill.score.items if not item.near_miss and not item.right and item.taught]
    return any(contains(fact, item.taught) for item in missed)
