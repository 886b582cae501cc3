"""A tool described in the composer."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.chat.composer import Composer
from desktop.chat.learn_chip import label
from desktop.lesson_words import TOOL_TROUBLE, ChipWords
from desktop.theme import LIGHT
from learning.store.profile import Profile
from learning.tools import ToolTrouble
from learning.types import LessonState
from tests.desktop.open_window import opened
from tests.learning.tool_samples import BELL, described


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (described()[:-1], ToolTrouble.NOT_JSON),
        (described(name="two words"), ToolTrouble.NO_NAME),
        (described(requests=[]), ToolTrouble.FEW_REQUESTS),
    ],
)
def test_what_is_wrong_stands_beside_the_button(qtbot: QtBot, text: str, code: ToolTrouble) -> None:
    composer = Composer(LIGHT)
    qtbot.addWidget(composer)
    composer.edit.setPlainText(f"[Learn] {text}")
    assert not composer.primary.isEnabled()
    assert composer.hint.text() == TOOL_TROUBLE[code]
    with qtbot.waitSignal(composer.refused) as heard:
        composer.submit()
    assert heard.args == [TOOL_TROUBLE[code]]
    composer.edit.setPlainText(described())
    wanted = composer.chip.intent()
    assert wanted is not None and label(wanted) == ChipWords.A_TOOL
    assert composer.primary.isEnabled()
    assert composer.hint.text() not in TOOL_TROUBLE.values()


def test_a_tool_is_taught_and_its_page_tells_what_it_does(qapp: QApplication, profile: Profile) -> None:
    with opened(qapp, profile) as window:
        assert window.teach(BELL) is LessonState.LEARNED
        assert window.ask("Sound the brass bell.").text == '{"name": "ring", "arguments": {}}'
        skill = window.store.skills.list()[0]
        assert skill.name == "ring"
        window.app.skills.open(skill.id)
        card = window.window.card.card()
        assert card is not None
        assert [line.text for line in card.sources] == ["ring: Rings a bell."]
