"""Four bars that move by finished work only."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.chat.lesson_view import Stage
from desktop.chat.stages import WHOLE, Stages
from tests.desktop.learned_samples import THEMES, colours


def bars(qtbot: QtBot) -> Stages:
    made = Stages(THEMES[0])
    qtbot.addWidget(made)
    made.resize(600, made.sizeHint().height())
    return made


def test_work_moves_the_bars(qtbot: QtBot) -> None:
    stages = bars(qtbot)
    stages.set_progress(Stage.PRACTISING, 0.5)
    assert stages.value() == 1.5 * WHOLE and stages.stage() is Stage.PRACTISING


def test_they_never_go_backwards(qtbot: QtBot) -> None:
    stages = bars(qtbot)
    stages.set_progress(Stage.QUIZ, 0.25)
    stages.set_progress(Stage.PRACTISING, 0.9)
    assert stages.value() == 2.25 * WHOLE and stages.stage() is Stage.QUIZ


def test_saving_is_the_last_thing_reached(qtbot: QtBot) -> None:
    stages = bars(qtbot)
    stages.set_progress(Stage.QUIZ, 1.0)
    assert stages.value() < stages.maximum()
    stages.set_progress(Stage.SAVING, 7.0)
    assert stages.value() == stages.maximum()


def test_the_value_is_spoken_in_words(qtbot: QtBot) -> None:
    stages = bars(qtbot)
    stages.say("Practising, about 25 s left")
    assert stages.text() == stages.accessibleName() == "Practising, about 25 s left"


def test_they_are_painted(qtbot: QtBot) -> None:
    stages = bars(qtbot)
    blank = colours(stages)
    stages.set_progress(Stage.PRACTISING, 0.5)
    assert colours(stages) >= blank > 3
