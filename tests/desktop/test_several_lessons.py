"""One message of several sorts becomes several skills in the window, each with its own card, quiz and undo."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.change_words import ChangeWords as Words
from desktop.chat.transcript import NEWEST, Transcript
from desktop.counting_words import about
from desktop.lesson_words import LessonWords
from desktop.link import EngineLink
from learning.budget import estimate
from learning.intent import parse
from learning.store.profile import Profile
from learning.types import LessonState, Message, MessageStatus, Role
from tests.desktop.learned_samples import THEMES, view
from tests.desktop.open_window import Opened, opened

DOG = "My dog is called Pixel."
WOOF = 'Always end with "Woof!"'
BOTH = f"{DOG} {WOOF}"
ASKED = "What is my dog called?"
LEARNED = LessonState.LEARNED


def states(window: Opened) -> list[LessonState]:
    """Of the cards under the first message, from above."""
    cards = window.transcript.cards_of(window.messages()[0].id)
    assert [card.y() for card in cards] == sorted(card.y() for card in cards)
    return [card.view().state for card in cards]


def lessons(window: Opened) -> list[str]:
    return [row.lesson.id for row in window.store.lessons.list()]


def begin(window: Opened, words: str) -> None:
    window.write(f"[Learn] {words}")
    window.composer.submit()
    window.wait(lambda: window.newest().lesson is not None)


def test_two_cards_two_skills_and_each_is_undone_on_its_own(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(BOTH)
        fact, rule = lessons(window)
        assert window.newest().lesson == fact
        assert states(window) == [LEARNED, LEARNED]
        answer = window.ask(ASKED)
        assert "Pixel" in answer.text
        assert answer.skills == ("My dog is called Pixel", WOOF)
        window.transcript.cards_of(window.messages()[0].id)[1].button(LessonWords.UNDO).click()
        assert states(window) == [LEARNED, LessonState.UNDONE]
        answer = window.ask(ASKED)
        assert "Pixel" in answer.text
        assert answer.skills == ("My dog is called Pixel",)
        window.app.lessons.redo(rule)
        window.app.lessons.undo(fact)
        answer = window.ask(ASKED)
        assert "Pixel" not in answer.text
        assert answer.skills == (WOOF,)
    with opened(qapp, profile) as window:
        assert states(window) == [LessonState.UNDONE, LEARNED]
        assert window.ask(ASKED).skills == (WOOF,)


def test_another_chat_and_back_shows_every_card_once(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(BOTH)
        first = window.app.chats.chat
        window.app.chats.new()
        assert window.transcript.cards_of(window.store.chats.messages(first)[0].id) == ()
        window.app.chats.open(first)
        assert states(window) == [LEARNED, LEARNED]


def test_closing_before_the_first_is_learned_leaves_both_to_resume_or_discard(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.05")
    with opened(qapp, profile) as window:
        begin(window, BOTH)
        window.wait(lambda: states(window) == [LessonState.RUNNING, LessonState.WAITING])
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0")
    with opened(qapp, profile) as window:
        window.wait(lambda: states(window) == [LessonState.INTERRUPTED] * 2)
        assert window.composer.text() == ""  # what is stored as lessons is not to be taught again
        fact, rule = lessons(window)
        window.app.lessons.discard(fact)
        window.app.lessons.resume(rule)
        window.wait(lambda: not window.app.lessons.busy)
        assert states(window) == [LessonState.DISCARDED, LEARNED]
        assert lessons(window) == [fact, rule]


def test_an_engine_killed_during_the_second_keeps_the_first(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    link = EngineLink()
    with opened(qapp, profile, link) as window:
        begin(window, BOTH)
        window.wait(lambda: states(window) == [LEARNED, LessonState.RUNNING])
        monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0")
        os.kill(link.pid, signal.SIGKILL)
        window.wait(lambda: states(window) == [LEARNED, LessonState.INTERRUPTED])
        window.wait(window.ready)
        window.app.lessons.resume(lessons(window)[1])
        window.wait(lambda: states(window) == [LEARNED, LEARNED])
        assert len(window.store.skills.list()) == 2


def test_the_facts_change_a_skill_and_the_rule_is_a_new_one(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach("I live in Tarnby. My cat is called Mo.")
        window.write(f"[Learn] I moved. I now live in Skovby. {WOOF}")
        window.wait(lambda: bool(window.composer.chip.note.text()))
        note = window.composer.chip.note
        assert note.text() == f"{Words.becomes(2)}. {Words.changes(['I live in Tarnby.'])}"
        assert note.cross.isVisible()
        window.composer.submit()
        window.wait(lambda: window.newest().lesson is not None and not window.app.lessons.busy)
        assert [skill.version for skill in window.store.skills.list()] == [2, 1]
        assert "Skovby" in window.ask("Where do I live?").text


def test_the_chip_says_how_many_skills_and_adding_to_one_keeps_all_together(
    qapp: QApplication, profile: Profile
) -> None:
    with opened(qapp, profile) as window:
        window.teach("My cat is called Mo.")
        (skill,) = window.store.skills.list()
        note = window.composer.chip.note
        window.write(f"[Learn] {BOTH}")
        both = about(estimate(parse(DOG)) + estimate(parse(WOOF)))
        assert f", {both}." in window.composer.chip.chip.accessibleName()
        window.wait(lambda: note.text() == Words.becomes(2))
        assert note.isVisible() and not note.cross.isVisible()
        window.app.lessons.asking.aiming.add_to(skill.id)
        assert note.text() == Words.adds(skill.name) and note.cross.isVisible()
        window.composer.submit()
        window.wait(lambda: window.newest().lesson is not None and not window.app.lessons.busy)
        assert [one.version for one in window.store.skills.list()] == [2]
        assert len(window.transcript.cards_of(window.newest().id)) == 1


def test_a_message_of_one_sort_says_nothing_of_skills(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.write(f"[Learn] {DOG} I live in Tarnby.")
        window.app.lessons.asking.aiming.look()
        assert window.composer.chip.note.text() == ""
        window.write(f"[Learn] {DOG} Blue. {WOOF}")  # nobody can be sure of "Blue."
        window.app.lessons.asking.aiming.look()
        assert window.composer.chip.note.text() == ""


def test_cards_of_earlier_messages_stand_under_them(qtbot: QtBot) -> None:
    said = [Message(f"m{n}", "c", n, None, Role.USER, f"Words {n}", "", MessageStatus.DONE) for n in range(NEWEST + 3)]
    shown = Transcript(THEMES[0])
    qtbot.addWidget(shown)
    first, second, third = (view(LessonState.WAITING, id=key) for key in ("a", "b", "c"))
    shown.show_chat(said, {"m0": (first, second), "m1": (third,)})
    shown.earlier.click()
    shown.resize(600, 400)
    shown.show()
    cards = [card for message in ("m0", "m1") for card in shown.cards_of(message)]
    assert [card.view().id for card in cards] == ["a", "b", "c"]
    views = [shown.view_of(f"m{n}") for n in range(4)]
    order = [views[0], cards[0], cards[1], views[1], cards[2], views[2], views[3]]
    qtbot.waitUntil(lambda: cards[0].height() > 0 and views[3] is not None and views[3].y() > 0)
    places = [widget.y() for widget in order if widget is not None]
    assert places == sorted(set(places)) and len(places) == len(order)
