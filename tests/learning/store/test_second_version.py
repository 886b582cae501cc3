"""A skill made anew: whatever fails, the version before or the new one is whole and counts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from learning.store.errors import StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import Lesson, LessonState

Teach = Callable[..., Path]
MOST = 60


def test_every_failing_operation_of_a_second_version_leaves_one_of_the_two(
    tmp_path: Path, teach: Teach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGRAIN_FAIL_WITH", "EIO")
    for number in range(1, MOST):
        profile = Profile(tmp_path / str(number))
        with Store.open(profile) as store:
            skill = store.skills.publish(teach(store, "aa"), "aa").id
            staging = teach(store, "bb", weights=b"\1" * 64, parents=(f"{skill}/v1",))
            failed = _fails(monkeypatch, number, lambda: store.skills.publish(staging, "bb"))  # noqa: B023
        with Store.open(profile) as store:
            store.sweep()
            (found,) = store.skills.list()
            assert failed or found.version == 2, "success was reported"
            assert store.skills.inspect(skill).damaged == ""
        if failed is None:
            assert number > 5, "the faults were not injected at all"
            return
    pytest.fail("publish never succeeded")


def test_every_failing_operation_of_an_undo_leaves_one_of_the_two(
    tmp_path: Path, teach: Teach, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, MOST):
        profile = Profile(tmp_path / str(number))
        with Store.open(profile) as store:
            skill = store.skills.publish(teach(store, "aa"), "aa").id
            store.skills.publish(teach(store, "bb", weights=b"\1" * 64, parents=(f"{skill}/v1",)), "bb")
            failed = _fails(monkeypatch, number, lambda: store.skills.undo("bb"))
            state = store.lessons.get("bb").state
            assert (store.skills.get(skill).version, state) == (
                (2, LessonState.LEARNED) if failed else (1, LessonState.UNDONE)
            )
        if failed is None:
            assert number > 1, "the faults were not injected at all"
            return
    pytest.fail("undo never succeeded")


def _fails(monkeypatch: pytest.MonkeyPatch, number: int, act: Callable[[], object]) -> bool | None:
    """Whether it failed with its `number`th operation broken; None when it has fewer."""
    with monkeypatch.context() as faults:
        faults.setenv("INGRAIN_FAIL_AT", str(number))
        try:
            act()
        except StoreError:
            return True
        return None if "INGRAIN_FAIL_AT" in os.environ else False


def test_what_was_left_lying_cannot_take_a_newer_version_back(
    store: Store, teach: Teach, lesson: Callable[[str], Lesson]
) -> None:
    skill = store.skills.publish(teach(store, "aa"), "aa").id
    for key, parent in (("lying", f"{skill}/v1"), ("other", "elsewhere/v1"), ("new", "")):
        store.lessons.add(replace(lesson(key), parent=parent), "x")
        store.lessons.set_state(key, LessonState.INTERRUPTED)
    store.skills.publish(teach(store, "bb", parents=(f"{skill}/v1",)), "bb")
    states = {row.lesson.id: row.state for row in store.lessons.list()}
    assert states["lying"] is LessonState.DISCARDED
    assert states["other"] is states["new"] is LessonState.INTERRUPTED
