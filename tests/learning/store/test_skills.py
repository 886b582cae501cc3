"""Switches, undo and the trash: every step can be taken back, and a crash in between loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from learning.store import manifest
from learning.store.errors import SkillDamage, StoreError, UnknownId
from learning.store.profile import Profile
from learning.store.store import Store
from learning.types import LessonState, Skill, SkillState

Teach = Callable[..., Path]


@pytest.fixture
def skill(store: Store, teach: Teach) -> Skill:
    return store.skills.publish(teach(store, "aa"), "aa")


def test_switch_strength_and_name_are_kept(profile: Profile, teach: Teach) -> None:
    with Store.open(profile) as store:
        skill = store.skills.publish(teach(store, "aa"), "aa")
        store.skills.set_state(skill.id, SkillState.OFF)
        store.skills.set_strength(skill.id, 0.25)
        store.skills.rename(skill.id, "  My   family ")
        assert store.skills.uses(skill.base_sha256) == ()
    with Store.open(profile) as store:
        kept = store.skills.get(skill.id)
        assert (kept.state, kept.strength, kept.name) == (SkillState.OFF, 0.25, "My family")
        store.skills.set_state(skill.id, SkillState.ON)
        assert [use.strength for use in store.skills.uses(skill.base_sha256)] == [0.25]


def test_nonsense_is_refused(store: Store, skill: Skill) -> None:
    with pytest.raises(ValueError, match="empty"):
        store.skills.rename(skill.id, "  ")
    for strength in (-0.1, 2.1, float("nan")):
        with pytest.raises(ValueError, match=str(strength)):
            store.skills.set_strength(skill.id, strength)
    with pytest.raises(UnknownId):
        store.skills.set_state("nope", SkillState.OFF)
    with pytest.raises(UnknownId):
        store.skills.undo("nope")


def test_undo_of_a_first_lesson_takes_the_skill_away_and_redo_brings_it_back(store: Store, skill: Skill) -> None:
    store.skills.undo("aa")
    assert store.skills.list() == ()
    assert store.skills.uses(skill.base_sha256) == ()
    assert store.lessons.get("aa").state is LessonState.UNDONE
    assert store.skills.redo("aa") == skill
    assert store.lessons.get("aa").state is LessonState.LEARNED


def test_undo_of_a_later_lesson_returns_to_the_version_before(store: Store, skill: Skill, teach: Teach) -> None:
    second = store.skills.publish(teach(store, "bb", weights=b"\1" * 64, parents=(f"{skill.id}/v1",)), "bb")
    assert (second.id, second.version) == (skill.id, 2)
    store.skills.undo("bb")
    assert store.skills.get(skill.id).adapter_sha256 == skill.adapter_sha256
    assert store.skills.get(skill.id).version == 1
    assert [v.undone for v in store.skills.versions(skill.id)] == [False, True]
    store.skills.redo("bb")
    assert store.skills.get(skill.id).version == 2


def test_a_deleted_skill_comes_back_as_it_was(store: Store, skill: Skill) -> None:
    store.skills.set_strength(skill.id, 0.5)
    before = store.skills.get(skill.id)
    store.skills.delete(skill.id)
    assert store.skills.list() == ()
    assert store.skills.uses(skill.base_sha256) == ()
    assert not Path(skill.path).exists()
    assert [gone.id for gone in store.skills.deleted()] == [skill.id]
    assert store.skills.restore(skill.id) == before
    assert manifest.verify(Path(before.path))
    with pytest.raises(UnknownId):
        store.skills.restore(skill.id)


@pytest.mark.parametrize("step", ["delete", "restore"])
def test_a_failure_while_moving_to_or_from_the_trash_is_finished_or_undone(
    profile: Profile, teach: Teach, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with Store.open(profile) as store:
        skill = store.skills.publish(teach(store, "aa"), "aa")
    succeeded = False
    for number in range(1, 20):
        with Store.open(profile) as store:
            if step == "restore":
                store.skills.delete(skill.id)
            with monkeypatch.context() as faults:
                faults.setenv("INGRAIN_FAIL_AT", str(number))
                try:
                    getattr(store.skills, step)(skill.id)
                    succeeded = True
                except StoreError:
                    succeeded = False
        with Store.open(profile) as store:
            assert store.sweep().damaged == ()
            listed = [found.damaged for found in store.skills.list()]
            assert listed in ([], [""])
            assert Path(skill.path).exists() is bool(listed)
            assert (profile.trash / skill.id).exists() is not bool(listed)
            if not listed:
                store.skills.restore(skill.id)
        if succeeded:
            assert number > 4
            break
    assert succeeded


def test_purge_leaves_nothing_of_the_text(profile: Profile, teach: Teach) -> None:
    with Store.open(profile) as store:
        store.skills.publish(teach(store, "aa"), "aa")
        store.skills.purge("aa")
        with pytest.raises(UnknownId):
            store.lessons.get("aa")
    left = [path for path in profile.root.rglob("*") if path.is_file() and b"Mira" in path.read_bytes()]
    assert left == []
    assert not profile.skill("aa").exists()


def test_a_damaged_version_falls_back_to_the_one_before_and_recovers(store: Store, skill: Skill, teach: Teach) -> None:
    second = store.skills.publish(teach(store, "bb", parents=(f"{skill.id}/v1",)), "bb")
    adapter = Path(second.path) / manifest.ADAPTER
    good = adapter.read_bytes()
    adapter.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert store.skills.inspect(skill.id).version == 1
    assert [v.damaged for v in store.skills.versions(skill.id)] == ["", SkillDamage.FILE_CHANGED]
    adapter.write_bytes(good)
    assert store.skills.inspect(skill.id).version == 2


def test_two_skills_with_their_folders_swapped_are_both_damaged(store: Store, skill: Skill, teach: Teach) -> None:
    other = store.skills.publish(teach(store, "bb", weights=b"\1" * 64), "bb")
    aside = store.profile.root / "aside"
    Path(skill.path).rename(aside)
    Path(other.path).rename(skill.path)
    aside.rename(other.path)
    assert [found.reason for found in store.sweep().damaged] == [SkillDamage.FILE_CHANGED] * 2
    assert store.skills.uses(skill.base_sha256) == ()


def test_a_skill_without_a_whole_version_is_listed_off_and_damaged(store: Store, skill: Skill) -> None:
    (Path(skill.path) / manifest.ADAPTER).write_bytes(b"")
    damaged = store.skills.inspect(skill.id)
    assert (damaged.damaged, damaged.state) == (SkillDamage.FILE_SIZE, SkillState.OFF)
    assert store.skills.uses(skill.base_sha256) == ()
