"""The whole window on the demo engine: send, teach, switch, close and open again. Real widgets, real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from desktop.chat.composer import LIMIT, Doing
from desktop.skills.requests import DeleteRequest
from desktop.words import PROFILE, ChatWords, ComposerWords
from learning import intent
from learning.store.errors import StoreCode
from learning.store.profile import Profile
from learning.types import IntentPart, Kind, LessonState, MessageStatus, Role, SkillState
from tests.desktop.open_window import Opened, opened

DOG = "My dog is called Pixel."


def test_an_answer_streams_and_is_stored(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        answer = window.ask("Where is the harbour?")
        assert (answer.text, answer.status) == ("You said: Where is the harbour?", MessageStatus.DONE)
        assert window.shown(answer) == answer.text
        assert window.composer.text() == ""
        assert window.store.chats.get(window.app.chats.chat).title == "Where is the harbour?"


def test_what_is_taught_is_used_until_it_is_switched_off_and_again_after_a_restart(
    qapp: QApplication, profile: Profile
) -> None:
    with opened(qapp, profile) as window:
        assert window.teach(DOG) is LessonState.LEARNED
        answer = window.ask("What is my dog called?")
        assert "Pixel" in answer.text
        assert answer.skills == ("My dog is called Pixel",)
        skill = window.store.skills.list()[0]
        window.window.skills.list.setCurrentIndex(window.window.skills.model.index_of(skill.id))
        QTest.keyClick(window.window.skills.list, Qt.Key.Key_Left)
        window.wait(lambda: window.store.skills.get(skill.id).state is SkillState.OFF)
        assert "Pixel" not in window.ask("What is my dog called?").text.replace("You said", "")
        QTest.keyClick(window.window.skills.list, Qt.Key.Key_Right)
    with opened(qapp, profile) as window:
        assert "Pixel" in window.ask("What is my dog called?").text


def test_the_card_undoes_and_redoes_a_lesson(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(DOG)
        (card,) = window.transcript.cards_of(window.newest().id)
        assert card.view().skill_id == window.store.skills.list()[0].id
        window.app.lessons.undo_newest()
        assert card.view().state is LessonState.UNDONE
        assert window.store.skills.list() == ()
        assert "Pixel" not in window.ask("What is my dog called?").text
        window.app.lessons.redo(card.view().id)
        assert "Pixel" in window.ask("What is my dog called?").text


def test_a_skill_that_cannot_be_deleted_is_not_said_to_be(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(qapp, profile) as window:
        window.teach(DOG)
        skill = window.store.skills.list()[0].id
        monkeypatch.setenv("INGRAIN_FAIL_AT", "1")
        window.app.skills.requested(DeleteRequest(skill))
        assert window.notice() == PROFILE[StoreCode.DISK_FULL].replace("\n", " ")
        window.window.chat.notices.close_button.click()
        assert window.notice() == ""
        assert [each.id for each in window.store.skills.list()] == [skill]


def test_a_card_opens_the_page_of_its_skill_and_escape_comes_back(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(DOG)
        window.app.skills.open(window.store.skills.list()[0].id)
        assert window.window.pages.currentWidget() is window.window.card
        QTest.keyClick(window.window.card.title.name, Qt.Key.Key_Escape)
        assert window.window.pages.currentWidget() is window.window.chat


def test_chat_and_draft_come_back_after_a_restart(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.ask("Where is the harbour?")
        window.write("half a thought")
    with opened(qapp, profile) as window:
        assert window.messages()[0].text == "Where is the harbour?"
        assert window.composer.text() == "half a thought"
        assert window.shown(window.newest()) == "You said: Where is the harbour?"


def test_each_chat_keeps_its_own_draft(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.ask("One")
        first = window.app.chats.chat
        window.write("unsent in the first")
        window.app.chats.new()
        assert window.composer.text() == ""
        window.app.chats.open(first)
        assert window.composer.text() == "unsent in the first"


def test_stop_keeps_what_was_written(qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    with opened(qapp, profile) as window:
        window.begin("one two three " * 200, "You said: one two")
        assert window.composer.doing() is Doing.STOP
        QTest.keyClick(window.composer.edit, Qt.Key.Key_Escape)
        window.wait(lambda: not window.app.talk.writing)
        assert window.newest().status is MessageStatus.STOPPED
        assert window.newest().text.startswith("You said: one two")


def test_closing_while_an_answer_is_written_keeps_its_text(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.02")
    with opened(qapp, profile) as window:
        window.begin("one two three " * 200, "You said: one two")
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0")
    with opened(qapp, profile) as window:
        assert window.newest().status is MessageStatus.STOPPED
        assert window.newest().text.startswith("You said: one two")


def test_a_lesson_cut_short_by_closing_can_be_resumed(
    qapp: QApplication, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0.05")
    with opened(qapp, profile) as window:
        window.write(f"[Learn] {DOG}")
        window.composer.submit()
        window.wait(lambda: window.app.lessons.current()[0] is not None)
    monkeypatch.setenv("INGRAIN_ECHO_DELAY", "0")
    with opened(qapp, profile) as window:
        message = window.newest()
        assert message.lesson is not None
        window.wait(lambda: window.store.lessons.get(message.lesson or "").state is LessonState.INTERRUPTED)
        window.app.lessons.resume(message.lesson)
        window.wait(lambda: not window.app.lessons.busy)
        assert window.store.lessons.get(message.lesson).state is LessonState.LEARNED


def test_too_long_a_message_stays_and_is_explained(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.write("x" * (LIMIT + 1))
        window.composer.submit()
        assert window.messages() == ()
        assert len(window.composer.edit.toPlainText()) == LIMIT + 1
        assert window.notice() == ComposerWords.too_long(LIMIT // 1000)


def test_a_lesson_that_is_too_long_says_so_and_is_kept(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.write("[Learn] " + "My dog is called Pixel. " * 260)
        assert not window.composer.primary.isEnabled()
        assert window.composer.hint.text() == ComposerWords.TOO_LONG_TO_LEARN
        window.composer.submit()
        assert window.messages() == () and window.composer.edit.toPlainText().count("Pixel") == 260
        assert window.notice() == ComposerWords.too_long_to_learn(intent.LIMIT)


def test_an_empty_lesson_cannot_be_sent_and_says_why(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.write("[Learn] ")
        assert window.composer.doing() is Doing.TEACH
        assert not window.composer.primary.isEnabled()
        assert window.composer.hint.text() == ComposerWords.NOTHING_TO_LEARN
        window.composer.submit()
        assert window.messages() == ()


def test_an_example_is_put_into_the_composer_not_sent(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        welcome = window.transcript.welcome
        assert welcome.isVisible()
        QTest.mouseClick(welcome.buttons[0], Qt.MouseButton.LeftButton)
        assert window.composer.text() == ChatWords.EXAMPLES[0]
        assert window.messages() == ()


def test_a_deleted_chat_comes_back_by_the_notice(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.ask("Keep me")
        chat = window.app.chats.chat
        window.app.chats.delete_current()
        assert window.app.chats.chat != chat
        window.window.chat.notices.action.click()
        assert window.app.chats.chat == chat
        assert window.messages()[0].text == "Keep me"


def test_search_finds_words_inside_messages(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.ask("The lighthouse keeper")
        window.app.chats.new()
        window.window.chats.search.setText("lighthouse")
        titles = [window.window.chats.model.item(row).text() for row in range(window.window.chats.model.rowCount())]
        assert titles[1:] == ["The lighthouse keeper"]
        assert not window.window.chats.list.currentIndex().isValid()  # the open chat is not among them
        window.window.chats.search.setText("no such word")
        assert window.window.chats.model.rowCount() == 0


def test_a_narrow_window_lays_the_skills_over_the_chat(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        side = window.window.sides["skillsDock"]
        window.window.resize(1280, 800)
        assert side.dock.isVisible()
        window.window.resize(700, 700)
        assert not side.dock.isVisible()
        window.window.toggle_skills()
        assert side.overlay.isVisible()
        assert side.content.parent() is side.overlay
        QTest.keyClick(window.window.skills.search, Qt.Key.Key_Escape)
        assert not side.open
        window.window.resize(1280, 800)
        assert side.dock.isVisible()
        assert side.content.isVisible()


def test_everything_one_can_reach_by_keyboard_has_a_name(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.teach(DOG)
        window.ask("What is my dog called?")
        window.app.skills.open(window.store.skills.list()[0].id)
        kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView)
        found = [w for kind in kinds for w in window.window.findChildren(kind)]
        named = [w for w in found if w.focusPolicy() is not Qt.FocusPolicy.NoFocus and not w.isHidden()]
        assert len(named) > 20
        silent = [w for w in named if not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))]
        assert [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in silent] == []


def test_messages_speak_who_wrote_them(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.ask("Hello")
        views = [window.transcript.view_of(message.id) for message in window.messages()]
        names = [view.accessibleName().split(",")[0] for view in views if view is not None]
        assert names == ["You", "Assistant"]


def test_another_answer_does_not_lose_the_first(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        first = window.ask("Hello")
        window.app.talk.again(first.id)
        window.wait(lambda: not window.streaming())
        answers = [message for message in window.messages() if message.role is Role.ASSISTANT]
        assert [message.parent for message in answers] == [first.parent, first.parent]


def test_theme_and_text_size_are_remembered(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        before = qapp.font().pixelSize() if qapp.font().pixelSize() > 0 else qapp.font().pointSizeF()
        window.window.scheme_asked.emit("dark")
        window.window.text_asked.emit(1.1)
        assert window.store.settings.get("scheme", "") == "dark"
        after = qapp.font().pixelSize() if qapp.font().pixelSize() > 0 else qapp.font().pointSizeF()
        assert after > before
        window.window.text_asked.emit(0.0)
        window.window.scheme_asked.emit("light")


def test_a_correction_is_of_the_last_answer_in_the_open_chat(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        window.write("[Learn] No, it hangs there.")
        assert [part.kind for part in _understood(window)] == [Kind.FACT]
        window.write("")
        window.composer.clear()
        answer = window.ask("Where is the key?")
        window.write("[Learn] No, it hangs there.")
        assert _understood(window) == (
            IntentPart(Kind.CORRECTION, "It hangs there.", "Where is the key?", answer.text),
        )
        window.app.chats.new()
        window.write("[Learn] No, it hangs there.")
        assert [part.kind for part in _understood(window)] == [Kind.FACT]


def _understood(window: Opened) -> tuple[IntentPart, ...]:
    wanted = window.composer.chip.intent()
    assert wanted is not None
    return wanted.parts
