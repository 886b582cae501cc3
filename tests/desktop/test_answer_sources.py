"""Where an answer came from, under it: from memory, or looked up with the passage and the way to the place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.answer_foot import FootButton
from desktop.chat.answer_source import AnswerSource, SourceKind, said
from desktop.chat.cited import Cited
from desktop.chat.message_view import MessageView
from desktop.chat.transcript import Transcript
from desktop.skills import ink
from desktop.skills.text_lines import TextLines
from desktop.source_words import CiteWords as Words
from desktop.theme import Theme
from learning.types import Message, MessageStatus, Role
from tests.desktop.learned_samples import THEMES, colours, larger_text

MEMORY = AnswerSource(SourceKind.MEMORY, skill="Handbook")
PASSAGE = AnswerSource(SourceKind.LOOKED_UP, "rules.pdf", "d1", 3, 7, "The gate closes at ten.\nThe key hangs inside.")
WEB = AnswerSource(SourceKind.LOOKED_UP, "", "", 0, 0, "", "https://ebb.example/tides")
HOSTILE = ("<b>x</b><img src='file:///x'>" * 9, "\u202egpj.exe", "x" * 10_000, "a\nb\x00" * 999, "")


def answer(*skills: str, status: MessageStatus = MessageStatus.DONE) -> Message:
    return Message("m", "c", 1, None, Role.ASSISTANT, "At ten.", "2026-05-01T10:42:00+00:00", status, skills)


def view(
    qtbot: QtBot, message: Message, *sources: AnswerSource, can: bool = False, theme: Theme = THEMES[0]
) -> MessageView:
    made = MessageView(message, theme)
    qtbot.addWidget(made)
    made.show_sources(sources, can)
    made.resize(ink.em(48), 300)
    made.show()
    return made


def button(made: QWidget, name: str) -> QPushButton:
    return next(each for each in made.findChildren(QPushButton) if each.accessibleName() == name)


def texts(made: QWidget) -> list[str]:
    return [part.text() for part in made.findChildren(TextLines) if part.isVisible() and part.text()]


@pytest.mark.parametrize(
    ("message", "sources", "words"),
    [
        (answer(), (), "Answered without skills"),
        (answer("Handbook"), (), "Answered with Handbook"),
        (answer("Handbook"), (MEMORY,), "From memory: Handbook"),
        (answer("Handbook", "Short"), (MEMORY, MEMORY), "From memory: Handbook. Answered with Short"),
        (answer(), (PASSAGE,), ""),
        (answer("Short"), (PASSAGE,), "Answered with Short"),
        (answer("Handbook"), (MEMORY, PASSAGE), "From memory: Handbook"),
        (answer(status=MessageStatus.STOPPED), (MEMORY,), "Stopped. What was written is kept."),
        (answer(status=MessageStatus.FAILED), (PASSAGE,), "The answer broke off. Your text is safe."),
    ],
)
def test_the_line_under_an_answer(message: Message, sources: tuple[AnswerSource, ...], words: str) -> None:
    assert said(message, sources) == words


@pytest.mark.parametrize("theme", THEMES)
def test_what_was_looked_up_stands_under_the_answer_and_opens(qtbot: QtBot, theme: Theme) -> None:
    made = view(qtbot, answer(), PASSAGE, WEB, theme=theme)
    assert {"Looked up in rules.pdf, page 3", "Looked up in ebb.example/tides"} <= set(texts(made))
    assert "Answered without skills" not in texts(made) and colours(made) > 12
    assert made.accessibleName().endswith("Looked up in rules.pdf, page 3. Looked up in ebb.example/tides")
    with qtbot.waitSignal(made.source_asked) as asked:
        qtbot.mouseClick(button(made, "Open rules.pdf, page 3"), Qt.MouseButton.LeftButton)
    assert asked.args == [PASSAGE]


def test_the_passage_is_folded_and_opens_with_the_keyboard(qtbot: QtBot) -> None:
    made = view(qtbot, answer(), PASSAGE)
    toggle = button(made, "Show the passage: rules.pdf")
    assert not [words for words in texts(made) if "gate" in words]
    qtbot.keyClick(toggle, Qt.Key.Key_Space)
    assert PASSAGE.quote in texts(made) and toggle.accessibleName() == "Hide the passage: rules.pdf"
    made.show_sources((PASSAGE,), True)
    assert PASSAGE.quote in texts(made), "what is open stays open"
    qtbot.keyClick(toggle, Qt.Key.Key_Space)
    assert PASSAGE.quote not in texts(made)


def test_a_source_without_a_passage_or_a_place_offers_neither(qtbot: QtBot) -> None:
    made = view(qtbot, answer(), AnswerSource(SourceKind.LOOKED_UP, "notes", quote=""))
    cited = made.findChildren(Cited)[0]
    assert not cited.toggle.isVisible() and not cited.open.isVisible()


@pytest.mark.parametrize(
    ("message", "sources", "can", "offered"),
    [
        (answer(), (), True, True),
        (answer("Handbook"), (MEMORY,), True, True),
        (answer(), (), False, False),
        (answer(), (PASSAGE,), True, False),
        (answer(status=MessageStatus.FAILED), (), True, False),
    ],
)
def test_looking_up_is_offered_where_it_can_help(
    qtbot: QtBot, message: Message, sources: tuple[AnswerSource, ...], can: bool, offered: bool
) -> None:
    made = view(qtbot, message, *sources, can=can)
    look_up = button(made, Words.LOOK_UP)
    assert look_up.isVisible() is offered
    if offered:
        with qtbot.waitSignal(made.look_up_asked) as asked:
            qtbot.keyClick(look_up, Qt.Key.Key_Space)
        assert asked.args == ["m"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_and_passages_are_plain_text(qtbot: QtBot, text: str) -> None:
    source = AnswerSource(SourceKind.LOOKED_UP, text, "d1", 2, 0, text, "https://ebb.example/x")
    made = view(qtbot, answer(), source)
    cited = made.findChildren(Cited)[0]
    cited.toggle.setChecked(True)
    assert len(cited.words()) < 120 and all(letter.isprintable() for letter in cited.words())
    assert len(cited.quote.text()) <= 4000
    assert all(letter.isprintable() or letter == "\n" for letter in cited.quote.text())
    assert [part for part in made.findChildren(QWidget) if "<img" in part.toolTip()] == []


@pytest.mark.parametrize("width", [48, 24])
def test_at_twice_the_text_size_nothing_is_cut(qtbot: QtBot, width: int) -> None:
    with larger_text(2.0):
        made = view(qtbot, answer("Short"), PASSAGE, AnswerSource(SourceKind.LOOKED_UP, "word " * 30, "d"), can=True)
        for cited in made.findChildren(Cited):
            cited.toggle.setChecked(True)
        made.resize(ink.em(width), ink.em(60))
        buttons = [each for each in made.findChildren(QPushButton) if each.isVisible()]
        assert len(buttons) > 4
        qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in buttons))
        qtbot.waitUntil(lambda: all(made.rect().contains(each.mapTo(made, each.rect().center())) for each in buttons))


def test_every_control_of_a_cited_answer_has_a_name(qtbot: QtBot) -> None:
    made = view(qtbot, answer(), PASSAGE, WEB, can=True)
    parts = [each for each in made.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(parts) > 5 and all(part.accessibleName() for part in parts)


def test_the_transcript_hands_sources_to_their_messages_and_wishes_up(qtbot: QtBot) -> None:
    made = Transcript(THEMES[0])
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    made.show_chat((answer(),), {}, {"m": (PASSAGE,)})
    shown = made.view_of("m")
    assert shown is not None and [cited.source for cited in shown.findChildren(Cited)] == [PASSAGE]
    with qtbot.waitSignal(made.source_asked) as asked:
        qtbot.mouseClick(button(shown, "Open rules.pdf, page 3"), Qt.MouseButton.LeftButton)
    assert asked.args == [PASSAGE]
    made.show_sources("m", (MEMORY,))
    look_up = next(each for each in shown.findChildren(FootButton) if each.accessibleName() == Words.LOOK_UP)
    assert not look_up.isVisible()
    made.set_look_up(True)
    with qtbot.waitSignal(made.look_up_asked) as heard:
        qtbot.mouseClick(look_up, Qt.MouseButton.LeftButton)
    assert heard.args == ["m"]


def test_sources_come_with_messages_shown_later(qtbot: QtBot) -> None:
    made = Transcript(THEMES[0])
    qtbot.addWidget(made)
    made.show_sources("m", (PASSAGE,))
    made.add(answer())
    shown = made.view_of("m")
    assert shown is not None and len(shown.findChildren(Cited)) == 1
    made.show_chat((answer(),), {})
    shown = made.view_of("m")
    assert shown is not None and shown.findChildren(Cited) == []


def test_a_theme_change_repaints_it(qtbot: QtBot) -> None:
    made = view(qtbot, answer(), PASSAGE)
    light = made.grab().toImage()
    made.set_theme(THEMES[1])
    assert made.grab().toImage() != light
