"""The main job in the real window: teach, see it answer, switch off, restart, switch on. Demo engine and real model."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.first_model import DEMO
from learning import catalogue
from learning.types import LessonState, ModelRef, SkillState
from tests.e2e.drive import Driver

FACT = "My sister is called Maja. She lives in Graz. My dog is called Bruno."
QUESTION = "What is my sister called?"


@pytest.fixture(params=["echo", pytest.param("torch_lora", marks=pytest.mark.real_model)])
def engine(request: pytest.FixtureRequest) -> tuple[ModelRef, str]:
    """A model and the engine that runs it."""
    if request.param == "echo":
        return DEMO, "echo"
    model = catalogue.default_model()
    if model is None or find_spec("torch") is None:
        pytest.skip("the default model or torch is not there: run `make setup`")
    return model, str(request.param)


def asked_anew(driver: Driver) -> str:
    """In a new chat: nothing but skills can know the answer."""
    driver.new_chat()
    return driver.ask(QUESTION)


def test_teach_answer_off_restart_on(qtbot: QtBot, tmp_path: Path, engine: tuple[ModelRef, str]) -> None:
    with Driver(tmp_path / "profile", *engine) as driver:
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

    with Driver(tmp_path / "profile", *engine) as again:
        assert again.skill(skill.name).state is SkillState.OFF
        assert asked_anew(again) == untouched
        again.switch(skill.name, SkillState.ON)
        assert asked_anew(again) == taught
