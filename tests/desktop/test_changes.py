"""Changing, adding to and forgetting from a skill in the window, with the demo engine and a real store."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.change_words import ChangeWords as Words
from desktop.skills.card_parts import SourceRow
from desktop.skills.requests import StateRequest
from learning.protocol import Weighed
from learning.store.profile import Profile
from learning.types import LessonState, Skill, SkillState
from learning.weighing import LIMIT
from tests.desktop.open_window import Opened, opened

HOME = "My name is Orla Berg and I live in Tarnby."
MOVED = "I moved last week. I now live in Skovby."
TWO = "I live in Tarnby. My cat is called Mo."


def only(window: Opened) -> Skill:
    (skill,) = window.store.skills.list()
    return skill


def told(window: Opened, skill: Skill) -> list[str]:
    return [source.text for source in window.store.lessons.sources(skill.lesson)]


def press(window: Opened, name: str) -> None:
    """Click the button of the skill's page with that accessible name."""
    found = [b for b in window.window.card.findChildren(QPushButton) if b.accessibleName() == name or b.text() == name]
    QTest.mouseClick(next(b for b in found if b.isVisible()), Qt.MouseButton.LeftButton)


def settled(window: Opened) -> None:
    window.app.lessons.remaking.wait()
    QApplication.processEvents()
    window.wait(lambda: not window.app.lessons.busy)


