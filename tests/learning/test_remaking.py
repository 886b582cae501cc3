"""Which skill a message changes, and the lesson of its next version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from learning import changing
from learning.atoms import Atom
from learning.intent import parse
from learning.quiz import forgets, results
from learning.remaking import Known, asked, changes, forgetting, forgetting_material, known, lesson_of, outdated
from learning.sources.document import source
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Lesson, LessonState, QuizItem, Role, SkillState, Source, Turn
from tests.learning.store.conftest import sealed

MODEL = "ab" * 32
Learn = Callable[[Lesson], str]
sealed = sealed  # noqa: PLW0127  # a fixture of the store's tests


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Profile(tmp_path / "profile")) as opened:
        yield opened


@pytest.fixture
def learn(store: Store, sealed: Callable[..., Path]) -> Learn:
    """Store a lesson and publish what an engine would have made of it. Returns the skill."""

    def run(lesson: Lesson) -> str:
        store.lessons.add(lesson, "")
        parents = (lesson.parent,) if lesson.parent else ()
        staging = sealed(store.lessons.staging(lesson.id), lesson.id, parents=parents)
        return store.skills.publish(staging, lesson.id).id

    return run


def fresh(text: str, now: str = "1") -> Lesson:
    return lesson_of(parse(text), f"message:{now}", now, None)


def texts(lesson: Lesson | None) -> list[str]:
    assert lesson is not None
    return [source.text for source in lesson.sources]


def test_a_changed_fact_makes_a_new_version_of_its_skill(store: Store, learn: Learn) -> None:
    skill = learn(fresh("My name is Orla Berg and I live in Tarnby."))
    learn(fresh("My cat is called Mo.", "2"))
    said = parse("I moved. I now live in Skovby.")
    (change,) = changes(said, known(store, MODEL))
    assert (change.known.skill, change.gone) == (skill, ("I live in Tarnby.",))
    lesson = lesson_of(said, "message:3", "3", change.known)
    assert lesson.parent == f"{skill}/v1"
    assert learn(lesson) == skill
    assert store.skills.get(skill).version == 2
    assert texts(lesson) == ["My name is Orla Berg.", "I moved. I now live in Skovby."]
    assert len(store.skills.list()) == 2


def test_undo_brings_the_old_value_back(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby."))
    before = store.skills.get(skill)
    lesson = lesson_of(parse("I now live in Skovby."), "message:2", "2", known(store, MODEL)[0])
    learn(lesson)
    assert store.skills.get(skill).summary == "I now live in Skovby"
    store.skills.undo(lesson.id)
    assert store.skills.get(skill) == before
    assert [source.text for source in known(store, MODEL)[0].sources] == ["I live in Tarnby."]


def test_a_new_version_of_an_auto_skill_stays_auto(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby."))
    store.skills.set_state(skill, SkillState.AUTO)
    learn(lesson_of(parse("I now live in Skovby."), "message:2", "2", known(store, MODEL)[0]))
    assert store.skills.get(skill).state is SkillState.AUTO


def test_a_skill_that_is_off_or_for_another_model_is_left_alone(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby."))
    assert known(store, "cd" * 32) == ()
    store.skills.set_state(skill, SkillState.OFF)
    assert known(store, MODEL) == ()


def test_the_newest_skill_comes_first(store: Store, learn: Learn) -> None:
    first = learn(fresh("I live in Tarnby."))
    second = learn(fresh("I live in Hobro and row.", "2"))
    found = changes(parse("I now live in Skovby."), known(store, MODEL))
    assert [change.known.skill for change in found] == [second, first]


def test_what_waits_to_be_learned_counts_already(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby."))
    waiting = lesson_of(parse("My cat is called Mo."), "message:2", "2", known(store, MODEL)[0])
    store.lessons.add(waiting, "")
    (found,) = known(store, MODEL)
    assert found.skill == skill and [s.text for s in found.sources] == ["I live in Tarnby.", "My cat is called Mo."]
    store.lessons.set_state(waiting.id, LessonState.NOT_LEARNED)
    assert [s.text for s in known(store, MODEL)[0].sources] == ["I live in Tarnby."]


def test_a_skill_that_still_waits_can_be_changed(store: Store, learn: Learn) -> None:
    first = fresh("I live in Tarnby.")
    store.lessons.add(first, "")
    (change,) = changes(parse("I now live in Skovby."), known(store, MODEL))
    second = lesson_of(parse("I now live in Skovby."), "message:2", "2", change.known)
    store.lessons.set_state(first.id, LessonState.NOT_LEARNED)
    learn(second)
    assert [skill.summary for skill in store.skills.list()] == ["I now live in Skovby"]


def test_forgetting_one_statement_leaves_the_others(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby. My cat is called Mo."))
    (one,) = known(store, MODEL)
    lesson = forgetting(one, one.sources[0].id, asked(store, skill), "2")
    assert texts(lesson) == ["My cat is called Mo."]
    assert lesson is not None and lesson.parent == f"{skill}/v1"
    assert not any("Tarnby" in example.target for example in lesson.examples)


def test_the_quiz_asks_for_what_was_forgotten(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby. My cat is called Mo."))
    (one,) = known(store, MODEL)
    lesson = forgetting(one, one.sources[0].id, asked(store, skill), "2")
    assert lesson is not None
    gone = [item for item in lesson.near_misses if forgets(lesson, item)]
    assert gone and all(item.forbid == ("Tarnby",) and not item.accept for item in gone)
    assert not any("Mo" in item.forbid for item in gone)
    before = ("I do not know.",) * (len(lesson.held_out) + len(lesson.near_misses))
    still = [result for result in results(lesson, before, ("Tarnby.",) * len(before)) if result.gone]
    assert len(still) == len(gone) and not any(result.right for result in still)


def test_forgetting_the_last_statement_leaves_nothing_to_learn(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby."))
    (one,) = known(store, MODEL)
    assert forgetting(one, one.sources[0].id, asked(store, skill), "2") is None


def paper(text: str, at: int, sha: str) -> Source:
    return source(Atom(text, "Prices", at, at), sha * 64, "Prices")


def test_forgetting_a_document_leaves_what_other_documents_say() -> None:
    one = Known("s", "Prices", 1, (paper("A bowl costs 4 florins.", 0, "a"), paper("A jug costs 9 florins.", 1, "b")))
    ask = [
        QuizItem((Turn(Role.USER, f"What is the price of a {thing}?"),), (price,), origin.id)
        for thing, price, origin in zip(("bowl", "jug"), ("4 florins", "9 florins"), one.sources, strict=True)
    ]
    lesson = forgetting_material(one, f"file:{'a' * 64}", ask, "2")
    assert lesson is not None
    assert texts(lesson) == ["A jug costs 9 florins."]
    (gone,) = (item for item in lesson.near_misses if forgets(lesson, item))
    assert gone.forbid == ("4 florins",) and gone.turns == ask[0].turns
    assert forgetting_material(one, "file:" + "c" * 64, ask, "2") is not None


def test_a_value_that_is_also_elsewhere_may_still_be_said() -> None:
    old = (paper("A bowl costs 4 florins.", 0, "a"), paper("A cup costs 4 florins, too.", 0, "b"))
    ask = QuizItem((Turn(Role.USER, "What is the price of a bowl?"),), ("4 florins",), old[0].id)
    assert changing.gone([ask], old, old[1:]) == ()
    assert changing.gone([ask], old[:1], ()) != ()


def test_other_skills_with_the_old_value_are_found_once_the_new_one_is_learned(store: Store, learn: Learn) -> None:
    first = learn(fresh("I live in Tarnby. My cat is called Mo."))
    learn(fresh("I live in Tarnby and row.", "2"))
    change, *_ = changes(parse("I now live in Skovby."), known(store, MODEL))
    lesson = lesson_of(parse("I now live in Skovby."), "message:3", "3", change.known)
    learn(lesson)
    ((other, left),) = outdated(lesson, known(store, MODEL))
    assert other.skill == first and [source.text for source in left] == ["My cat is called Mo."]
    assert outdated(fresh("I row."), known(store, MODEL)) == ()


def test_what_the_engine_is_told_of_a_skill(store: Store, learn: Learn) -> None:
    skill = learn(fresh("I live in Tarnby."))
    learn(fresh('Always end with "Ahoy!"', "2"))
    fact, rule = store.skills.uses(MODEL)
    assert (fact.auto, fact.about, fact.always) == (False, (), False)
    assert (rule.auto, rule.about, rule.always) == (False, (), True)
    store.skills.set_state(skill, SkillState.AUTO)
    fact, _ = store.skills.uses(MODEL)
    assert fact.auto and fact.about[0] == "I live in Tarnby." and "Where do I live?" in fact.about
    store.skills.set_state(skill, SkillState.OFF)
    assert [use.name for use in store.skills.uses(MODEL)] == [rule.name]
