"""The learned widgets at larger text: they grow, and nothing they paint is cut."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.chat.lesson_card import LessonCard
from desktop.chat.stages import Stages
from desktop.lesson_words import LessonWords
from desktop.skills import ink
from desktop.skills.pane import SkillsPane
from desktop.skills.segments import Segments, segment_rects, segments_size
from desktop.skills.text_lines import TextLines
from learning.types import LessonState
from tests.desktop.learned_samples import ROWS, THEMES, colours, every_state, larger_text

FACTORS = (1.0, 1.5, 2.0)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("state", list(LessonState))
def test_no_button_of_a_card_shortens_its_words(qtbot: QtBot, state: LessonState, factor: float) -> None:
    with larger_text(factor):
        card = LessonCard(every_state()[state], THEMES[0])
        qtbot.addWidget(card)
        width = ink.em(34)
        card.resize(width, card.heightForWidth(width))
        card.show()
        buttons = [each for each in card.findChildren(QPushButton) if each.isVisible()]
        assert buttons and all(each.width() >= each.sizeHint().width() for each in buttons)
        assert all(card.rect().contains(each.mapTo(card, each.rect().bottomRight())) for each in buttons)


@pytest.mark.parametrize("factor", FACTORS)
def test_no_text_of_a_card_is_cut_below(qtbot: QtBot, factor: float) -> None:
    with larger_text(factor):
        card = LessonCard(every_state()[LessonState.NOT_LEARNED], THEMES[0])
        qtbot.addWidget(card)
        width = ink.em(34)
        card.resize(width, card.heightForWidth(width))
        card.show()
        texts = [each for each in card.findChildren(TextLines) if each.isVisible()]
        assert texts and all(each.height() >= each.heightForWidth(each.width()) for each in texts)


@pytest.mark.parametrize("factor", FACTORS)
def test_words_fit_their_segments(qtbot: QtBot, factor: float) -> None:
    with larger_text(factor):
        switch = Segments(THEMES[0])
        qtbot.addWidget(switch)
        needed = QFontMetricsF(ink.font(ink.SMALL)).horizontalAdvance("Off")
        assert switch.size() == segments_size() and switch.height() >= 28
        assert all(rect.width() > needed for rect in segment_rects(switch.rect().toRectF()).values())


def test_a_switch_grows_with_a_text_size_changed_while_it_is_shown(qtbot: QtBot) -> None:
    switch = Segments(THEMES[0])
    qtbot.addWidget(switch)
    before = switch.width()
    with larger_text(2.0):
        qtbot.waitUntil(lambda: switch.width() > before)
    qtbot.waitUntil(lambda: switch.width() == before)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_words_of_the_stages_fit(qtbot: QtBot, factor: float) -> None:
    with larger_text(factor):
        stages = Stages(THEMES[0])
        qtbot.addWidget(stages)
        longest = max(QFontMetricsF(ink.font(ink.CAPTION)).horizontalAdvance(word) for word in LessonWords.STAGES)
        assert stages.minimumSizeHint().width() / 4 > longest


@pytest.mark.parametrize("factor", FACTORS)
def test_the_pane_is_painted(qtbot: QtBot, factor: float) -> None:
    with larger_text(factor):
        pane = SkillsPane(THEMES[0])
        qtbot.addWidget(pane)
        pane.set_rows(ROWS)
        pane.resize(pane.sizeHint())
        pane.show()
        pane.select("s1")
        assert colours(pane) > 20
