"""The lesson card with real widgets: every state is painted, named, and asks for the right thing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.chat.lesson_card import LessonCard
from desktop.chat.lesson_view import Stage
from desktop.chat.stages import Stages
from desktop.lesson_words import LessonWords as Words
from desktop.theme import Theme
from learning.types import LessonState, Phase, Step
from tests.desktop.learned_samples import THEMES, colours, every_state, score, view

STATES = list(LessonState)


def shown(qtbot: QtBot, state: LessonState, theme: Theme = THEMES[0], width: int = 680) -> LessonCard:
    card = LessonCard(every_state()[state], theme)
    qtbot.addWidget(card)
    card.resize(width, card.heightForWidth(width))
    card.show()
    return card


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_painted(qtbot: QtBot, state: LessonState, theme: Theme) -> None:
    assert colours(shown(qtbot, state, theme)) > 8


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_name_and_named_buttons(qtbot: QtBot, state: LessonState) -> None:
    card = shown(qtbot, state)
    assert card.accessibleName().startswith("Lesson Harbour museum, ")
    interface = QAccessible.queryAccessibleInterface(card)
    assert interface is not None and interface.role() == QAccessible.Role.Grouping
    visible = [part for part in card.findChildren(QWidget) if part.isVisible() and part.focusPolicy()]
    assert visible and all(part.accessibleName() for part in visible)


@pytest.mark.parametrize(
    ("state", "words", "signal", "value"),
    [
        (LessonState.WAITING, Words.DISCARD, "discard_requested", "l1"),
        (LessonState.RUNNING, Words.STOP, "stop_requested", "l1"),
        (LessonState.INTERRUPTED, Words.RESUME, "resume_requested", "l1"),
        (LessonState.INTERRUPTED, Words.DISCARD, "discard_requested", "l1"),
        (LessonState.LEARNED, Words.UNDO, "undo_requested", "l1"),
        (LessonState.LEARNED, Words.OPEN_SKILL, "open_skill_requested", "s1"),
        (LessonState.GENTLE, Words.UNDO, "undo_requested", "l1"),
        (LessonState.NOT_LEARNED, Words.TRY_AGAIN, "retry_requested", "l1"),
        (LessonState.FAILED, Words.TRY_AGAIN, "retry_requested", "l1"),
        (LessonState.FAILED, Words.DISCARD, "discard_requested", "l1"),
        (LessonState.UNDONE, Words.REDO, "redo_requested", "l1"),
        (LessonState.DISCARDED, Words.TRY_AGAIN, "retry_requested", "l1"),
    ],
)
def test_buttons_ask_for_what_they_say(qtbot: QtBot, state: LessonState, words: str, signal: str, value: str) -> None:
    card = shown(qtbot, state)
    button = card.button(words)
    assert button.isVisible() and button.height() >= 28
    with qtbot.waitSignal(getattr(card, signal)) as asked:
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert asked.args == [value]


def test_the_same_card_goes_from_waiting_to_result(qtbot: QtBot) -> None:
    card = shown(qtbot, LessonState.WAITING)
    before = set(card.findChildren(QWidget))
    said: list[str] = []
    card.announced.connect(said.append)
    for state in (LessonState.RUNNING, LessonState.LEARNED, LessonState.UNDONE, LessonState.LEARNED):
        card.update_view(every_state()[state])
    assert set(card.findChildren(QWidget)) == before  # nothing is built anew, so nothing flickers
    assert len(said) == 1 and said[0].startswith("Learned “Harbour museum” Quiz: 1 of 4 before, 3 of 4 now.")


def test_history_is_not_announced(qtbot: QtBot) -> None:
    card = shown(qtbot, LessonState.LEARNED)
    with qtbot.assertNotEmitted(card.announced):
        card.update_view(replace(card.view(), title="Harbour museum, renamed"))


def test_progress_ticks_are_not_announced(qtbot: QtBot) -> None:
    card = shown(qtbot, LessonState.RUNNING)
    with qtbot.assertNotEmitted(card.announced):
        card.update_view(view(LessonState.RUNNING, step=Step(Phase.TRAIN, 40, 48), seconds_left=5.0))


def test_the_answers_stand_above_each_other_when_narrow(qtbot: QtBot) -> None:
    card = shown(qtbot, LessonState.LEARNED)
    pair = card.findChild(QWidget, "answers")
    assert pair is not None and not pair.stacked()  # type: ignore[attr-defined]  # an AnswerPair
    card.resize(360, card.heightForWidth(360))
    qtbot.waitUntil(pair.stacked)  # type: ignore[attr-defined]  # an AnswerPair


def test_a_stopped_lesson_starts_its_bars_again(qtbot: QtBot) -> None:
    card = shown(qtbot, LessonState.RUNNING)
    stages = card.findChild(Stages)
    assert stages is not None and stages.stage() is Stage.PRACTISING
    card.update_view(view(LessonState.INTERRUPTED, resumable=True))
    assert not stages.isVisible()
    card.update_view(view(LessonState.RUNNING, step=Step(Phase.PREPARE, 1, 8)))
    assert stages.isVisible() and stages.stage() is Stage.PREPARED


def test_a_very_long_answer_is_cut_with_a_tooltip(qtbot: QtBot) -> None:
    long = score(items=(replace(score().items[0], after="Ilse Varga looks after them. " * 60),))
    card = LessonCard(view(LessonState.LEARNED, score=long, skill_id="s1"), THEMES[0])
    qtbot.addWidget(card)
    card.resize(680, card.heightForWidth(680))
    card.show()
    cut = [part for part in card.findChildren(QWidget) if part.isVisible() and len(part.toolTip()) > 1000]
    assert len(cut) == 1
    assert card.heightForWidth(680) < 400


def test_foreign_text_is_shown_as_text(qtbot: QtBot) -> None:
    card = LessonCard(view(LessonState.WAITING, title="<img src='file:///etc/passwd'><b>x</b>"), THEMES[0])
    qtbot.addWidget(card)
    assert "<b>x</b>" in card.accessibleName()
    assert colours(card) > 8
