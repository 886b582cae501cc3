"""A skill for another model is taught anew to the one in use, from what it was told; until then it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from desktop.first_model import DEMO
from desktop.skills.requests import ReteachRequest
from learning import remaking
from learning.store import ids
from learning.store.profile import Profile
from learning.types import LessonState, Skill
from tests.desktop.open_window import Opened, opened


@pytest.fixture
def window(qapp: QApplication, profile: Profile) -> Iterator[Opened]:
    with opened(qapp, profile) as made:
        yield made


def other(window: Opened) -> None:
    """From now on another model answers."""
    window.app.engine.load(
        replace(DEMO, id="other", name="Other", sha256="ef" * 32), "echo", window.store.profile.cache
    )
    window.wait(window.ready)


def skill(window: Opened) -> Skill:
    (found,) = window.store.skills.list()
    return found


def test_a_skill_moves_to_another_model_and_back_by_undo(window: Opened) -> None:
    assert window.teach("My dog is called Pixel.") is LessonState.LEARNED
    before = skill(window)
    other(window)
    window.app.skills.open(before.id)
    button = window.window.card.title.reteach
    assert button.isVisibleTo(window.window.card)
    button.click()
    window.wait(lambda: skill(window).base_sha256 == "ef" * 32)
    window.wait(lambda: not window.app.lessons.busy)
    after = skill(window)
    assert (after.id, after.version, after.name) == (before.id, 2, before.name)
    assert not button.isVisibleTo(window.window.card)
    assert [s.text for s in window.store.lessons.sources(after.lesson)] == ["My dog is called Pixel."]
    window.app.lessons.undo(after.lesson)
    assert skill(window).base_sha256 == before.base_sha256


def test_the_button_is_only_there_where_it_can_help(window: Opened) -> None:
    window.teach("My dog is called Pixel.")
    window.app.skills.open(skill(window).id)
    assert not window.window.card.title.reteach.isVisibleTo(window.window.card)


def test_it_is_asked_of_a_skill_while_no_model_is_there(window: Opened) -> None:
    window.teach("My dog is called Pixel.")
    window.app.lessons.remaking.model = None
    window.app.lessons.remaking.requested(ReteachRequest(skill(window).id))
    assert window.notice()


def test_what_was_vetted_stays_written_down(window: Opened) -> None:
    window.teach("My dog is called Pixel.")
    lesson = remaking.retaught(window.store, skill(window), ids.now())
    assert lesson is not None
    assert lesson.parent == f"{skill(window).id}/v1"
    assert lesson.vetting == window.store.lessons.get(skill(window).lesson).lesson.vetting