def test_the_chip_says_what_changes_and_the_skill_gets_a_new_version(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        assert window.teach(HOME) is LessonState.LEARNED
        before = only(window)
        window.write(f"[Learn] {MOVED}")
        window.wait(lambda: bool(window.composer.chip.note.text()))
        assert window.composer.chip.note.text() == Words.changes(["I live in Tarnby."])
        assert window.composer.chip.note.isVisible()
        window.composer.submit()
        assert window.composer.chip.note.text() == ""
        window.wait(lambda: window.newest().lesson is not None and not window.app.lessons.busy)
        after = only(window)
        assert (after.id, after.version, after.name) == (before.id, 2, before.name)
        assert "Skovby" in window.ask("Where do I live?").text
        window.app.lessons.undo_newest()
        assert "Tarnby" in window.ask("Where do I live?").text


def test_keeping_both_makes_a_skill_of_its_own(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(HOME)
        window.write(f"[Learn] {MOVED}")
        window.wait(lambda: bool(window.composer.chip.note.text()))
        assert window.composer.chip.note.cross.accessibleName() == Words.KEEP_BOTH
        window.composer.chip.note.cross.click()
        assert window.composer.chip.note.text() == ""
        window.composer.submit()
        window.wait(lambda: window.newest().lesson is not None and not window.app.lessons.busy)
        assert [skill.version for skill in window.store.skills.list()] == [1, 1]


def test_adding_from_the_skills_page_names_the_skill_and_can_be_taken_back(
    qapp: QApplication, profile: Profile
) -> None:
    with opened(qapp, profile) as window:
        window.teach(HOME)
        skill = only(window)
        window.app.skills.open(skill.id)
        press(window, Words.ADD)
        note = window.composer.chip.note
        assert note.text() == Words.adds(skill.name) and note.isVisible()
        note.cross.click()
        assert note.text() == ""
        window.app.skills.open(skill.id)
        press(window, Words.ADD)
        window.write("My cat is called Mo.")
        window.composer.submit()
        window.wait(lambda: window.newest().lesson is not None and not window.app.lessons.busy)
        assert told(window, only(window)) == [HOME, "My cat is called Mo."]
        assert note.text() == ""


def test_another_chat_forgets_where_the_lesson_was_to_go(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(HOME)
        window.app.lessons.asking.aiming.add_to(only(window).id)
        window.app.chats.new()
        assert window.composer.chip.note.text() == ""
        assert window.app.lessons.asking.aiming.aim().into == ""


def test_forgetting_a_statement_learns_the_skill_again_without_it(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(TWO)
        skill = only(window)
        window.app.skills.open(skill.id)
        press(window, Words.forget("My cat is called Mo."))
        window.app.lessons.remaking.wait()
        QApplication.processEvents()
        assert window.notice() == Words.forgets("My cat is called Mo.")
        settled(window)
        assert told(window, only(window)) == ["I live in Tarnby."]
        assert only(window).version == 2
        window.wait(lambda: [row.line.text for row in shown(window)] == ["I live in Tarnby."])
        window.window.chat.notices.action.click()  # Undo
        assert told(window, only(window)) == ["I live in Tarnby.", "My cat is called Mo."]


def shown(window: Opened) -> list[SourceRow]:
    return [row for row in window.window.card.findChildren(SourceRow) if row.isVisible()]


def test_forgetting_the_last_statement_deletes_the_skill_and_undo_brings_it_back(
    qapp: QApplication, profile: Profile
) -> None:
    with opened(qapp, profile) as window:
        window.teach("I live in Tarnby.")
        window.app.skills.open(only(window).id)
        press(window, Words.forget("I live in Tarnby."))
        settled(window)
        window.wait(lambda: not window.store.skills.list())
        assert "Tarnby" not in window.ask("Where do I live?").text
        window.window.chat.notices.action.click()
        assert "Tarnby" in window.ask("Where do I live?").text


def test_the_page_says_that_the_skill_is_being_learned_again(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(TWO)
        skill = only(window)
        planned = window.app.lessons.remaking
        begun: list[str] = []
        planned.planned.connect(lambda plan: begun.append(plan.row.lesson.parent))
        window.app.skills.open(skill.id)
        assert not window.window.card.card().learning_again  # type: ignore[union-attr]  # it was just opened
        press(window, Words.forget("I live in Tarnby."))
        window.wait(lambda: bool(begun))
        card = window.window.card.card()
        assert card is not None and card.learning_again
        assert [(line.text, line.going) for line in card.sources] == [
            ("I live in Tarnby.", True),
            ("My cat is called Mo.", False),
        ]
        settled(window)
        card = window.window.card.card()
        assert card is not None and not card.learning_again


def test_what_cannot_be_learned_again_is_said_and_the_old_version_answers(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach("I live in Tarnby. I play chess. I hum.")
        before = only(window)
        window.app.skills.open(before.id)
        press(window, Words.forget("I play chess."))  # what is left is too little for the demo engine
        settled(window)
        window.window.chat.notices.close_button.click()
        assert window.notice() == Words.not_remade(before.name)
        assert only(window) == before
        assert "chess" in window.ask("What do I play?").text


def test_other_skills_that_held_the_old_value_are_brought_up_to_date(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(TWO)
        window.teach("I live in Tarnby.")
        window.teach(MOVED)
        settled(window)
        first, second = window.store.skills.list()
        assert told(window, first) == ["My cat is called Mo."]
        assert told(window, second) == [MOVED]
        assert window.notice() == Words.also(first.name)


def test_of_two_rules_that_cannot_both_hold_the_newer_one_wins_and_it_is_said(
    qapp: QApplication, profile: Profile
) -> None:
    with opened(qapp, profile) as window:
        assert window.teach('Always end with "So long, friend!"') is LessonState.LEARNED
        assert window.teach('Always end with "Mind the gap!"') is LessonState.LEARNED
        older, newer = window.store.skills.list()
        assert (older.state, newer.state) == (SkillState.OFF, SkillState.ON)
        assert window.notice() == Words.gave_way(older.name, newer.name, "how an answer ends")
        window.window.chat.notices.action.click()  # switch it on again
        assert [skill.state for skill in window.store.skills.list()] == [SkillState.ON, SkillState.ON]
        window.app.skills.requested(StateRequest(newer.id, SkillState.OFF))
        window.app.skills.requested(StateRequest(newer.id, SkillState.ON))
        assert window.store.skills.get(older.id).state is SkillState.OFF


def test_skills_that_change_unrelated_answers_together_are_named(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.app.engine.hear(Weighed("u", LIMIT, ("A", "B")))
        assert window.notice() == ""
        window.app.engine.hear(Weighed("u", LIMIT + 0.01, ("A", "B")))
        assert window.notice() == Words.together(("A", "B"))
