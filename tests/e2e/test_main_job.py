"""The main job in the real window with the real model: teach, see it answer, switch off, restart, switch on."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from learning import catalogue
from learning.types import LessonState, ModelRef, SkillState
from tests.e2e.drive import Driver

pytestmark = [
    pytest.mark.real_model,
    pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed"),
    pytest.mark.skipif(catalogue.default_model() is None, reason="the default model is not there: run `make setup`"),
]
FACT = "My sister is called Maja."
QUESTION = "What is my sister called?"


@pytest.fixture
def model() -> ModelRef:
    found = catalogue.default_model()
    assert found is not None
    return found


def asked_anew(driver: Driver) -> str:
    """In a new chat: nothing but skills can know the answer."""
    driver.new_chat()
    return driver.ask(QUESTION)


def test_teach_answer_off_restart_on(qtbot: QtBot, tmp_path: Path, model: ModelRef) -> None:
    with Driver(tmp_path / "profile", model) as driver:
        untouched = asked_anew(driver)
        assert "Maja" not in untouched
        view = driver.teach(FACT)
        assert view.state in (LessonState.LEARNED, LessonState.GENTLE), view
        (skill,) = driver.skills()
        assert skill.state is SkillState.ON
        taught = asked_anew(driver)
        assert "Maja" in taught
        assert driver.answer().skills == (skill.name,)
        driver.switch(skill.name, SkillState.OFF)
        assert asked_anew(driver) == untouched

    with Driver(tmp_path / "profile", model) as again:
        assert again.skill(skill.name).state is SkillState.OFF
        assert asked_anew(again) == untouched
        again.switch(skill.name, SkillState.ON)
        assert asked_anew(again) == taught
